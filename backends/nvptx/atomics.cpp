// Atomics of block and system scope as PTX text: LLVM's own are of device scope. In shared memory the scope
// cannot show, so LLVM's do. Its inc and dec, and sums of f16 and bf16, are loops; PTX has them.
#include "backends/nvptx/emitter.h"

#include "llvm/IR/InlineAsm.h"

using namespace mlir;

namespace hd::nvptx {

static std::string bitsType(llvm::Type *type, char letter) {
  return std::string(1, letter) + std::to_string(type->getPrimitiveSizeInBits());
}

// `add.u32`; empty when PTX has no instruction for it.
static std::string operationOf(ir::AtomicKind kind, llvm::Type *type) {
  unsigned bits = unsigned(type->getPrimitiveSizeInBits());
  if (bits < 32)
    return "";
  switch (kind) {
  case ir::AtomicKind::Add:
    return "add." + bitsType(type, 'u');
  case ir::AtomicKind::FAdd:
    return "add." + bitsType(type, 'f');
  case ir::AtomicKind::SMin:
    return "min." + bitsType(type, 's');
  case ir::AtomicKind::SMax:
    return "max." + bitsType(type, 's');
  case ir::AtomicKind::UMin:
    return "min." + bitsType(type, 'u');
  case ir::AtomicKind::UMax:
    return "max." + bitsType(type, 'u');
  case ir::AtomicKind::And:
    return "and." + bitsType(type, 'b');
  case ir::AtomicKind::Or:
    return "or." + bitsType(type, 'b');
  case ir::AtomicKind::Xor:
    return "xor." + bitsType(type, 'b');
  case ir::AtomicKind::Exch:
    return "exch." + bitsType(type, 'b');
  case ir::AtomicKind::Inc:
    return bits == 32 ? "inc.u32" : "";
  case ir::AtomicKind::Dec:
    return bits == 32 ? "dec.u32" : "";
  }
  llvm_unreachable("all kinds are handled");
}

static const char *constraintOf(llvm::Type *type) {
  if (type->isFloatTy())
    return "f";
  if (type->isDoubleTy())
    return "d";
  unsigned bits = unsigned(type->getPrimitiveSizeInBits());
  return bits == 64 ? "l" : bits == 16 ? "h" : "r";
}

static bool needsText(ir::Scope scope, llvm::Value *pointer) {
  return scope != ir::Scope::Device && pointer->getType()->getPointerAddressSpace() != kSpaces.shared;
}

static llvm::StringRef scopeText(ir::Scope scope) {
  switch (scope) {
  case ir::Scope::Block:
    return ".cta";
  case ir::Scope::Device:
    return ".gpu";
  case ir::Scope::System:
    return ".sys";
  }
  llvm_unreachable("all scopes are handled");
}

llvm::Value *Emitter::atomicInstruction(Operation *op, ir::Scope scope, llvm::StringRef operation,
                                        llvm::Value *pointer, llvm::ArrayRef<llvm::Value *> values) {
  if (operation.empty()) {
    if (scope == ir::Scope::System)
      unsupported(op, "no atomic of system scope for this type on NVIDIA");
    return nullptr; // a block is within the device
  }
  llvm::Type *type = values[0]->getType();
  std::string text = "atom.relaxed" + scopeText(scope).str();
  unsigned space = pointer->getType()->getPointerAddressSpace();
  if (space != kSpaces.generic)
    text += space == kSpaces.shared ? ".shared" : ".global";
  text += "." + operation.str() + " $0, [$1]";
  std::string constraints = std::string("=") + constraintOf(type) + ",l";
  llvm::SmallVector<llvm::Value *> operands = {pointer};
  llvm::SmallVector<llvm::Type *> types = {pointer->getType()};
  for (llvm::Value *value : values) {
    text += ", $" + std::to_string(operands.size() + 1);
    constraints += std::string(",") + constraintOf(type);
    operands.push_back(value);
    types.push_back(type);
  }
  auto *assembly = llvm::InlineAsm::get(llvm::FunctionType::get(type, types, false), text + ";",
                                        constraints + ",~{memory}", /*hasSideEffects=*/true);
  return builder_.CreateCall(assembly, operands);
}

llvm::Value *Emitter::atomicRmw(ir::AtomicRmwOp op, llvm::Value *pointer, llvm::Value *value) {
  bool wraps = op.getKind() == ir::AtomicKind::Inc || op.getKind() == ir::AtomicKind::Dec;
  llvm::Type *type = value->getType();
  bool isSmall = type->isHalfTy() || type->isBFloatTy(); // their sums are .rn and keep denormals
  if (!wraps && !isSmall && !needsText(op.getScope(), pointer))
    return nullptr;
  bool moves = isSmall || (op.getKind() == ir::AtomicKind::Exch && type->isFloatingPointTy());
  if (!moves)
    return atomicInstruction(op, op.getScope(), operationOf(op.getKind(), type), pointer, value);
  llvm::Type *bits = builder_.getIntNTy(unsigned(type->getPrimitiveSizeInBits()));
  std::string operation = !isSmall           ? operationOf(op.getKind(), bits)
                          : type->isHalfTy() ? "add.noftz.f16"
                                             : "add.noftz.bf16";
  llvm::Value *old =
      atomicInstruction(op, op.getScope(), operation, pointer, builder_.CreateBitCast(value, bits));
  return old ? builder_.CreateBitCast(old, type) : nullptr;
}

llvm::Value *Emitter::atomicCas(ir::AtomicCasOp op, llvm::Value *pointer, llvm::Value *compare,
                                llvm::Value *value) {
  if (!needsText(op.getScope(), pointer))
    return nullptr;
  unsigned bits = value->getType()->getIntegerBitWidth();
  return atomicInstruction(op, op.getScope(), "cas.b" + std::to_string(bits), pointer, {compare, value});
}

} // namespace hd::nvptx
