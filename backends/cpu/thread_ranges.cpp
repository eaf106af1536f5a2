// What holds for many threads of a block at once, told at block level.
//
// Where the block's threads are a row, many values are `start + stride * threadIdx.x` with a start that is
// the same for the block; so a condition such as `i < n` holds for the first `n - start` threads. Their warps
// need no test, and that `i` does not wrap there lets LLVM make pointers of it that advance from warp to
// warp.
#include "backends/cpu/emitter.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace hd::cpu {

// An extension of a 32-bit value that does not wrap for any thread of the block.
bool Emitter::extendsExactly(Operation *op) const {
  Value narrow = op->getOperand(0);
  if (!narrow.getType().isInteger(32))
    return false;
  bool isSigned = isa<arith::ExtSIOp>(op);
  if (std::optional<uint64_t> bound = upperBound(narrow))
    return *bound <= uint64_t(isSigned ? INT32_MAX : UINT32_MAX);
  auto add = narrow.getDefiningOp<arith::AddIOp>();
  return add && isSigned && bitEnumContainsAll(add.getOverflowFlags(), arith::IntegerOverflowFlags::nsw);
}

// `start + stride * threadIdx.x` modulo the type's size in a row of threads, with a start that atFirstThread
// can make.
bool Emitter::isAffine(Value value, unsigned depth) const {
  if (mapping_ != Mapping::Rows || depth == 0)
    return false;
  if (isBlockPure(value) || starts_.contains(value))
    return true;
  if (!shapeOf(value).isLinear() || isKept(value))
    return false;
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    auto loop = dyn_cast<scf::WhileOp>(argument.getOwner()->getParentOp());
    return loop && argument.getOwner() == loop.getAfterBody() &&
           isAffine(loop.getConditionOp().getArgs()[argument.getArgNumber()], depth - 1);
  }
  Operation *op = value.getDefiningOp();
  if (auto id = dyn_cast<ir::ThreadIdOp>(op))
    return id.getDimension() == ir::Dimension::X;
  bool isExtension = isa<arith::ExtSIOp, arith::ExtUIOp>(op) && extendsExactly(op);
  if (!isExtension && !isa<arith::AddIOp, arith::SubIOp, arith::MulIOp, arith::ShLIOp, arith::TruncIOp,
                           ir::OffsetOp, ir::FieldOp, ir::DecayOp, ir::PointerCastOp>(op))
    return false;
  return llvm::all_of(op->getOperands(), [&](Value operand) { return isAffine(operand, depth - 1); });
}

// An affine value for threadIdx.x = 0, at block level.
llvm::Value *Emitter::atFirstThread(Value value) {
  if (isBlockPure(value))
    return blockScalar(value);
  if (llvm::AllocaInst *start = starts_.lookup(value))
    return builder_.CreateLoad(typeOf(value), start);
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    auto loop = cast<scf::WhileOp>(argument.getOwner()->getParentOp());
    return atFirstThread(loop.getConditionOp().getArgs()[argument.getArgNumber()]);
  }
  Operation *op = value.getDefiningOp();
  if (isa<ir::ThreadIdOp>(op))
    return i32(0);
  llvm::DenseMap<Value, Lanes> operands;
  for (Value operand : op->getOperands())
    operands[operand].parts.assign(partsOf(shapeOf(operand)), atFirstThread(operand));
  std::swap(values_, operands);
  emitOp(op);
  llvm::Value *start = values_[value].parts[0];
  std::swap(values_, operands);
  return start;
}

