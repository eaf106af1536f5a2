// Masks: which lanes of the warp are active.
#include "backends/cpu/emitter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace hd::cpu {

llvm::Value *Emitter::any(llvm::ArrayRef<llvm::Value *> mask) {
  llvm::Value *joined = mask[0];
  for (llvm::Value *part : mask.drop_front())
    joined = builder_.CreateOr(joined, part);
  return builder_.CreateIsNotNull(builder_.CreateBitCast(joined, builder_.getIntNTy(width_)));
}

llvm::Value *Emitter::allOf(llvm::ArrayRef<llvm::Value *> mask) {
  llvm::Value *joined = mask[0];
  for (llvm::Value *part : mask.drop_front())
    joined = builder_.CreateAnd(joined, part);
  llvm::Value *bits = builder_.CreateBitCast(joined, builder_.getIntNTy(width_));
  return builder_.CreateICmpEQ(bits, llvm::Constant::getAllOnesValue(bits->getType()));
}

llvm::Value *Emitter::bitsOf(llvm::ArrayRef<llvm::Value *> mask) {
  llvm::Value *bits = nullptr;
  for (auto [part, lanes] : llvm::enumerate(mask)) {
    llvm::Value *wide =
        builder_.CreateZExt(builder_.CreateBitCast(lanes, builder_.getIntNTy(width_)), builder_.getInt32Ty());
    wide = builder_.CreateShl(wide, part * width_);
    bits = bits ? builder_.CreateOr(bits, wide) : wide;
  }
  return bits;
}

llvm::Value *Emitter::bitsOf(const Mask &mask) { return mask.all ? i32(~0u) : bitsOf(mask.parts); }

Parts Emitter::maskParts(const Mask &mask) {
  if (!mask.all)
    return mask.parts;
  return Parts(parts_, llvm::Constant::getAllOnesValue(vectorOf(builder_.getInt1Ty())));
}

Parts Emitter::maskFromBits(llvm::Value *bits) {
  Parts parts;
  for (unsigned part = 0; part < parts_; ++part) {
    llvm::Value *own =
        builder_.CreateTrunc(builder_.CreateLShr(bits, part * width_), builder_.getIntNTy(width_));
    parts.push_back(builder_.CreateBitCast(own, vectorOf(builder_.getInt1Ty())));
  }
  return parts;
}

Parts Emitter::conditionParts(Value condition, bool negate) {
  Parts parts;
  for (unsigned part = 0; part < parts_; ++part) {
    llvm::Value *lanes = vector(condition, part);
    parts.push_back(negate ? builder_.CreateNot(lanes) : lanes);
  }
  return parts;
}

// The smallest and greatest lane of a part as i64, free of wrap; the stride is positive or zero.
std::pair<llvm::Value *, llvm::Value *> Emitter::extremes(Value value, unsigned part, bool isSigned) {
  llvm::Value *low = builder_.CreateIntCast(base(value, part), builder_.getInt64Ty(), isSigned);
  uint64_t reach = uint64_t(shapeOf(value).stride) * (width_ - 1);
  return {low, reach == 0 ? low : builder_.CreateAdd(low, i64(reach))};
}

// `value` against a uniform bound: whether every lane of every part satisfies it. Null when the form does not
// fit. False when the lanes wrap around the type's edge, though all may hold.
llvm::Value *Emitter::allCompare(arith::CmpIOp compare) {
  using P = arith::CmpIPredicate;
  Value value = compare.getLhs(), bound = compare.getRhs();
  P predicate = compare.getPredicate();
  if (shapeOf(value).isUniform()) {
    std::swap(value, bound);
    predicate = mirrored(predicate);
  }
  unsigned bits = typeOf(value)->isIntegerTy() ? typeOf(value)->getIntegerBitWidth() : 64;
  if (!shapeOf(value).isLinear() || shapeOf(value).stride < 0 || !shapeOf(bound).isUniform() || bits > 32)
    return nullptr;
  bool isSigned = predicate == P::slt || predicate == P::sle || predicate == P::sgt || predicate == P::sge;
  llvm::Value *limit = builder_.CreateIntCast(uniform(bound), builder_.getInt64Ty(), isSigned);
  llvm::Value *top = i64((uint64_t(1) << (isSigned ? bits - 1 : bits)) - 1);
  llvm::Value *all = nullptr;
  for (unsigned part = 0; part < parts_; ++part) {
    auto [low, high] = extremes(value, part, isSigned);
    llvm::Value *holds = nullptr;
    switch (predicate) {
    case P::slt:
    case P::ult:
      holds = builder_.CreateICmpSLT(high, limit);
      break;
    case P::sle:
    case P::ule:
      holds = builder_.CreateAnd(builder_.CreateICmpSLE(high, limit), builder_.CreateICmpSLE(high, top));
      break;
    case P::sgt:
    case P::ugt:
      holds = builder_.CreateAnd(builder_.CreateICmpSGT(low, limit), builder_.CreateICmpSLE(high, top));
      break;
    case P::sge:
    case P::uge:
      holds = builder_.CreateAnd(builder_.CreateICmpSGE(low, limit), builder_.CreateICmpSLE(high, top));
      break;
    case P::eq:
    case P::ne:
      return nullptr;
    }
    all = all ? builder_.CreateAnd(all, holds) : holds;
  }
  return all;
}

// Whether a coherent condition holds in all lanes, by scalars where its form allows; it may say no when the
// lanes wrap, so the other way must test each lane.
llvm::Value *Emitter::allHold(Value condition) {
  if (shapeOf(condition).isUniform())
    return uniform(condition);
  if (isKept(condition)) // what it is made of may not be
    return allOf(conditionParts(condition));
  if (auto both = condition.getDefiningOp<arith::AndIOp>())
    return builder_.CreateAnd(allHold(both.getLhs()), allHold(both.getRhs()));
  if (auto compare = condition.getDefiningOp<arith::CmpIOp>())
    if (llvm::Value *all = allCompare(compare))
      return all;
  return allOf(conditionParts(condition));
}

Parts Emitter::maskAnd(const Mask &mask, llvm::ArrayRef<llvm::Value *> condition) {
  Parts parts(condition.begin(), condition.end());
  if (!mask.all)
    for (unsigned part = 0; part < parts_; ++part)
      parts[part] = builder_.CreateAnd(mask.parts[part], parts[part]);
  return parts;
}

llvm::Value *Emitter::maskPart(unsigned part) { return maskParts(mask_)[part]; }

} // namespace hd::cpu
