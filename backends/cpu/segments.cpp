// Barriers: the kernel as segments between them, what crosses from one to another, and the warp loops.
#include "backends/cpu/emitter.h"

#include "runtime/abi/cpu.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace hd::cpu {

// --- what crosses

// Numbers the segments in program order and finds the values that one makes and another, or block-level
// control flow, needs.
void Emitter::findCrossings() {
  llvm::DenseMap<Operation *, unsigned> segmentOf;
  unsigned segment = 0;
  std::function<void(Block &)> number = [&](Block &block) {
    for (Operation &op : block) {
      if (!analysis_.carriesBarrier(&op)) {
        segmentOf[&op] = segment;
        continue;
      }
      ++segment;
      if (analysis_.isInterchanged(&op))
        continue; // its inside stays within segments of its own
      for (Region &region : op.getRegions())
        for (Block &inner : region) {
          number(inner);
          ++segment;
        }
    }
  };
  number(kernel_.getBody().front());
  auto crosses = [&](Value value, Operation *definition) {
    auto home = segmentOf.find(definition);
    return llvm::any_of(value.getUses(), [&](OpOperand &use) {
      Operation *user = use.getOwner();
      while (user && !segmentOf.count(user) && !analysis_.carriesBarrier(user))
        user = user->getParentOp();
      auto at = segmentOf.find(user);
      if (at == segmentOf.end() || isa<scf::ConditionOp>(user))
        return true;
      return home == segmentOf.end() || at->second != home->second;
    });
  };
  for (auto &entry : segmentOf)
    for (Value result : entry.first->getResults())
      if (crosses(result, entry.first))
        crossing_.insert(result);
  std::function<void(Value)> keepSources = [&](Value value) {
    if (analysis_.wrapsBetweenLanes(value))
      for (Value source : value.getDefiningOp()->getOperands())
        if (segmentOf.count(source.getDefiningOp()) && crossing_.insert(source).second)
          keepSources(source);
  };
  for (Value value : llvm::SmallVector<Value>(crossing_.begin(), crossing_.end()))
    keepSources(value);
  for (const auto &[op, object] : analysis_.privates().objects()) {
    llvm::DenseSet<unsigned> places; // an object is used where any pointer into it is
    std::function<void(Value)> follow = [&](Value pointer) {
      for (Operation *user : pointer.getUsers()) {
        Operation *at = user;
        while (at && !segmentOf.count(at) && !analysis_.carriesBarrier(at))
          at = at->getParentOp();
        places.insert(segmentOf.count(at) ? segmentOf[at] : ~0u);
        if (!object.interleaved)
          places.insert(segment == 0 ? 0 : ~0u);
        for (Value result : user->getResults())
          if (isa<ir::PointerType>(result.getType()))
            follow(result);
      }
    };
    if (segment != 0)
      if (!isa<BlockArgument>(op->getResult(0)) && object.interleaved)
        follow(op->getResult(0));
    bool kept = object.interleaved ? places.size() > 1 || places.contains(~0u) : segment != 0;
    if (kept)
      crossing_.insert(op->getResult(0));
    else
      crossing_.erase(op->getResult(0));
  }
}

// Cheap and the same whenever computed: thread indices, parameters and arithmetic on them.
bool Emitter::isRecomputable(Value value, unsigned &budget) const {
  Operation *op = value.getDefiningOp();
  if (!op)
    return blockValues_.count(value);
  if (isa<ir::PrivateOp>(op))
    return true;
  if (op->getNumRegions() != 0 || !isMemoryEffectFree(op) ||
      isa<arith::DivFOp, arith::DivSIOp, arith::DivUIOp, arith::RemSIOp, arith::RemUIOp>(op) ||
      op->getName().getDialectNamespace() == "math")
    return false;
  if (budget == 0)
    return false;
  --budget;
  return llvm::all_of(op->getOperands(), [&](Value operand) { return isRecomputable(operand, budget); });
}

// The same for the whole block and made of nothing but block-level values: blockScalar can always make it.
bool Emitter::isBlockPure(Value value) const {
  if (blockValues_.count(value))
    return true;
  if (!shapeOf(value).isUniform() || !shapeOf(value).blockUniform)
    return false;
  auto slot = slots_.find(value);
  if (slot != slots_.end() && slot->second.kind == Slot::Kind::Block)
    return true;
  Operation *op = value.getDefiningOp();
  return op && op->getNumRegions() == 0 && isMemoryEffectFree(op) &&
         llvm::all_of(op->getOperands(), [&](Value operand) { return isBlockPure(operand); });
}

