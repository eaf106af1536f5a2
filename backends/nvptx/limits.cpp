#include "backends/nvptx/limits.h"

#include "backends/layout.h"
#include "backends/simt/globals.h"
#include "ir/hd/dialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace hd::nvptx {

// What CUDA takes: static shared memory of a kernel, the constant bank of a module, parameters of a kernel.
static constexpr uint64_t kMostStaticShared = 48 << 10, kMostConstant = 64 << 10, kMostParameters = 4096;

static llvm::Error tooBig(llvm::StringRef what, llvm::StringRef name, uint64_t bytes, uint64_t most) {
  return llvm::createStringError((what + " of `" + name + "` is " + llvm::Twine(bytes) +
                                  " bytes, NVIDIA devices take " + llvm::Twine(most))
                                     .str());
}

llvm::Error checkLimits(ModuleOp module) {
  uint64_t constants = 0;
  for (auto global : module.getOps<ir::GlobalOp>()) {
    auto type = cast<ir::PointerType>(global.getType());
    if (type.getSpace() == ir::AddressSpace::Constant)
      constants += ir::sizeOf(type.getPointee());
    if (constants > kMostConstant)
      return tooBig("`__constant__` memory up to the end", global.getSymName(), constants, kMostConstant);
  }
  for (auto kernel : module.getOps<func::FuncOp>()) {
    if (!kernel->hasAttr(ir::kKernelAttr))
      continue;
    uint64_t shared = simt::sharedBytes(kernel);
    if (shared > kMostStaticShared)
      return tooBig("static shared memory", kernel.getName(), shared, kMostStaticShared);
    uint64_t parameters = backends::parameterLayout(kernel).bytes;
    if (parameters > kMostParameters)
      return tooBig("the parameter block", kernel.getName(), parameters, kMostParameters);
  }
  return llvm::Error::success();
}

} // namespace hd::nvptx
