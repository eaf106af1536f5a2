#include "backends/simt/globals.h"
#include "backends/layout.h"

#include <algorithm>

using namespace mlir;

namespace hd::simt {

static llvm::Constant *contentOf(llvm::LLVMContext &context, ir::GlobalOp global, bool isShared) {
  uint64_t size = ir::sizeOf(cast<ir::PointerType>(global.getType()).getPointee());
  auto *bytes = llvm::ArrayType::get(llvm::Type::getInt8Ty(context), size);
  if (isShared)
    return llvm::PoisonValue::get(bytes);
  if (auto value = global.getValue())
    return llvm::ConstantDataArray::getString(context, *value, /*AddNull=*/false);
  return llvm::ConstantAggregateZero::get(bytes);
}

// Arrays start where wide accesses to them may.
static uint64_t alignmentOf(ir::GlobalOp global) {
  constexpr uint64_t kWide = 16;
  uint64_t size = ir::sizeOf(cast<ir::PointerType>(global.getType()).getPointee());
  return std::max<uint64_t>(global.getAlignment(), size < kWide ? 1 : kWide);
}

uint64_t sharedBytes(func::FuncOp kernel) {
  auto module = kernel->getParentOfType<ModuleOp>();
  llvm::DenseSet<Operation *> seen;
  uint64_t bytes = 0;
  kernel.walk([&](ir::AddressOfOp address) {
    auto global = module.lookupSymbol<ir::GlobalOp>(address.getGlobal());
    auto type = cast<ir::PointerType>(global.getType());
    if (type.getSpace() == ir::AddressSpace::Shared && seen.insert(global).second)
      bytes = llvm::alignTo(bytes, alignmentOf(global)) + ir::sizeOf(type.getPointee());
  });
  return bytes;
}

void defineGlobal(llvm::Module &module, ir::GlobalOp global, const AddressSpaces &spaces) {
  auto space = cast<ir::PointerType>(global.getType()).getSpace();
  bool isShared = space == ir::AddressSpace::Shared;
  bool isVisible = !isShared && bool(global.getSourceName());
  llvm::Constant *content = contentOf(module.getContext(), global, isShared);
  // A table that only the compiler knows keeps its content: loads of it may fold.
  bool isFixed = space == ir::AddressSpace::Constant && !isVisible;
  auto *variable = new llvm::GlobalVariable(
      module, content->getType(), isFixed,
      isVisible ? llvm::GlobalValue::ExternalLinkage : llvm::GlobalValue::InternalLinkage, content,
      backends::symbolOf(global), nullptr, llvm::GlobalValue::NotThreadLocal, spaces.of(space));
  variable->setAlignment(llvm::Align(alignmentOf(global)));
  variable->setExternallyInitialized(isVisible);
}

} // namespace hd::simt