void Emitter::ensureSlot(Value value) {
  if (slots_.count(value))
    return;
  Shape shape = shapeOf(value);
  Slot slot;
  llvm::Type *type = typeOf(value);
  if (shape.isUniform() && shape.blockUniform) {
    slot.kind = Slot::Kind::Block;
    slot.scalar = stackArray(type, 1);
  } else {
    uint64_t size = type->isIntegerTy(1) ? 1 : type->isPointerTy() ? 8 : type->getPrimitiveSizeInBits() / 8;
    uint64_t bytes = shape.isVarying() && !type->isIntegerTy(1) ? size * kWarpSize : 8 * parts_;
    scratchPerWarp_ = llvm::alignTo(scratchPerWarp_, HD_CPU_ARENA_ALIGNMENT);
    slot.offset = scratchPerWarp_;
    scratchPerWarp_ += bytes;
  }
  slots_[value] = slot;
}

llvm::Value *Emitter::slotAddress(const Slot &slot) {
  llvm::Value *stride = builder_.CreateLoad(builder_.getInt64Ty(), scratchWarpStride_);
  llvm::Value *start = builder_.CreateMul(builder_.CreateZExt(warp_, builder_.getInt64Ty()), stride);
  uint64_t fixed = llvm::alignTo(scratchFixed_, HD_CPU_ARENA_ALIGNMENT);
  start = builder_.CreateAdd(start, i64(fixed + slot.offset));
  return builder_.CreateInBoundsGEP(builder_.getInt8Ty(), scratchBase_, start);
}

// Stores `value` in the slot of `slotOf`, in the shape of that; lanes that are not active keep what they
// have.
void Emitter::storeSlot(Value slotOf, Value value) {
  ensureSlot(slotOf);
  Slot slot = slots_[slotOf];
  Shape shape = shapeOf(slotOf);
  if (slot.kind == Slot::Kind::Block) {
    builder_.CreateStore(uniform(value), slot.scalar);
    return;
  }
  Parts parts = inShape(value, shape);
  llvm::Value *address = slotAddress(slot);
  bool isMask = shape.isVarying() && typeOf(slotOf)->isIntegerTy(1);
  bool blend = shape.isVarying() && !mask_.all && slotOf != value;
  if (isMask) {
    llvm::Value *bits = bitsOf(parts);
    if (blend) {
      llvm::Value *active = bitsOf(mask_);
      llvm::Value *old = builder_.CreateLoad(builder_.getInt32Ty(), address);
      bits = builder_.CreateOr(builder_.CreateAnd(bits, active),
                               builder_.CreateAnd(old, builder_.CreateNot(active)));
    }
    builder_.CreateStore(bits, address);
    return;
  }
  for (auto [number, part] : llvm::enumerate(parts)) {
    llvm::Value *at = builder_.CreateConstInBoundsGEP1_64(part->getType(), address, number);
    if (blend)
      part = builder_.CreateSelect(mask_.parts[number], part,
                                   builder_.CreateAlignedLoad(part->getType(), at, llvm::Align(8)));
    builder_.CreateAlignedStore(part, at, llvm::Align(shape.isVarying() ? 8 : 1));
  }
}

Lanes Emitter::loadSlot(Value value) {
  const Slot slot = slots_.lookup(value);
  Shape shape = shapeOf(value);
  Lanes lanes;
  if (slot.kind == Slot::Kind::Block) {
    lanes.parts.push_back(builder_.CreateLoad(typeOf(value), slot.scalar));
    return lanes;
  }
  llvm::Value *address = slotAddress(slot);
  if (shape.isVarying() && typeOf(value)->isIntegerTy(1)) {
    lanes.parts = maskFromBits(builder_.CreateLoad(builder_.getInt32Ty(), address));
    return lanes;
  }
  llvm::Type *type = partType(value, shape);
  for (unsigned part = 0; part < partsOf(shape); ++part) {
    llvm::Value *at = builder_.CreateConstInBoundsGEP1_64(type, address, part);
    lanes.parts.push_back(builder_.CreateAlignedLoad(type, at, llvm::Align(shape.isVarying() ? 8 : 1)));
  }
  return lanes;
}

