// Warp operations: all 32 lanes are in this function's vectors, so they are shuffles and mask arithmetic.
#include "backends/cpu/emitter.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::cpu {

bool Emitter::emitWarpOp(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<ir::ShuffleOp>([&](ir::ShuffleOp at) {
        emitShuffle(at);
        return true;
      })
      .Case<ir::BallotOp>([&](ir::BallotOp at) {
        emitBallot(at);
        return true;
      })
      .Case<ir::VoteOp>([&](ir::VoteOp at) {
        emitVote(at);
        return true;
      })
      .Case<ir::MatchAnyOp>([&](ir::MatchAnyOp at) {
        emitMatchAny(at);
        return true;
      })
      .Case<ir::MatchAllOp>([&](ir::MatchAllOp at) {
        emitMatchAll(at);
        return true;
      })
      .Case<ir::WarpReduceOp>([&](ir::WarpReduceOp at) {
        emitWarpReduce(at);
        return true;
      })
      .Case<ir::ActiveMaskOp>([&](ir::ActiveMaskOp at) {
        Lanes lanes;
        lanes.parts.push_back(bitsOf(mask_));
        set(at, std::move(lanes));
        return true;
      })
      .Default([](Operation *) { return false; });
}

// The lane that lane `self` reads, by the PTX manual's shfl: lanes of a group of `width`; out of the group it
// keeps its own value.
static int64_t sourceLane(ir::ShuffleMode mode, int64_t self, int64_t lane, int64_t width) {
  int64_t group = self & ~(width - 1), last = group + width - 1;
  switch (mode) {
  case ir::ShuffleMode::Idx:
    return group + (lane & (width - 1));
  case ir::ShuffleMode::Up:
    return self - lane >= group ? self - lane : self;
  case ir::ShuffleMode::Down:
    return self + lane <= last ? self + lane : self;
  case ir::ShuffleMode::Xor:
    return (self ^ lane) <= last ? self ^ lane : self;
  }
  llvm_unreachable("all modes are handled");
}

llvm::Value *Emitter::concatenate(Value value) {
  Parts parts;
  for (unsigned part = 0; part < parts_; ++part)
    parts.push_back(vector(value, part));
  while (parts.size() > 1) {
    Parts wider;
    unsigned lanes = cast<llvm::FixedVectorType>(parts[0]->getType())->getNumElements();
    llvm::SmallVector<int> both;
    for (unsigned i = 0; i < 2 * lanes; ++i)
      both.push_back(int(i));
    for (size_t i = 0; i < parts.size(); i += 2)
      wider.push_back(builder_.CreateShuffleVector(parts[i], parts[i + 1], both));
    parts = wider;
  }
  return parts[0];
}

void Emitter::emitShuffle(ir::ShuffleOp op) {
  std::optional<int64_t> lane = constantValue(op.getLane()), width = constantValue(op.getWidth());
  bool valid = width && *width > 0 && *width <= 32 && llvm::isPowerOf2_64(uint64_t(*width));
  if (shapeOf(op.getResult()).isUniform()) { // one lane's value for all
    llvm::Value *from = builder_.CreateAnd(uniform(op.getLane()), i32(31));
    Lanes lanes;
    lanes.parts.push_back(builder_.CreateExtractElement(concatenate(op.getValue()), from));
    return set(op, std::move(lanes));
  }
  if (lane && valid)
    return emitConstantShuffle(op, *lane & 31, *width);
  emitVariableShuffle(op);
}

void Emitter::emitConstantShuffle(ir::ShuffleOp op, int64_t lane, int64_t width) {
  llvm::Value *all = concatenate(op.getValue());
  Lanes lanes;
  for (unsigned part = 0; part < parts_; ++part) {
    llvm::SmallVector<int> from;
    for (unsigned i = 0; i < width_; ++i)
      from.push_back(int(sourceLane(op.getMode(), int64_t(part * width_ + i), lane, width)));
    lanes.parts.push_back(builder_.CreateShuffleVector(all, from));
  }
  set(op, std::move(lanes));
}