// `value < bound` or `<= bound`, `value` growing by 1 from thread to thread. Saturation is beyond any block.
ThreadRange Emitter::threadsBelow(Value value, Value bound, bool isSigned, bool orEqual) {
  llvm::Type *wide = builder_.getInt64Ty();
  llvm::Value *start = atFirstThread(value);
  bool unsigned64 = !isSigned && start->getType() == wide;
  llvm::Value *low = builder_.CreateIntCast(start, wide, isSigned);
  llvm::Value *high = builder_.CreateIntCast(blockScalar(bound), wide, isSigned);
  llvm::Value *most = builder_.CreateZExt(rowLength_, wide);
  auto saturating = [&](llvm::Intrinsic::ID id, llvm::Value *a, llvm::Value *b) {
    return builder_.CreateBinaryIntrinsic(id, a, b);
  };
  llvm::Value *count =
      saturating(unsigned64 ? llvm::Intrinsic::usub_sat : llvm::Intrinsic::ssub_sat, high, low);
  if (orEqual) {
    count = saturating(unsigned64 ? llvm::Intrinsic::uadd_sat : llvm::Intrinsic::sadd_sat, count, i64(1));
    if (unsigned64)
      count = builder_.CreateSelect(builder_.CreateICmpULE(low, high), count, i64(0));
  }
  if (!unsigned64)
    count = builder_.CreateBinaryIntrinsic(llvm::Intrinsic::smax, count, i64(0));
  ThreadRange range;
  range.count = builder_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, count, most);
  range.values[value] = {start, isSigned};
  return range;
}

// Whether a comparison holds for the block's first and last thread, and so for all; the lanes between them do
// not wrap. Of at most 32 bits.
llvm::Value *Emitter::allThreadsCompare(arith::CmpIPredicate predicate, Value value, Value bound) {
  using P = arith::CmpIPredicate;
  if (predicate == P::eq || predicate == P::ne)
    return nullptr;
  bool isSigned = predicate == P::slt || predicate == P::sle || predicate == P::sgt || predicate == P::sge;
  llvm::Type *wide = builder_.getInt64Ty();
  unsigned bits = value.getType().getIntOrFloatBitWidth();
  llvm::Value *first = builder_.CreateIntCast(atFirstThread(value), wide, isSigned);
  llvm::Value *limit = builder_.CreateIntCast(blockScalar(bound), wide, isSigned);
  llvm::Value *others = builder_.CreateSub(builder_.CreateZExt(rowLength_, wide), i64(1));
  llvm::Value *last =
      builder_.CreateAdd(first, builder_.CreateMul(others, i64(uint64_t(shapeOf(value).stride))));
  llvm::APInt least = isSigned ? llvm::APInt::getSignedMinValue(bits).sext(64) : llvm::APInt::getZero(64);
  llvm::APInt most =
      isSigned ? llvm::APInt::getSignedMaxValue(bits).sext(64) : llvm::APInt::getMaxValue(bits).zext(64);
  llvm::Value *all = builder_.CreateAnd(builder_.CreateICmpSGE(last, builder_.getInt(least)),
                                        builder_.CreateICmpSLE(last, builder_.getInt(most)));
  bool isBelow = predicate == P::slt || predicate == P::sle || predicate == P::ult || predicate == P::ule;
  bool orEqual = predicate == P::sle || predicate == P::sge || predicate == P::ule || predicate == P::uge;
  llvm::CmpInst::Predicate compare = isBelow ? llvm::CmpInst::ICMP_SLT : llvm::CmpInst::ICMP_SGT;
  if (orEqual)
    compare = llvm::CmpInst::getNonStrictPredicate(compare);
  for (llvm::Value *end : {first, last})
    all = builder_.CreateAnd(all, builder_.CreateICmp(compare, end, limit));
  return all;
}

// Of an affine value with what is the same for the block, in this order.
std::optional<Comparison> Emitter::comparisonOf(Value condition) const {
  auto compare = condition.getDefiningOp<arith::CmpIOp>();
  if (!compare || !compare.getLhs().getType().isInteger())
    return std::nullopt;
  Comparison found{compare.getLhs(), compare.getRhs(), compare.getPredicate()};
  if (isBlockPure(found.value)) {
    std::swap(found.value, found.bound);
    found.predicate = mirrored(found.predicate);
  }
  return isBlockPure(found.bound) && isAffine(found.value) ? std::optional(found) : std::nullopt;
}