// The value at block level, before the current segment, or null when only segments can make it.
llvm::Value *Emitter::blockScalar(Value value) {
  if (llvm::Value *known = blockValues_.lookup(value))
    return known;
  Shape shape = shapeOf(value);
  if (!shape.isUniform() || !shape.blockUniform)
    return nullptr;
  llvm::IRBuilderBase::InsertPointGuard guard(builder_);
  if (segmentPreheader_)
    builder_.SetInsertPoint(segmentPreheader_);
  auto slot = slots_.find(value);
  if (slot != slots_.end() && slot->second.kind == Slot::Kind::Block)
    return blockValues_[value] = builder_.CreateLoad(typeOf(value), slot->second.scalar);
  Operation *op = value.getDefiningOp();
  if (!op || op->getNumRegions() != 0 || !isMemoryEffectFree(op))
    return nullptr;
  llvm::DenseMap<Value, Lanes> operands;
  for (Value operand : op->getOperands()) {
    llvm::Value *scalar = blockScalar(operand);
    if (!scalar)
      return nullptr;
    operands[operand].parts.push_back(scalar);
  }
  std::swap(values_, operands);
  emitOp(op);
  llvm::Value *scalar = values_[value].parts[0];
  std::swap(values_, operands);
  return blockValues_[value] = scalar;
}

// A value that this clone of the segment has not made.
Lanes Emitter::resolve(Value value) {
  if (llvm::Value *scalar = blockScalar(value)) {
    Lanes lanes;
    lanes.parts.push_back(scalar);
    return lanes;
  }
  llvm::IRBuilderBase::InsertPointGuard guard(builder_);
  builder_.SetInsertPoint(cloneEntry_);
  unsigned budget = 12;
  if (value.getDefiningOp() && isRecomputable(value, budget)) {
    emitOp(value.getDefiningOp());
    return values_[value];
  }
  if (slots_.count(value))
    return loadSlot(value);
  if (error_.empty())
    error_ = "internal error: a value of `" + kernel_.getName().str() + "` has no place across a barrier";
  Lanes lanes;
  Shape shape = shapeOf(value);
  for (unsigned part = 0; part < partsOf(shape); ++part)
    lanes.parts.push_back(llvm::PoisonValue::get(partType(value, shape)));
  return lanes;
}

// --- block level

void Emitter::emitBlockLevel(Block &block, const Slot *maskSlot, const std::function<void()> &atEnd) {
  size_t known = blockValues_.size(); // what this region adds does not dominate what follows it
  llvm::SmallVector<Operation *> pending;
  auto flush = [&](const std::function<void()> &last) {
    if (!pending.empty() || last)
      emitSegment(pending, maskSlot, last);
    pending.clear();
  };
  for (Operation &op : block.without_terminator()) {
    if (!analysis_.carriesBarrier(&op)) {
      pending.push_back(&op);
      continue;
    }
    flush(nullptr);
    emitBlockOp(&op, maskSlot);
  }
  flush(atEnd);
  while (blockValues_.size() > known)
    blockValues_.pop_back();
}

void Emitter::emitBlockOp(Operation *op, const Slot *maskSlot) {
  locate(op);
  if (isa<ir::BarrierOp>(op))
    return; // the end of a warp loop is the barrier
  if (isa<ir::BarrierReduceOp>(op))
    return emitBarrierReduce(op, maskSlot);
  if (auto at = dyn_cast<scf::IfOp>(op))
    return emitBlockIf(at, maskSlot);
  if (auto at = dyn_cast<scf::WhileOp>(op))
    return analysis_.isInterchanged(op) ? emitInterchanged(at) : emitBlockWhile(at, maskSlot);
  unsupported(op, "a barrier inside this operation is not supported");
}

Slot Emitter::makeMaskSlot() {
  Slot slot;
  scratchPerWarp_ = llvm::alignTo(scratchPerWarp_, 4);
  slot.offset = scratchPerWarp_;
  scratchPerWarp_ += 4;
  return slot;
}