// The lane numbers as vectors, then a gather from the values on the stack.
void Emitter::emitVariableShuffle(ir::ShuffleOp op) {
  llvm::Type *element = typeOf(op.getValue());
  llvm::Type *stored = element->isIntegerTy(1) ? builder_.getInt8Ty() : element;
  llvm::AllocaInst *values = stackArray(stored, kWarpSize);
  for (unsigned part = 0; part < parts_; ++part) {
    llvm::Value *value = vector(op.getValue(), part);
    if (stored != element)
      value = builder_.CreateZExt(value, vectorOf(stored));
    builder_.CreateAlignedStore(value, builder_.CreateConstInBoundsGEP1_64(stored, values, part * width_),
                                llvm::Align(8));
  }
  Lanes lanes;
  for (unsigned part = 0; part < parts_; ++part) {
    llvm::Value *self = laneNumbers(part), *lane = vector(op.getLane(), part),
                *width = vector(op.getWidth(), part);
    llvm::Value *one = llvm::ConstantInt::get(self->getType(), 1);
    llvm::Value *below = builder_.CreateSub(width, one);
    llvm::Value *group = builder_.CreateAnd(self, builder_.CreateNot(below));
    llvm::Value *last = builder_.CreateAdd(group, below);
    llvm::Value *from = nullptr, *inside = nullptr;
    switch (op.getMode()) {
    case ir::ShuffleMode::Idx:
      from = builder_.CreateAdd(group, builder_.CreateAnd(lane, below));
      break;
    case ir::ShuffleMode::Up:
      from = builder_.CreateSub(self, lane);
      inside = builder_.CreateICmpSGE(from, group);
      break;
    case ir::ShuffleMode::Down:
      from = builder_.CreateAdd(self, lane);
      inside = builder_.CreateICmpSLE(from, last);
      break;
    case ir::ShuffleMode::Xor:
      from = builder_.CreateXor(self, lane);
      inside = builder_.CreateICmpSLE(from, last);
      break;
    }
    if (inside)
      from = builder_.CreateSelect(inside, from, self);
    from = builder_.CreateAnd(from, llvm::ConstantInt::get(from->getType(), 31));
    llvm::Value *addresses = builder_.CreateGEP(stored, values, from);
    llvm::Align align(std::max<uint64_t>(stored->getPrimitiveSizeInBits() / 8, 1));
    llvm::Value *value = builder_.CreateMaskedGather(vectorOf(stored), addresses, align);
    lanes.parts.push_back(stored == element ? value : builder_.CreateTrunc(value, vectorOf(element)));
  }
  set(op, std::move(lanes));
}

// Calls of a warp operation may name different masks in different lanes (groups of a warp); then each lane
// gets its own group's answer.
void Emitter::emitBallot(ir::BallotOp op) {
  llvm::Value *bits = builder_.CreateAnd(bitsOf(mask_), bitsOf(conditionParts(op.getPredicate())));
  Lanes lanes;
  for (unsigned part = 0; part < partsOf(shapeOf(op.getResult())); ++part) {
    bool same = shapeOf(op.getResult()).isUniform();
    llvm::Value *group = same ? uniform(op.getMask()) : vector(op.getMask(), part);
    lanes.parts.push_back(builder_.CreateAnd(same ? bits : builder_.CreateVectorSplat(width_, bits), group));
  }
  set(op, std::move(lanes));
}

void Emitter::emitVote(ir::VoteOp op) {
  llvm::Value *active = bitsOf(mask_);
  llvm::Value *yes = builder_.CreateAnd(active, bitsOf(conditionParts(op.getPredicate())));
  Lanes lanes;
  for (unsigned part = 0; part < partsOf(shapeOf(op.getResult())); ++part) {
    bool same = shapeOf(op.getResult()).isUniform();
    auto spread = [&](llvm::Value *bits) { return same ? bits : builder_.CreateVectorSplat(width_, bits); };
    llvm::Value *group = same ? uniform(op.getMask()) : vector(op.getMask(), part);
    llvm::Value *members = builder_.CreateAnd(spread(active), group);
    llvm::Value *agreeing = builder_.CreateAnd(spread(yes), group);
    llvm::Value *everyone = builder_.CreateICmpEQ(agreeing, members);
    llvm::Value *nobody = builder_.CreateIsNull(agreeing);
    switch (op.getKind()) {
    case ir::VoteKind::Any:
      lanes.parts.push_back(builder_.CreateNot(nobody));
      break;
    case ir::VoteKind::All:
      lanes.parts.push_back(everyone);
      break;
    case ir::VoteKind::Uni:
      lanes.parts.push_back(builder_.CreateOr(everyone, nobody));
      break;
    }
  }
  set(op, std::move(lanes));
}

// Lane by lane: who has my value?
void Emitter::emitMatchAny(ir::MatchAnyOp op) {
  llvm::Value *active = bitsOf(mask_);
  Lanes lanes;
  llvm::Type *type = typeOf(op.getValue());
  bool isFloat = type->isFloatingPointTy();
  llvm::Type *integer = isFloat ? builder_.getIntNTy(unsigned(type->getPrimitiveSizeInBits())) : type;
  Parts values;
  for (unsigned part = 0; part < parts_; ++part)
    values.push_back(builder_.CreateBitCast(vector(op.getValue(), part), vectorOf(integer)));
  lanes.parts = laneLoop({op.getValue(), op.getMask()}, builder_.getInt32Ty(),
                         [&](llvm::Value *, llvm::ArrayRef<llvm::Value *> operands) -> llvm::Value * {
                           Parts same;
                           llvm::Value *mine = builder_.CreateVectorSplat(
                               width_, builder_.CreateBitCast(operands[0], integer));
                           for (llvm::Value *part : values)
                             same.push_back(builder_.CreateICmpEQ(part, mine));
                           return builder_.CreateAnd(builder_.CreateAnd(bitsOf(same), active), operands[1]);
                         });
  set(op, std::move(lanes));
}

