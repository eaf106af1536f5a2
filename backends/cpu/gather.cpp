// Gathers and scatters. What the processor has none for, LLVM makes scalars of: under a mask a block of code
// for each lane, some 200 instructions for 16 lanes of a half. Reading from somewhere harmless instead needs
// no branch, and a scatter is a loop over its lanes: both take less time to compile and to run.
#include "backends/cpu/emitter.h"

namespace hd::cpu {

// Of a vector's elements, which may be pointers.
static unsigned elementBits(llvm::Function *function, llvm::Type *type) {
  return unsigned(function->getParent()->getDataLayout().getTypeSizeInBits(type->getScalarType()));
}

static bool has(unsigned narrowest, unsigned bits) { return narrowest != 0 && bits >= narrowest; }

bool Emitter::hasMasked(llvm::Type *type) const {
  return has(target_.maskedBits, elementBits(function_, type));
}

// Undefined in lanes that are not active.
llvm::Value *Emitter::gather(llvm::Type *type, llvm::Value *addresses, unsigned part) {
  unsigned bits = elementBits(function_, type);
  llvm::Align align(bits / 8);
  llvm::Value *mask = maskPart(part);
  if (!mask_.all && !has(target_.gatheredBits, bits)) {
    addresses = builder_.CreateSelect(mask, addresses, builder_.CreateVectorSplat(width_, dummy_));
    mask = llvm::Constant::getAllOnesValue(mask->getType());
  }
  return builder_.CreateMaskedGather(type, addresses, align, mask, llvm::Constant::getNullValue(type));
}

void Emitter::scatter(llvm::Value *value, llvm::Value *addresses, unsigned part) {
  llvm::Type *element = value->getType()->getScalarType();
  unsigned bits = elementBits(function_, element);
  llvm::Align align(bits / 8);
  if (mask_.all || has(target_.gatheredBits, bits)) {
    builder_.CreateMaskedScatter(value, addresses, align, maskPart(part));
    return;
  }
  llvm::AllocaInst *values = stackArray(element, width_);
  llvm::AllocaInst *places = stackArray(builder_.getPtrTy(), width_);
  builder_.CreateAlignedStore(value, values, values->getAlign());
  builder_.CreateAlignedStore(addresses, places, places->getAlign());
  llvm::Value *active = bitsOf(llvm::ArrayRef<llvm::Value *>(mask_.parts[part]));
  auto *from = builder_.GetInsertBlock();
  auto *loop = llvm::BasicBlock::Create(context_, "scatter", function_);
  auto *exit = llvm::BasicBlock::Create(context_, "scatter.exit", function_);
  builder_.CreateCondBr(builder_.CreateIsNotNull(active), loop, exit);
  builder_.SetInsertPoint(loop);
  llvm::PHINode *left = phi(builder_.getInt32Ty(), 2);
  left->addIncoming(active, from);
  llvm::Value *lane =
      builder_.CreateIntrinsic(builder_.getInt32Ty(), llvm::Intrinsic::cttz, {left, builder_.getTrue()});
  auto at = [&](llvm::AllocaInst *array, llvm::Type *type) {
    return builder_.CreateLoad(type, builder_.CreateInBoundsGEP(type, array, lane));
  };
  builder_.CreateAlignedStore(at(values, element), at(places, builder_.getPtrTy()), align);
  llvm::Value *rest = builder_.CreateAnd(left, builder_.CreateSub(left, i32(1)));
  left->addIncoming(rest, loop);
  builder_.CreateCondBr(builder_.CreateIsNotNull(rest), loop, exit);
  builder_.SetInsertPoint(exit);
}

} // namespace hd::cpu