// For each warp: the lanes of its mask for which `condition` holds, kept in a new slot. Sets `any` when there
// are some.
const Slot *Emitter::narrowMask(Value condition, const Slot *maskSlot, llvm::AllocaInst *anySlot) {
  const Slot *result = &maskSlots_.emplace_back(makeMaskSlot());
  builder_.CreateStore(builder_.getFalse(), anySlot);
  emitWarpLoop([&] {
    llvm::Value *bits =
        maskSlot ? builder_.CreateLoad(builder_.getInt32Ty(), slotAddress(*maskSlot)) : bitsOf(validLanes());
    if (condition)
      bits = builder_.CreateAnd(bits, bitsOf(conditionParts(condition)));
    builder_.CreateStore(bits, slotAddress(*result));
    llvm::Value *old = builder_.CreateLoad(builder_.getInt1Ty(), anySlot);
    builder_.CreateStore(builder_.CreateOr(old, builder_.CreateIsNotNull(bits)), anySlot);
  });
  return result;
}

void Emitter::emitBlockIf(scf::IfOp op, const Slot *maskSlot) {
  for (Value result : op.getResults())
    ensureSlot(result);
  Shape condition = shapeOf(op.getCondition());
  bool isUniform = condition.isUniform() && condition.blockUniform;
  auto region = [&](Region &body, bool isThen) {
    if (body.empty())
      return;
    auto *enter = llvm::BasicBlock::Create(context_, isThen ? "then" : "else", function_);
    auto *after = llvm::BasicBlock::Create(context_, "after", function_);
    const Slot *inner = maskSlot;
    if (isUniform) {
      llvm::Value *scalar = blockScalar(op.getCondition());
      builder_.CreateCondBr(scalar, isThen ? enter : after, isThen ? after : enter);
    } else {
      auto *anySlot = stackArray(builder_.getInt1Ty(), 1);
      const Slot *taken = narrowMask(op.getCondition(), maskSlot, anySlot);
      if (!isThen) { // the rest of the mask
        builder_.CreateStore(builder_.getFalse(), anySlot);
        emitWarpLoop([&] {
          llvm::Value *all = maskSlot ? builder_.CreateLoad(builder_.getInt32Ty(), slotAddress(*maskSlot))
                                      : bitsOf(validLanes());
          llvm::Value *address = slotAddress(*taken);
          llvm::Value *bits = builder_.CreateAnd(
              all, builder_.CreateNot(builder_.CreateLoad(builder_.getInt32Ty(), address)));
          builder_.CreateStore(bits, address);
          llvm::Value *old = builder_.CreateLoad(builder_.getInt1Ty(), anySlot);
          builder_.CreateStore(builder_.CreateOr(old, builder_.CreateIsNotNull(bits)), anySlot);
        });
      }
      inner = taken;
      builder_.CreateCondBr(builder_.CreateLoad(builder_.getInt1Ty(), anySlot), enter, after);
    }
    builder_.SetInsertPoint(enter);
    auto yield = cast<scf::YieldOp>(body.front().getTerminator());
    std::function<void()> atEnd;
    if (op.getNumResults() != 0)
      atEnd = [&, yield]() mutable {
        for (auto [result, value] : llvm::zip(op.getResults(), yield.getOperands()))
          storeSlot(result, value);
      };
    emitBlockLevel(body.front(), inner, atEnd);
    builder_.CreateBr(after);
    builder_.SetInsertPoint(after);
  };
  region(op.getThenRegion(), true);
  region(op.getElseRegion(), false);
}