// Equal to the value of the lowest member?
void Emitter::emitMatchAll(ir::MatchAllOp op) {
  llvm::Value *active = bitsOf(mask_);
  llvm::Type *type = typeOf(op.getValue());
  llvm::Type *integer =
      type->isFloatingPointTy() ? builder_.getIntNTy(unsigned(type->getPrimitiveSizeInBits())) : type;
  Parts values;
  for (unsigned part = 0; part < parts_; ++part)
    values.push_back(builder_.CreateBitCast(vector(op.getValue(), part), vectorOf(integer)));
  auto answer = [&](llvm::Value *group, llvm::Value *mine) {
    Parts same;
    for (llvm::Value *part : values)
      same.push_back(builder_.CreateICmpEQ(part, builder_.CreateVectorSplat(width_, mine)));
    llvm::Value *members = builder_.CreateAnd(active, group);
    llvm::Value *all = builder_.CreateICmpEQ(builder_.CreateAnd(bitsOf(same), members), members);
    return builder_.CreateSelect(all, group, i32(0));
  };
  Lanes masks, flags;
  if (shapeOf(op.getResult()).isUniform()) {
    llvm::Value *first =
        builder_.CreateIntrinsic(builder_.getInt32Ty(), llvm::Intrinsic::cttz, {active, builder_.getTrue()});
    llvm::Value *mine =
        builder_.CreateBitCast(builder_.CreateExtractElement(concatenate(op.getValue()), first), integer);
    masks.parts.push_back(answer(uniform(op.getMask()), mine));
  } else {
    masks.parts = laneLoop({op.getValue(), op.getMask()}, builder_.getInt32Ty(),
                           [&](llvm::Value *, llvm::ArrayRef<llvm::Value *> operands) -> llvm::Value * {
                             return answer(operands[1], builder_.CreateBitCast(operands[0], integer));
                           });
  }
  for (llvm::Value *mask : masks.parts)
    flags.parts.push_back(builder_.CreateIsNotNull(mask));
  set(op.getResult(), std::move(masks));
  set(op.getSame(), std::move(flags));
}

llvm::Value *Emitter::reduceScalars(ir::ReduceKind kind, llvm::Value *a, llvm::Value *b) {
  switch (kind) {
  case ir::ReduceKind::Add:
    return builder_.CreateAdd(a, b);
  case ir::ReduceKind::SMin:
    return builder_.CreateBinaryIntrinsic(llvm::Intrinsic::smin, a, b);
  case ir::ReduceKind::SMax:
    return builder_.CreateBinaryIntrinsic(llvm::Intrinsic::smax, a, b);
  case ir::ReduceKind::UMin:
    return builder_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, a, b);
  case ir::ReduceKind::UMax:
    return builder_.CreateBinaryIntrinsic(llvm::Intrinsic::umax, a, b);
  case ir::ReduceKind::And:
    return builder_.CreateAnd(a, b);
  case ir::ReduceKind::Or:
    return builder_.CreateOr(a, b);
  case ir::ReduceKind::Xor:
    return builder_.CreateXor(a, b);
  }
  llvm_unreachable("all kinds are handled");
}

static uint32_t neutral(ir::ReduceKind kind) {
  switch (kind) {
  case ir::ReduceKind::SMin:
    return 0x7fffffffu;
  case ir::ReduceKind::SMax:
    return 0x80000000u;
  case ir::ReduceKind::UMin:
  case ir::ReduceKind::And:
    return 0xffffffffu;
  case ir::ReduceKind::Add:
  case ir::ReduceKind::UMax:
  case ir::ReduceKind::Or:
  case ir::ReduceKind::Xor:
    return 0;
  }
  llvm_unreachable("all kinds are handled");
}

// The active lanes of the group reduced by halves; others count as neutral.
llvm::Value *Emitter::reduceActive(ir::ReduceKind kind, Value value, llvm::Value *group) {
  Parts active = maskParts(mask_), members = maskFromBits(group);
  llvm::Constant *none = llvm::ConstantInt::get(vectorOf(builder_.getInt32Ty()), neutral(kind));
  llvm::Value *joined = nullptr;
  for (unsigned part = 0; part < parts_; ++part) {
    llvm::Value *takesPart = builder_.CreateAnd(active[part], members[part]);
    llvm::Value *own = builder_.CreateSelect(takesPart, vector(value, part), none);
    joined = joined ? reduceScalars(kind, joined, own) : own;
  }
  for (unsigned half = width_ / 2; half >= 1; half /= 2) {
    llvm::SmallVector<int> order;
    for (unsigned i = 0; i < width_; ++i)
      order.push_back(int(i ^ half));
    joined = reduceScalars(kind, joined, builder_.CreateShuffleVector(joined, order));
  }
  return builder_.CreateExtractElement(joined, uint64_t(0));
}

void Emitter::emitWarpReduce(ir::WarpReduceOp op) {
  Lanes lanes;
  if (shapeOf(op.getResult()).isUniform())
    lanes.parts.push_back(reduceActive(op.getKind(), op.getValue(), uniform(op.getMask())));
  else
    lanes.parts = laneLoop({op.getMask()}, builder_.getInt32Ty(),
                           [&](llvm::Value *, llvm::ArrayRef<llvm::Value *> operands) {
                             return reduceActive(op.getKind(), op.getValue(), operands[0]);
                           });
  set(op, std::move(lanes));
}

} // namespace hd::cpu
