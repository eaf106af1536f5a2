#include "backends/simt/translate.h"

#include "backends/simt/globals.h"

#include "llvm/IR/Verifier.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;

namespace hd::simt {

llvm::Expected<Translation> translate(ModuleOp module, llvm::TargetMachine &machine,
                                      const backends::Options &options, const TranslateOptions &target) {
  Translation result;
  result.context = std::make_unique<llvm::LLVMContext>();
  llvm::StringRef name = options.sourceFile.empty() ? "kernels" : llvm::StringRef(options.sourceFile);
  result.module = std::make_unique<llvm::Module>(name, *result.context);
  llvm::Module &code = *result.module;
  code.setTargetTriple(machine.getTargetTriple().str());
  code.setDataLayout(machine.createDataLayout());
  DebugLines debug(code, options.debugLines, name, target.lines);
  for (auto global : module.getOps<ir::GlobalOp>())
    defineGlobal(code, global, target.spaces);
  for (auto kernel : module.getOps<func::FuncOp>())
    if (kernel->hasAttr(ir::kKernelAttr))
      if (llvm::Error error = target.makeEmitter(code, kernel, debug)->emit())
        return error;
  debug.finish();
  std::string problem;
  llvm::raw_string_ostream stream(problem);
  if (llvm::verifyModule(code, &stream))
    return llvm::createStringError("internal error: invalid LLVM IR: " + stream.str());
  return result;
}

std::string print(const llvm::Module &module) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  module.print(stream, nullptr);
  return stream.str();
}

} // namespace hd::simt