// Block-level code that counts the threads, from the first of a row, for which the condition surely holds.
ThreadRange Emitter::threadsWhere(Value condition) {
  using P = arith::CmpIPredicate;
  auto allOrNone = [&](llvm::Value *holds) {
    ThreadRange range;
    if (holds)
      range.count =
          builder_.CreateSelect(holds, builder_.CreateZExt(rowLength_, builder_.getInt64Ty()), i64(0));
    return range;
  };
  if (isBlockPure(condition))
    return allOrNone(blockScalar(condition));
  if (isKept(condition))
    return {};
  if (auto both = condition.getDefiningOp<arith::AndIOp>()) {
    ThreadRange a = threadsWhere(both.getLhs()), b = a.count ? threadsWhere(both.getRhs()) : ThreadRange();
    if (!b.count)
      return {};
    a.count = builder_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, a.count, b.count);
    a.values.insert(b.values.begin(), b.values.end());
    return a;
  }
  std::optional<Comparison> compare = comparisonOf(condition);
  if (!compare)
    return {};
  auto [value, bound, predicate] = *compare;
  bool isBelow = predicate == P::slt || predicate == P::ult || predicate == P::sle || predicate == P::ule;
  if (isBelow && shapeOf(value).stride == 1)
    return threadsBelow(value, bound, predicate == P::slt || predicate == P::sle,
                        predicate == P::sle || predicate == P::ule);
  if (value.getType().getIntOrFloatBitWidth() > 32)
    return {};
  return allOrNone(allThreadsCompare(predicate, value, bound));
}

// Whether a comparison fails for the first thread of a row, and so for all, which do not wrap. Null: not
// known.
llvm::Value *Emitter::noThreadWhere(Value condition) {
  using P = arith::CmpIPredicate;
  std::optional<Comparison> compare = comparisonOf(condition);
  if (!compare || isKept(condition) || shapeOf(compare->value).stride != 1)
    return nullptr;
  auto [value, bound, predicate] = *compare;
  bool isSigned = predicate == P::slt || predicate == P::sle;
  bool orEqual = predicate == P::sle || predicate == P::ule;
  if (!isSigned && predicate != P::ult && predicate != P::ule)
    return nullptr;
  llvm::Value *start = atFirstThread(value), *limit = blockScalar(bound);
  llvm::CmpInst::Predicate above = isSigned ? llvm::CmpInst::ICMP_SGE : llvm::CmpInst::ICMP_UGE;
  llvm::Value *others = builder_.CreateZExtOrTrunc(builder_.CreateSub(rowLength_, i32(1)), start->getType());
  llvm::Value *isLinear = builder_.CreateICmp(above, builder_.CreateAdd(start, others), start);
  if (orEqual)
    above = llvm::CmpInst::getStrictPredicate(above);
  return builder_.CreateAnd(isLinear, builder_.CreateICmp(above, start, limit));
}

// `start + threadIdx.x`, which does not wrap: a base for the warp, and the parts at constant distances from
// it.
void Emitter::setExact(Value value, llvm::Value *start, bool asUnsigned, bool asSigned) {
  llvm::Type *type = start->getType();
  auto plus = [&](llvm::Value *a, llvm::Value *b) {
    return builder_.CreateAdd(a, b, "", asUnsigned, asSigned);
  };
  llvm::Value *first = plus(start, builder_.CreateZExt(threadX_[0], type));
  Lanes lanes;
  for (unsigned part = 0; part < parts_; ++part)
    lanes.parts.push_back(plus(first, llvm::ConstantInt::get(type, part * width_)));
  set(value, std::move(lanes));
}

// Makes the value of what the range knows of it; whether it knows something.
bool Emitter::setKnown(Value value, const ThreadRange &range) {
  auto known = range.values.find(value);
  if (known == range.values.end())
    return false;
  setExact(value, known->second.start, !known->second.isSigned, known->second.isSigned);
  if (!known->second.isSigned)
    inRange_.insert(value);
  return true;
}

// The thread's number in the grid, in a whole warp: no launch has more than fit in an int.
bool Emitter::emitExactIndex(Operation *op) {
  auto add = dyn_cast<arith::AddIOp>(op);
  if (!add || mapping_ != Mapping::Rows || !ir::isGlobalIndex(add))
    return false;
  setExact(add, uniform(ir::blockStart(add)), /*asUnsigned=*/true, /*asSigned=*/true);
  return true;
}

// In a warp all of whose threads are in the range.
void Emitter::emitKnown(Operation *op, const ThreadRange &range) {
  if (op->getNumResults() != 1 || !setKnown(op->getResult(0), range))
    emitOp(op);
}

} // namespace hd::cpu
