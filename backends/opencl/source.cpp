#include "backends/opencl/source.h"

#include "backends/opencl/aliasing.h"
#include "backends/opencl/emitter.h"

using namespace mlir;

namespace hd::opencl {

llvm::Expected<std::string> emitSource(ModuleOp module, llvm::StringRef sourceFile) {
  Types types(readsAsOtherTypes(module));
  Prelude prelude;
  std::string kernels;
  for (auto kernel : module.getOps<func::FuncOp>()) {
    if (!kernel->hasAttr(ir::kKernelAttr))
      continue;
    auto spaces = Spaces::infer(kernel);
    if (!spaces)
      return spaces.takeError();
    auto text = Emitter(kernel, std::move(*spaces), types, prelude).run();
    if (!text)
      return text.takeError();
    kernels += "\n" + *text;
  }
  std::string source = "// OpenCL C 1.2";
  if (!sourceFile.empty())
    source += " for " + sourceFile.str();
  return source + "\n" + prelude.text() + "\n" + types.definitions() +
         kernels.substr(std::min<size_t>(1, kernels.size()));
}

} // namespace hd::opencl