void Emitter::emitBlockWhile(scf::WhileOp op, const Slot *maskSlot) {
  for (BlockArgument argument : llvm::concat<BlockArgument>(op.getBeforeArguments(), op.getAfterArguments()))
    ensureSlot(argument);
  for (Value result : op.getResults())
    ensureSlot(result);
  // Block-uniform values that can be had at block level are assigned there; all are read before any is set.
  auto assignBlock = [&](auto targets, OperandRange values, llvm::DenseSet<Value> &done) {
    llvm::SmallVector<std::pair<llvm::Value *, llvm::AllocaInst *>> stores;
    for (auto [target, value] : llvm::zip(targets, values)) {
      const Slot slot = slots_.lookup(target);
      if (slot.kind != Slot::Kind::Block)
        continue;
      if (llvm::Value *scalar = blockScalar(value)) {
        stores.push_back({scalar, slot.scalar});
        done.insert(target);
      }
    }
    for (auto [scalar, slot] : stores)
      builder_.CreateStore(scalar, slot);
  };
  auto assignRest = [&](auto targets, OperandRange values, const llvm::DenseSet<Value> &done) {
    for (auto [target, value] : llvm::zip(targets, values))
      if (!done.contains(target))
        storeSlot(target, value);
  };
  llvm::DenseSet<Value> done;
  assignBlock(op.getBeforeArguments(), op.getInits(), done);
  if (done.size() != op.getInits().size())
    emitSegment({}, maskSlot, [&] { assignRest(op.getBeforeArguments(), op.getInits(), done); });

  scf::ConditionOp end = op.getConditionOp();
  Shape condition = shapeOf(end.getCondition());
  bool isUniform = condition.isUniform() && condition.blockUniform;
  auto *anySlot = isUniform ? nullptr : stackArray(builder_.getInt1Ty(), 1);
  const Slot *loopMask = isUniform ? maskSlot : narrowMask({}, maskSlot, anySlot);

  auto *header = llvm::BasicBlock::Create(context_, "loop", function_);
  auto *body = llvm::BasicBlock::Create(context_, "loop.body", function_);
  auto *exit = llvm::BasicBlock::Create(context_, "loop.exit", function_);
  builder_.CreateBr(header);
  builder_.SetInsertPoint(header);
  size_t known = blockValues_.size();
  auto scoped = [&](auto emit) {
    emit();
    while (blockValues_.size() > known)
      blockValues_.pop_back();
  };
  // The condition and what it passes on stay at block level where they can.
  bool simple = isUniform && llvm::all_of(op.getBeforeBody()->without_terminator(), [&](Operation &inner) {
                  return isMemoryEffectFree(&inner) && inner.getNumRegions() == 0;
                });
  scoped([&] {
    llvm::DenseSet<Value> set;
    if (simple) {
      assignBlock(op.getAfterArguments(), end.getArgs(), set);
      assignBlock(op.getResults(), end.getArgs(), set);
    }
    bool all = simple && set.size() == 2 * end.getArgs().size();
    if (!all)
      emitBlockLevel(*op.getBeforeBody(), loopMask, [&] {
        assignRest(op.getAfterArguments(), end.getArgs(), set);
        assignRest(op.getResults(), end.getArgs(), set);
        if (isUniform && !simple)
          storeSlot(end.getCondition(), end.getCondition());
      });
    if (isUniform) {
      builder_.CreateCondBr(blockScalar(end.getCondition()), body, exit);
    } else {
      const Slot *narrowed = narrowMask(end.getCondition(), loopMask, anySlot);
      emitWarpLoop([&] {
        llvm::Value *bits = builder_.CreateLoad(builder_.getInt32Ty(), slotAddress(*narrowed));
        builder_.CreateStore(bits, slotAddress(*loopMask));
      });
      builder_.CreateCondBr(builder_.CreateLoad(builder_.getInt1Ty(), anySlot), body, exit);
    }
  });
  builder_.SetInsertPoint(body);
  scoped([&] {
    // Yields that are the same for the block and made outside its segments are assigned after all segments.
    llvm::DenseSet<Value> later;
    for (auto [argument, value] : llvm::zip(op.getBeforeArguments(), op.getYieldOp().getOperands())) {
      if (slots_.lookup(argument).kind == Slot::Kind::Block &&
          (crossing_.contains(value) || isBlockPure(value)))
        later.insert(argument);
    }
    emitBlockLevel(*op.getAfterBody(), loopMask,
                   [&] { assignRest(op.getBeforeArguments(), op.getYieldOp().getOperands(), later); });
    llvm::DenseSet<Value> set;
    assignBlock(op.getBeforeArguments(), op.getYieldOp().getOperands(), set);
    if (llvm::any_of(later, [&](Value argument) { return !set.contains(argument); }))
      error_ = "internal error: a loop value of `" + kernel_.getName().str() + "` is lost at a barrier";
  });
  auto *latch = builder_.CreateBr(header);
  hintUnroll(latch, op);
  builder_.SetInsertPoint(exit);
}

