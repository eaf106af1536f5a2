#include "ir/transforms/lower_warp/exchange.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace hd::ir {

using Predicate = Build::Predicate;

static constexpr unsigned kWarpSize = 32, kMaxThreads = 1024, kBitBuffers = 3;

static unsigned maxThreads(func::FuncOp kernel) {
  auto bound = kernel->getAttrOfType<IntegerAttr>(kMaxThreadsAttr);
  uint64_t threads = bound ? std::clamp<int64_t>(bound.getInt(), 1, kMaxThreads) : kMaxThreads;
  return unsigned(llvm::alignTo(threads, kWarpSize));
}

static Value makeScratch(Build &build, func::FuncOp kernel, StringRef what, unsigned words) {
  auto type = build.pointer(ArrayType::get(kernel.getContext(), words, build.i32()), AddressSpace::Shared);
  std::string name = (kernel.getName() + "." + what).str();
  OpBuilder outside(kernel);
  outside.create<GlobalOp>(kernel.getLoc(), name, type, 4, StringAttr(), TypeAttr(), StringAttr());
  Value array = build.make<AddressOfOp>(type, name);
  return build.make<DecayOp>(build.pointer(build.i32(), AddressSpace::Shared), array);
}

Exchange::Exchange(func::FuncOp kernel, ExchangeOptions options)
    : kernel_(kernel), options_(options), builder_(kernel.getContext()), threads_(maxThreads(kernel)),
      warps_(threads_ / kWarpSize) {
  builder_.setInsertionPointToStart(&kernel.getBody().front());
  Build build(builder_, kernel.getLoc());
  auto id = [&](Dimension axis) { return build.make<ThreadIdOp>(build.i32(), axis).getResult(); };
  auto dim = [&](Dimension axis) { return build.make<BlockDimOp>(build.i32(), axis).getResult(); };
  Value row = build.add(build.mul(id(Dimension::Z), dim(Dimension::Y)), id(Dimension::Y));
  thread_ = build.add(build.mul(row, dim(Dimension::X)), id(Dimension::X));
  lane_ = build.bitAnd(thread_, kWarpSize - 1);
  warp_ = build.shr(thread_, 5u);
  values_ = makeScratch(build, kernel, "warp_values", 2 * threads_);
  bits_ = makeScratch(build, kernel, "warp_bits", kBitBuffers * (warps_ + 1));
  Type counter = build.pointer(build.i32(), AddressSpace::Private);
  for (Value *turn : {&valueTurn_, &bitTurn_}) {
    *turn = build.make<PrivateOp>(counter, IntegerAttr());
    build.store(build.int32(0), *turn);
  }
  setupEnd_ = &*std::prev(builder_.getInsertionPoint());
}

// Whether it was; then its variable is gone, too.
static bool dropUnused(Value scratch, func::FuncOp kernel) {
  if (!scratch.use_empty())
    return false;
  Operation *decay = scratch.getDefiningOp();
  auto address = decay->getOperand(0).getDefiningOp<AddressOfOp>();
  SymbolTable::lookupNearestSymbolFrom(kernel, address.getGlobalAttr())->erase();
  decay->erase();
  address.erase();
  return true;
}

void Exchange::finish() {
  dropUnused(values_, kernel_);
  if (dropUnused(bits_, kernel_))
    return;
  builder_.setInsertionPointAfter(setupEnd_);
  Build build(builder_, kernel_.getLoc());
  auto prepare = [&] {
    clear(build, bits_);
    build.make<BarrierOp>();
  };
  if (!options_.subgroups || collectsOfBlock_)
    return prepare();
  Value has = build.make<DeviceHasOp>(build.i1(), DeviceProperty::WarpsInSubgroups);
  build.when(build.bitXor(has, build.boolean(true)), prepare);
}

// One lane clears its warp's word, one thread the block's.
void Exchange::clear(Build &build, Value buffer) {
  Value isFirstLane = build.isZero(lane_), isFirst = build.isZero(thread_);
  build.when(isFirstLane, [&] { build.store(build.int32(0), build.element(buffer, warp_)); });
  build.when(isFirst, [&] { build.store(build.int32(0), build.element(buffer, warps_)); });
}

// --- the two ways of exchanging

