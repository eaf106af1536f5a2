// LLVM's passes and code generator.
#include "backends/simt/translate.h"

#include "backends/llvm_target.h"

#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/raw_ostream.h"

namespace hd::simt {

namespace {

// Keeps the first error. Missed optimisations (a loop that was to be unrolled and is not) are no diagnostics
// of the user's program.
class FirstError : public llvm::DiagnosticHandler {
public:
  explicit FirstError(std::string &message) : message_(message) {}
  bool handleDiagnostics(const llvm::DiagnosticInfo &info) override {
    if (info.getSeverity() == llvm::DS_Error && message_.empty()) {
      llvm::raw_string_ostream stream(message_);
      llvm::DiagnosticPrinterRawOStream printer(stream);
      info.print(printer);
    }
    return true; // handled
  }

private:
  std::string &message_;
};

// Runs `work` on the module; what LLVM reports meanwhile.
llvm::Error listen(llvm::Module &module, llvm::function_ref<void()> work) {
  std::string message;
  llvm::LLVMContext &context = module.getContext();
  auto outer = context.getDiagnosticHandler();
  context.setDiagnosticHandler(std::make_unique<FirstError>(message));
  work();
  context.setDiagnosticHandler(std::move(outer));
  if (message.empty())
    return llvm::Error::success();
  return llvm::createStringError("LLVM cannot make code of this module: " + message);
}

} // namespace

llvm::Expected<std::unique_ptr<llvm::TargetMachine>> makeMachine(const char *triple, llvm::StringRef cpu,
                                                                 llvm::StringRef features, unsigned level,
                                                                 void (*initialize)()) {
  static constexpr llvm::CodeGenOptLevel kLevels[] = {
      llvm::CodeGenOptLevel::None, llvm::CodeGenOptLevel::Less, llvm::CodeGenOptLevel::Default,
      llvm::CodeGenOptLevel::Aggressive};
  auto target = backends::llvmTarget(triple, initialize);
  if (!target)
    return target.takeError();
  llvm::TargetOptions options;
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict; // contraction is decided in the IR
  return std::unique_ptr<llvm::TargetMachine>((*target)->createTargetMachine(
      triple, cpu, features, options, llvm::Reloc::PIC_, std::nullopt, kLevels[level]));
}

llvm::Error optimize(llvm::Module &module, llvm::TargetMachine &machine, unsigned level) {
  static const llvm::OptimizationLevel kLevels[] = {llvm::OptimizationLevel::O0, llvm::OptimizationLevel::O1,
                                                    llvm::OptimizationLevel::O2, llvm::OptimizationLevel::O3};
  llvm::PassBuilder builder(&machine); // adds the target's own passes
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager callGraph;
  llvm::ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(callGraph);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, callGraph, modules);
  return listen(module, [&] {
    if (level == 0)
      builder.buildO0DefaultPipeline(kLevels[level]).run(module, modules);
    else
      builder.buildPerModuleDefaultPipeline(kLevels[level]).run(module, modules);
  });
}

llvm::Expected<llvm::SmallVector<char, 0>> generateCode(llvm::Module &module, llvm::TargetMachine &machine,
                                                        llvm::CodeGenFileType type) {
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream stream(bytes);
  llvm::legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, stream, nullptr, type))
    return llvm::createStringError("LLVM cannot write this kind of file for `" +
                                   machine.getTargetTriple().str() + "`");
  if (llvm::Error error = listen(module, [&] { passes.run(module); }))
    return error;
  return bytes;
}

} // namespace hd::simt