// Keeps the carried values for the next iteration and clears `goesOn` unless all lanes will take it.
void Emitter::settleIteration(scf::WhileOp op, OperandRange values, llvm::AllocaInst *goesOn) {
  std::vector<Lanes> next;
  for (auto [argument, value] : llvm::zip(op.getBeforeArguments(), values)) {
    storeSlot(argument, value);
    next.push_back({inShape(value, shapeOf(argument))});
  }
  llvm::Value *stays = builder_.getFalse();
  if (mask_.all) {
    for (auto [argument, lanes] : llvm::zip(op.getBeforeArguments(), next))
      set(argument, lanes);
    emitOps(*op.getBeforeBody());
    stays = allHold(op.getConditionOp().getCondition());
  }
  llvm::Value *old = builder_.CreateLoad(builder_.getInt1Ty(), goesOn);
  builder_.CreateStore(builder_.CreateAnd(old, stays), goesOn);
}

// The iterations that all threads of the block take, each by all warps before the next; then every warp takes
// what is left for it on its own. See grid_stride.h.
void Emitter::emitInterchanged(scf::WhileOp op) {
  for (BlockArgument argument : op.getBeforeArguments())
    ensureSlot(argument);
  for (Value result : op.getResults())
    ensureSlot(result);
  auto *goesOn = stackArray(builder_.getInt1Ty(), 1);
  builder_.CreateStore(builder_.getTrue(), goesOn);
  emitSegment({}, nullptr, [&] { settleIteration(op, op.getInits(), goesOn); });
  auto *header = llvm::BasicBlock::Create(context_, "stride", function_);
  auto *body = llvm::BasicBlock::Create(context_, "stride.body", function_);
  auto *exit = llvm::BasicBlock::Create(context_, "stride.exit", function_);
  builder_.CreateBr(header);
  builder_.SetInsertPoint(header);
  builder_.CreateCondBr(builder_.CreateLoad(builder_.getInt1Ty(), goesOn), body, exit);
  builder_.SetInsertPoint(body);
  builder_.CreateStore(builder_.getTrue(), goesOn);
  size_t known = blockValues_.size();
  emitWarpLoop([&] {
    auto *next = llvm::BasicBlock::Create(context_, "stride.next", function_);
    auto iteration = [&] {
      emitOps(*op.getBeforeBody());
      for (auto [argument, value] : llvm::zip(op.getAfterArguments(), op.getConditionOp().getArgs())) {
        Lanes lanes;
        lanes.parts = inShape(value, shapeOf(argument));
        set(argument, std::move(lanes));
      }
      emitOps(*op.getAfterBody());
      settleIteration(op, op.getYieldOp().getOperands(), goesOn);
    };
    emitClone(Mask{}, iteration, next);
    builder_.SetInsertPoint(next);
  });
  builder_.CreateBr(header);
  builder_.SetInsertPoint(exit);
  while (blockValues_.size() > known)
    blockValues_.pop_back();
  emitSegment({}, nullptr, [&] {
    emitWhile(op, /*resume=*/true);
    for (Value result : op.getResults())
      storeSlot(result, result);
  });
}

// count, and, or of a predicate over the block's threads
void Emitter::emitBarrierReduce(Operation *op, const Slot *maskSlot) {
  auto reduce = cast<ir::BarrierReduceOp>(op);
  ensureSlot(reduce.getResult());
  llvm::AllocaInst *total = slots_[reduce.getResult()].scalar;
  bool isAnd = reduce.getKind() == ir::BarrierKind::And;
  builder_.CreateStore(i32(isAnd ? 1 : 0), total);
  emitSegment({}, maskSlot, [&] {
    llvm::Value *active = bitsOf(mask_);
    llvm::Value *bits = builder_.CreateAnd(active, bitsOf(conditionParts(reduce.getPredicate())));
    llvm::Value *old = builder_.CreateLoad(builder_.getInt32Ty(), total);
    llvm::Value *next = nullptr;
    switch (reduce.getKind()) {
    case ir::BarrierKind::Count:
      next = builder_.CreateAdd(old, builder_.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, bits));
      break;
    case ir::BarrierKind::And:
      next = builder_.CreateAnd(
          old, builder_.CreateZExt(builder_.CreateICmpEQ(bits, active), builder_.getInt32Ty()));
      break;
    case ir::BarrierKind::Or:
      next =
          builder_.CreateOr(old, builder_.CreateZExt(builder_.CreateIsNotNull(bits), builder_.getInt32Ty()));
      break;
    }
    builder_.CreateStore(next, total);
  });
}

