// Atomics: relaxed, in the scope that the operation names.
#include "backends/simt/emitter.h"

using namespace mlir;

namespace hd::simt {

static llvm::AtomicRMWInst::BinOp opcodeOf(ir::AtomicKind kind) {
  using Op = llvm::AtomicRMWInst;
  switch (kind) {
  case ir::AtomicKind::Add:
    return Op::Add;
  case ir::AtomicKind::FAdd:
    return Op::FAdd;
  case ir::AtomicKind::SMin:
    return Op::Min;
  case ir::AtomicKind::SMax:
    return Op::Max;
  case ir::AtomicKind::UMin:
    return Op::UMin;
  case ir::AtomicKind::UMax:
    return Op::UMax;
  case ir::AtomicKind::And:
    return Op::And;
  case ir::AtomicKind::Or:
    return Op::Or;
  case ir::AtomicKind::Xor:
    return Op::Xor;
  case ir::AtomicKind::Exch:
    return Op::Xchg;
  case ir::AtomicKind::Inc:
    return Op::UIncWrap;
  case ir::AtomicKind::Dec:
    return Op::UDecWrap;
  }
  llvm_unreachable("all kinds are handled");
}

bool Emitter::emitAtomic(Operation *op) {
  constexpr auto kRelaxed = llvm::AtomicOrdering::Monotonic;
  if (auto at = dyn_cast<ir::AtomicRmwOp>(op)) {
    llvm::Value *pointer = get(at.getPointer()), *value = get(at.getValue());
    llvm::Value *old = atomicRmw(at, pointer, value);
    if (!old)
      old = builder_.CreateAtomicRMW(opcodeOf(at.getKind()), pointer, value, llvm::MaybeAlign(), kRelaxed,
                                     syncScope(at.getScope()));
    return set(at, old), true;
  }
  if (auto at = dyn_cast<ir::AtomicCasOp>(op)) {
    llvm::Type *type = typeOf(at.getType());
    llvm::Type *integer = builder_.getIntNTy(unsigned(type->getPrimitiveSizeInBits()));
    llvm::Value *pointer = get(at.getPointer());
    llvm::Value *compare = builder_.CreateBitCast(get(at.getCompare()), integer);
    llvm::Value *value = builder_.CreateBitCast(get(at.getValue()), integer);
    llvm::Value *old = atomicCas(at, pointer, compare, value);
    if (!old)
      old = builder_.CreateExtractValue(builder_.CreateAtomicCmpXchg(pointer, compare, value,
                                                                     llvm::MaybeAlign(), kRelaxed, kRelaxed,
                                                                     syncScope(at.getScope())),
                                        0);
    return set(at, builder_.CreateBitCast(old, type)), true;
  }
  return false;
}

} // namespace hd::simt
