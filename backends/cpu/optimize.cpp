#include "backends/cpu/optimize.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/OptBisect.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/raw_ostream.h"

namespace hd::cpu {

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

// Keeps machine code sinking from large functions: its time grows with the square of their blocks.
class SinkingGate : public llvm::OptPassGate {
public:
  explicit SinkingGate(const llvm::Module &module) {
    constexpr unsigned kLarge = 8000; // instructions
    for (const llvm::Function &function : module)
      if (function.getInstructionCount() > kLarge)
        large_.insert(("function (" + function.getName() + ")").str());
  }
  bool isEnabled() const override { return !large_.empty(); }
  bool shouldRunPass(llvm::StringRef pass, llvm::StringRef unit) override {
    return pass != "Machine code sinking" || !large_.contains(unit);
  }

private:
  llvm::StringSet<> large_;
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

llvm::Error optimize(llvm::Module &module, llvm::TargetMachine &machine, unsigned level) {
  llvm::PipelineTuningOptions tuning;
  tuning.LoopVectorization = false;
  tuning.SLPVectorization = false;
  tuning.LoopInterleaving = false;
  llvm::PassBuilder builder(&machine, tuning);
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager callGraph;
  llvm::ModuleAnalysisManager modules;
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(callGraph);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, callGraph, modules);
  static const llvm::OptimizationLevel kLevels[] = {llvm::OptimizationLevel::O0, llvm::OptimizationLevel::O1,
                                                    llvm::OptimizationLevel::O2, llvm::OptimizationLevel::O2};
  llvm::OptimizationLevel wanted = kLevels[level];
  return listen(module, [&] {
    if (level == 0)
      builder.buildO0DefaultPipeline(wanted).run(module, modules);
    else
      builder.buildPerModuleDefaultPipeline(wanted).run(module, modules);
  });
}

llvm::Expected<llvm::SmallVector<char, 0>> generateCode(llvm::Module &module, llvm::TargetMachine &machine,
                                                        llvm::CodeGenFileType type) {
  llvm::SmallVector<char, 0> bytes;
  llvm::raw_svector_ostream stream(bytes);
  llvm::legacy::PassManager passes;
  if (machine.addPassesToEmitFile(passes, stream, nullptr, type, /*DisableVerify=*/true))
    return llvm::createStringError("LLVM cannot write this kind of file for `" +
                                   machine.getTargetTriple().str() + "`");
  SinkingGate gate(module);
  llvm::OptPassGate &outer = module.getContext().getOptPassGate();
  module.getContext().setOptPassGate(gate);
  llvm::Error error = listen(module, [&] { passes.run(module); });
  module.getContext().setOptPassGate(outer);
  if (error)
    return error;
  return bytes;
}

} // namespace hd::cpu