Value Exchange::publish(Build &build, Value word) {
  Value turn = build.load(valueTurn_);
  build.store(build.bitXor(turn, build.int32(1)), valueTurn_);
  Value buffer = build.element(values_, build.mul(turn, build.int32(threads_)));
  build.store(word, build.element(buffer, thread_));
  build.make<BarrierOp>();
  return build.element(buffer, build.shl(warp_, 5u));
}

Value Exchange::collect(Build &build, AtomicKind kind, Value flag, Value operand, Value slot) {
  Value turn = build.load(bitTurn_), isLast = build.compare(Predicate::eq, turn, kBitBuffers - 1);
  Value next = build.select(isLast, build.int32(0), build.add(turn, 1));
  build.store(next, bitTurn_);
  Value size = build.int32(warps_ + 1);
  Value cleared = build.element(bits_, build.mul(next, size));
  clear(build, cleared);
  Value place = build.element(build.element(bits_, build.mul(turn, size)), slot);
  build.when(flag, [&] { build.make<AtomicRmwOp>(build.i32(), kind, Scope::Block, place, operand); });
  build.make<BarrierOp>();
  return build.load(place);
}

Value Exchange::choose(Build &build, Type type, function_ref<Value()> bySubgroup,
                       function_ref<Value()> byMemory) {
  if (!options_.subgroups)
    return byMemory();
  Value condition = build.make<DeviceHasOp>(build.i1(), DeviceProperty::WarpsInSubgroups);
  auto branch =
      build.make<scf::IfOp>(type ? TypeRange{type} : TypeRange(), condition, /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(builder_);
  auto fill = [&](Block *block, function_ref<Value()> way) {
    builder_.setInsertionPointToStart(block);
    if (Value value = way()) // without results there is a yield already
      build.make<scf::YieldOp>(ValueRange{value});
  };
  fill(branch.thenBlock(), bySubgroup);
  fill(branch.elseBlock(), byMemory);
  return type ? branch.getResult(0) : Value();
}

static Value shuffleFrom(Build &build, Value word, Value lane) {
  return build.make<ShuffleOp>(word.getType(), ShuffleMode::Idx, build.int32(~0u), word, lane,
                               build.int32(kWarpSize));
}

Value Exchange::fromLane(Build &build, Value word, Value lane) {
  return choose(
      build, word.getType(), [&] { return shuffleFrom(build, word, lane); },
      [&] { return build.load(build.element(publish(build, word), lane)); });
}

Value Exchange::bitsOfWarp(Build &build, Value flag) {
  return choose(
      build, build.i32(),
      [&] { return build.make<BallotOp>(build.i32(), build.int32(~0u), flag).getResult(); },
      [&] { return collect(build, AtomicKind::Or, flag, build.shl(build.int32(1), lane_), warp_); });
}

void Exchange::meet(Build &build) {
  auto after = [](auto) { return Value(); };
  choose(
      build, Type(), [&] { return after(build.make<SyncWarpOp>(build.int32(~0u))); },
      [&] { return after(build.make<BarrierOp>()); });
}

Value Exchange::countOfBlock(Build &build, Value flag) {
  collectsOfBlock_ = true;
  return collect(build, AtomicKind::Add, flag, build.int32(1), build.int32(warps_));
}

Value Exchange::anyOfBlock(Build &build, Value flag) {
  collectsOfBlock_ = true;
  return build.isNotZero(collect(build, AtomicKind::Or, flag, build.int32(1), build.int32(warps_)));
}

Value Exchange::activeBits(Build &build, Value active) {
  return bitsOfWarp(build, active ? active : build.boolean(true));
}

// --- values as words of 32 bits

void Exchange::wordsOf(Build &build, Value value, SmallVectorImpl<Value> &words) {
  Type type = value.getType();
  unsigned bits = type.getIntOrFloatBitWidth();
  Value integer = build.bitcast(value, builder_.getIntegerType(bits));
  if (bits < 64)
    return words.push_back(build.extendUnsigned(integer, build.i32()));
  words.push_back(build.truncate(integer, build.i32()));
  words.push_back(build.truncate(build.shr(integer, 32u), build.i32()));
}

Value Exchange::fromWords(Build &build, ArrayRef<Value> words, Type type) {
  unsigned bits = type.getIntOrFloatBitWidth();
  if (bits < 64)
    return build.bitcast(build.truncate(words[0], builder_.getIntegerType(bits)), type);
  Value low = build.extendUnsigned(words[0], build.i64()), high = build.extendUnsigned(words[1], build.i64());
  return build.bitcast(build.bitOr(low, build.shl(high, 32u)), type);
}

// --- the operations; semantics as in backends/cpu/warp.cpp

// By the PTX manual's shfl: lanes of a group of `width`; out of the group a lane keeps its own value.
Value Exchange::sourceLane(Build &build, ShuffleOp op) {
  Value delta = build.bitAnd(op.getLane(), kWarpSize - 1), below = build.sub(op.getWidth(), 1);
  Value group = build.bitAnd(lane_, build.invert(below)), last = build.add(group, below);
  Value from, inside;
  switch (op.getMode()) {
  case ShuffleMode::Idx:
    from = build.add(group, build.bitAnd(delta, below));
    break;
  case ShuffleMode::Up:
    from = build.sub(lane_, delta);
    inside = build.compare(Predicate::sge, from, group);
    break;
  case ShuffleMode::Down:
    from = build.add(lane_, delta);
    inside = build.compare(Predicate::sle, from, last);
    break;
  case ShuffleMode::Xor:
    from = build.bitXor(lane_, delta);
    inside = build.compare(Predicate::sle, from, last);
    break;
  }
  if (inside)
    from = build.select(inside, from, lane_);
  return build.bitAnd(from, kWarpSize - 1);
}

Value Exchange::shuffle(Build &build, ShuffleOp op) {
  SmallVector<Value> words, read;
  wordsOf(build, op.getValue(), words);
  Value from = sourceLane(build, op);
  for (Value word : words)
    read.push_back(fromLane(build, word, from));
  return fromWords(build, read, op.getType());
}

Value Exchange::vote(Build &build, VoteOp op, Value active) {
  auto nobody = [&](bool wanted) { // among the members, with this predicate
    Value flag = op.getPredicate();
    if (!wanted)
      flag = build.bitXor(flag, build.boolean(true));
    if (active)
      flag = build.bitAnd(flag, active);
    return build.isZero(build.bitAnd(bitsOfWarp(build, flag), op.getMask()));
  };
  switch (op.getKind()) {
  case VoteKind::Any:
    return build.bitXor(nobody(true), build.boolean(true));
  case VoteKind::All:
    return nobody(false);
  case VoteKind::Uni: {
    Value noneAgrees = nobody(true);
    return build.bitOr(noneAgrees, nobody(false));
  }
  }
  llvm_unreachable("all kinds are handled");
}

Value Exchange::overLanes(Build &build, Value word, Value start,
                          function_ref<Value(Value, Value, Value)> step) {
  return choose(
      build, start.getType(),
      [&] {
        return loopOverLanes(build, start, [&](Value lane, Value state) {
          return step(shuffleFrom(build, word, lane), lane, state);
        });
      },
      [&] {
        Value others = publish(build, word);
        return loopOverLanes(build, start, [&](Value lane, Value state) {
          return step(build.load(build.element(others, lane)), lane, state);
        });
      });
}

Value Exchange::loopOverLanes(Build &build, Value start, function_ref<Value(Value, Value)> step) {
  SmallVector<Value> inits{build.int32(0), start};
  SmallVector<Type> types(ValueRange(inits).getTypes());
  SmallVector<Location> places(types.size(), build.loc);
  auto loop = build.make<scf::WhileOp>(types, inits);
  OpBuilder::InsertionGuard guard(builder_);
  Block *before = builder_.createBlock(&loop.getBefore(), {}, types, places);
  Value more = build.compare(Predicate::ult, before->getArgument(0), kWarpSize);
  build.make<scf::ConditionOp>(more, before->getArguments());
  Block *after = builder_.createBlock(&loop.getAfter(), {}, types, places);
  Value lane = after->getArgument(0), state = step(lane, after->getArgument(1));
  build.make<scf::YieldOp>(ValueRange{build.add(lane, 1), state});
  return loop.getResult(1);
}

// Who of the members has my value?
Value Exchange::matching(Build &build, Value value, Value members) {
  SmallVector<Value> words;
  wordsOf(build, value, words);
  for (Value word : words) {
    Value same = overLanes(build, word, build.int32(0), [&](Value other, Value lane, Value bits) {
      Value equal = build.compare(Predicate::eq, other, word);
      return build.bitOr(bits, build.shl(build.extendUnsigned(equal, build.i32()), lane));
    });
    members = build.bitAnd(members, same);
  }
  return members;
}

static Value combine(Build &build, ReduceKind kind, Value a, Value b) {
  switch (kind) {
  case ReduceKind::Add:
    return build.add(a, b);
  case ReduceKind::SMin:
    return build.select(build.compare(Predicate::slt, a, b), a, b);
  case ReduceKind::SMax:
    return build.select(build.compare(Predicate::sgt, a, b), a, b);
  case ReduceKind::UMin:
    return build.select(build.compare(Predicate::ult, a, b), a, b);
  case ReduceKind::UMax:
    return build.select(build.compare(Predicate::ugt, a, b), a, b);
  case ReduceKind::And:
    return build.bitAnd(a, b);
  case ReduceKind::Or:
    return build.bitOr(a, b);
  case ReduceKind::Xor:
    return build.bitXor(a, b);
  }
  llvm_unreachable("all kinds are handled");
}

static uint32_t neutral(ReduceKind kind) {
  switch (kind) {
  case ReduceKind::SMin:
    return 0x7fffffffu;
  case ReduceKind::SMax:
    return 0x80000000u;
  case ReduceKind::UMin:
  case ReduceKind::And:
    return 0xffffffffu;
  case ReduceKind::Add:
  case ReduceKind::UMax:
  case ReduceKind::Or:
  case ReduceKind::Xor:
    return 0;
  }
  llvm_unreachable("all kinds are handled");
}

Value Exchange::reduce(Build &build, WarpReduceOp op, Value members) {
  Value start = build.int32(neutral(op.getKind()));
  return overLanes(build, op.getValue(), start, [&](Value other, Value lane, Value so) {
    Value isMember = build.truncate(build.shr(members, lane), build.i1());
    return build.select(isMember, combine(build, op.getKind(), so, other), so);
  });
}

Value Exchange::blockReduce(Build &build, BarrierReduceOp op, Value active) {
  bool negated = op.getKind() == BarrierKind::And;
  Value flag = negated ? build.bitXor(op.getPredicate(), build.boolean(true)) : op.getPredicate();
  if (active)
    flag = build.bitAnd(flag, active);
  if (op.getKind() == BarrierKind::Count)
    return countOfBlock(build, flag);
  Value any = anyOfBlock(build, flag);
  return build.extendUnsigned(negated ? build.bitXor(any, build.boolean(true)) : any, build.i32());
}

static Value restrictPredicate(Build &build, BarrierReduceOp op, Value active) {
  if (op.getKind() == BarrierKind::And)
    return build.bitOr(op.getPredicate(), build.bitXor(active, build.boolean(true)));
  return build.bitAnd(op.getPredicate(), active);
}

void Exchange::lower(Operation *op, Value active) {
  Build build(builder_, op);
  auto both = [&](Value flag) { return active ? build.bitAnd(flag, active) : flag; };
  auto done = [&](ValueRange results) {
    op->replaceAllUsesWith(results);
    op->erase();
  };
  TypeSwitch<Operation *>(op)
      .Case([&](ShuffleOp at) { done({shuffle(build, at)}); })
      .Case([&](VoteOp at) { done({vote(build, at, active)}); })
      .Case([&](BallotOp at) {
        done({build.bitAnd(bitsOfWarp(build, both(at.getPredicate())), at.getMask())});
      })
      .Case([&](ActiveMaskOp) { done({activeBits(build, active)}); })
      .Case([&](MatchAnyOp at) {
        done({matching(build, at.getValue(), build.bitAnd(activeBits(build, active), at.getMask()))});
      })
      .Case([&](MatchAllOp at) {
        Value members = build.bitAnd(activeBits(build, active), at.getMask());
        Value same = matching(build, at.getValue(), members);
        Value all = build.compare(Predicate::eq, same, members);
        Value result = build.select(all, at.getMask(), build.int32(0));
        done({result, build.isNotZero(result)});
      })
      .Case([&](WarpReduceOp at) {
        done({reduce(build, at, build.bitAnd(activeBits(build, active), at.getMask()))});
      })
      .Case([&](SyncWarpOp) {
        meet(build);
        op->erase();
      })
      .Case([&](BarrierReduceOp at) {
        if (options_.barrierReduce)
          done({blockReduce(build, at, active)});
        else if (active)
          at.getPredicateMutable().assign(restrictPredicate(build, at, active));
      });
}

} // namespace hd::ir