// --- segments

// Runs `body` for each warp, or for the first `limit` of them (at least 1).
void Emitter::emitWarpLoop(const std::function<void()> &body, llvm::Value *limit) {
  auto *preheader = builder_.GetInsertBlock();
  auto *header = llvm::BasicBlock::Create(context_, "warp", function_);
  auto *inside = llvm::BasicBlock::Create(context_, "warp.body", function_);
  auto *latch = llvm::BasicBlock::Create(context_, "warp.next", function_);
  auto *exit = llvm::BasicBlock::Create(context_, "warp.exit", function_);
  llvm::Instruction *savedPreheader = segmentPreheader_, *savedEntry = cloneEntry_;
  segmentPreheader_ = builder_.CreateBr(header);
  builder_.SetInsertPoint(header);
  auto *index = phi(builder_.getInt32Ty(), 2);
  index->addIncoming(i32(0), preheader);
  warp_ = index;
  values_.clear();
  mask_ = {};
  emitThreadState();
  cloneEntry_ = builder_.CreateBr(inside);
  builder_.SetInsertPoint(inside);
  body();
  builder_.CreateBr(latch);
  builder_.SetInsertPoint(latch);
  llvm::Value *next = builder_.CreateAdd(index, i32(1), "", true, true);
  for (llvm::PHINode &carried : header->phis())
    if (&carried == index)
      index->addIncoming(next, latch);
    else if (carried.getNumIncomingValues() == 2) // emitThreadState knew only its own block
      carried.setIncomingBlock(1, latch);
  builder_.CreateCondBr(builder_.CreateICmpULT(next, limit ? limit : warpCount_), header, exit);
  builder_.SetInsertPoint(exit);
  segmentPreheader_ = savedPreheader;
  cloneEntry_ = savedEntry;
  values_.clear();
}

// One version of a segment's code for one warp, then on to `next`.
void Emitter::emitClone(const Mask &mask, const std::function<void()> &body, llvm::BasicBlock *next) {
  auto *inside = llvm::BasicBlock::Create(context_, "clone", function_);
  llvm::Instruction *saved = cloneEntry_;
  cloneEntry_ = builder_.CreateBr(inside);
  builder_.SetInsertPoint(inside);
  mask_ = mask;
  auto outer = values_;
  body();
  values_ = std::move(outer);
  mask_ = {};
  cloneEntry_ = saved;
  builder_.CreateBr(next);
}

void Emitter::emitSegment(llvm::ArrayRef<Operation *> ops, const Slot *maskSlot,
                          const std::function<void()> &atEnd) {
  if (!atEnd && !maskSlot && isGuarded(ops)) {
    llvm::Value *limit = warpLimit(cast<scf::IfOp>(ops.back()).getCondition());
    return emitWarpLoop([&] { emitGuarded(ops); }, limit);
  }
  emitWarpLoop([&] {
    llvm::DenseMap<Value, bool> kept; // decided once: all clones store the same values
    auto isKept = [&](Value result) {
      auto [known, isNew] = kept.try_emplace(result, false);
      unsigned budget = 12;
      if (isNew)
        known->second = crossing_.contains(result) && !result.getDefiningOp<ir::PrivateOp>() &&
                        !isRecomputable(result, budget) && !isBlockPure(result);
      return known->second;
    };
    auto body = [&] {
      for (Operation *op : ops) {
        emitOp(op);
        for (Value result : op->getResults())
          if (isKept(result))
            storeSlot(result, result);
      }
      if (atEnd)
        atEnd();
    };
    auto *full = llvm::BasicBlock::Create(context_, "full", function_);
    auto *some = llvm::BasicBlock::Create(context_, "some", function_);
    auto *join = llvm::BasicBlock::Create(context_, "join", function_);
    llvm::Value *bits = nullptr;
    if (maskSlot) {
      bits = builder_.CreateLoad(builder_.getInt32Ty(), slotAddress(*maskSlot));
      auto *partial = llvm::BasicBlock::Create(context_, "partial", function_);
      builder_.CreateCondBr(builder_.CreateICmpEQ(bits, i32(~0u)), full, partial);
      builder_.SetInsertPoint(partial);
      builder_.CreateCondBr(builder_.CreateIsNotNull(bits), some, join);
    } else {
      builder_.CreateCondBr(allLanesValid(), full, some);
    }
    builder_.SetInsertPoint(full);
    emitClone(Mask{}, body, join);
    builder_.SetInsertPoint(some);
    Mask mask = maskSlot ? Mask{false, maskFromBits(bits)} : validLanes();
    emitClone(mask, body, join);
    builder_.SetInsertPoint(join);
  });
}

