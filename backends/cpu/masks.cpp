// Masks: which lanes of the warp are active.
#include "backends/cpu/emitter.h"

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

Parts Emitter::maskAnd(const Mask &mask, llvm::ArrayRef<llvm::Value *> condition) {
  Parts parts(condition.begin(), condition.end());
  if (!mask.all)
    for (unsigned part = 0; part < parts_; ++part)
      parts[part] = builder_.CreateAnd(mask.parts[part], parts[part]);
  return parts;
}

llvm::Value *Emitter::maskPart(unsigned part) { return maskParts(mask_)[part]; }

} // namespace hd::cpu