// The commonest kernel is pure index arithmetic and one `if (i < n) {...}`: the block's own edge and the
// guard then make one mask, and the body two clones instead of three.
bool Emitter::isGuarded(llvm::ArrayRef<Operation *> ops) const {
  auto guard = ops.empty() ? nullptr : dyn_cast<scf::IfOp>(ops.back());
  if (!guard || guard.getNumResults() != 0 || !guard.getElseRegion().empty() ||
      shapeOf(guard.getCondition()).isUniform())
    return false;
  return llvm::all_of(ops.drop_back(), [&](Operation *op) {
    return op->getNumRegions() == 0 && (isMemoryEffectFree(op) || isa<ir::PrivateOp>(op)) &&
           llvm::none_of(op->getResults(), [&](Value result) { return crossing_.contains(result); });
  });
}

void Emitter::emitGuarded(llvm::ArrayRef<Operation *> ops) {
  auto guard = cast<scf::IfOp>(ops.back());
  for (Operation *op : ops.drop_back())
    emitOp(op);
  auto *full = llvm::BasicBlock::Create(context_, "full", function_);
  auto *partial = llvm::BasicBlock::Create(context_, "partial", function_);
  auto *some = llvm::BasicBlock::Create(context_, "some", function_);
  auto *join = llvm::BasicBlock::Create(context_, "join", function_);
  llvm::Value *all = builder_.CreateAnd(allLanesValid(), allHold(guard.getCondition()));
  builder_.CreateCondBr(all, full, partial);
  builder_.SetInsertPoint(partial);
  Parts lanes = maskAnd(validLanes(), conditionParts(guard.getCondition()));
  builder_.CreateCondBr(any(lanes), some, join);
  auto body = [&] { emitOps(*guard.thenBlock()); };
  builder_.SetInsertPoint(full);
  emitClone(Mask{}, body, join);
  builder_.SetInsertPoint(some);
  emitClone(Mask{false, lanes}, body, join);
  builder_.SetInsertPoint(join);
}

// For `threadIdx.x < u`, `<= u` or `== u` with u the same for the block: how many warps, counted from the
// first, can have a thread for which it holds. Only when the block is one row. Null for other conditions.
llvm::Value *Emitter::warpLimit(Value condition) {
  auto compare = condition.getDefiningOp<arith::CmpIOp>();
  if (!compare || mapping_ != Mapping::Rows)
    return nullptr;
  auto thread = compare.getLhs().getDefiningOp<ir::ThreadIdOp>();
  llvm::Value *bound = thread ? blockScalar(compare.getRhs()) : nullptr;
  if (!bound)
    return nullptr;
  using P = arith::CmpIPredicate;
  P predicate = compare.getPredicate();
  bool below = predicate == P::slt || predicate == P::ult;
  if (!below && predicate != P::sle && predicate != P::ule && predicate != P::eq)
    return nullptr;
  bool isSigned = predicate == P::slt || predicate == P::sle;
  llvm::Value *threads = builder_.CreateIntCast(bound, builder_.getInt64Ty(), isSigned);
  threads = builder_.CreateAdd(threads, i64(kWarpSize - (below ? 1 : 0)));
  llvm::Value *warps = builder_.CreateAShr(threads, 5);
  llvm::Value *most = builder_.CreateZExt(warpCount_, builder_.getInt64Ty());
  warps = builder_.CreateBinaryIntrinsic(llvm::Intrinsic::smin, warps, most);
  warps = builder_.CreateBinaryIntrinsic(llvm::Intrinsic::smax, warps, i64(1));
  llvm::Value *oneRow = builder_.CreateICmpEQ(rowCount_, i32(1));
  return builder_.CreateSelect(oneRow, builder_.CreateTrunc(warps, builder_.getInt32Ty()), warpCount_);
}

} // namespace hd::cpu
