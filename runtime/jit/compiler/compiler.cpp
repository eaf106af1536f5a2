// What each kind of output needs: frontend, passes, merging, backends, packing.
#include "runtime/jit/compiler/compiler.h"

#include "backends/backend.h"
#include "ir/pipeline/context.h"
#include "ir/pipeline/pipeline.h"
#include "runtime/abi/module_file.h"
#include "runtime/jit/compiler/ir_bytes.h"
#include "runtime/jit/compiler/jobs.h"
#include "runtime/jit/compiler/launch_header.h"
#include "runtime/jit/compiler/merge.h"
#include "runtime/jit/compiler/object_file.h"
#include "runtime/jit/compiler/source_run.h"

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/Threading.h"
#include "llvm/Support/raw_ostream.h"

#include <filesystem>
#include <map>

namespace hd::jit {
namespace {

constexpr const char *kProducer = "heddle " HD_VERSION;

// One compilation. A step that fails has put its reason into `result` and returns false or nothing.
class Compilation {
public:
  Compilation(const Request &request, unsigned jobs)
      : request_(request), workers_(jobs), passPool_(workers_, jobs), context_(ir::createContext()) {}

  Result run() {
    if (request_.emit == "targets")
      result_.output = listTargets();
    else if (!request_.ir.empty())
      compileIR();
    else if (request_.files.empty())
      fail(Outcome::Usage, "there is no source file");
    else if (request_.emit == "tokens" || request_.emit == "ast")
      dumpSources();
    else
      compileSources();
    return std::move(result_);
  }

private:
  static std::string listTargets() {
    std::string text;
    for (backends::Backend *backend : backends::all())
      for (const backends::Target &target : backend->targets())
        text += target.name + "\t" + target.description + "\t" + kindsOf(*backend, " ") + "\n";
    return text;
  }

  static std::string kindsOf(const backends::Backend &backend, const char *separator) {
    std::string names;
    for (const backends::EmitKind &kind : backend.emitKinds())
      names += (names.empty() ? "" : separator) + kind.name;
    return names;
  }

  bool fail(Outcome outcome, const std::string &message) {
    result_.outcome = outcome;
    result_.output.clear();
    result_.diagnostics += "heddle: error: " + message + "\n";
    return false;
  }
  bool fail(Outcome outcome, llvm::Error error) { return fail(outcome, llvm::toString(std::move(error))); }

  void finishSource(const SourceRun &source) {
    result_.diagnostics += source.renderDiagnostics();
    for (FileRead &file : source.filesRead())
      result_.files.push_back(std::move(file));
    if (source.failed())
      result_.outcome = Outcome::Diagnostics;
  }

  // Errors of one file do not keep the others from being looked at.
  void dumpSources() {
    for (const SourceFile &file : request_.files) {
      SourceRun source(request_, file);
      auto text = request_.emit == "tokens" ? source.tokens() : source.ast();
      finishSource(source);
      result_.output += text.value_or("");
    }
  }

  std::string print(mlir::ModuleOp module) const {
    std::string text;
    llvm::raw_string_ostream stream(text);
    mlir::OpPrintingFlags flags;
    if (request_.debugLines)
      flags.enableDebugInfo(true, /*prettyForm=*/true);
    module.print(stream, flags);
    return text + "\n";
  }

  // `check`, `check-json` and `hd` end here.
  bool runFrontend() {
    bool wantsText = request_.emit == "hd";
    for (const SourceFile &file : request_.files) {
      SourceRun source(request_, file);
      std::string verifierMessage;
      auto module = source.hdModule(*context_, verifierMessage);
      finishSource(source);
      for (const ast::KernelRequest &kernel : source.kernelRequests())
        isKernelKnown_[kernel.index] = isKernelKnown_[kernel.index] || kernel.isKnown;
      if (!verifierMessage.empty())
        return fail(Outcome::Bug, verifierMessage);
      if (request_.emit == "check-json")
        result_.output += (result_.output.empty() ? "[\n" : ",\n") + source.report();
      if (request_.emit == "check")
        result_.output += source.kernelList();
      if (!module)
        continue;
      if (wantsText)
        result_.output += print(*module);
      modules_.push_back({file.path, std::move(module)});
    }
    return result_.outcome == Outcome::Ok && haveAllKernels();
  }

  // Each file by itself cannot tell.
  bool haveAllKernels() {
    for (size_t i = 0; i < request_.kernels.size(); ++i)
      if (request_.files.size() > 1 && !isKernelKnown_[i])
        return fail(Outcome::Diagnostics,
                    "`" + request_.kernels[i] +
                        "`: none of the files has a kernel template of that name for such arguments");
    return true;
  }

  // The frontend is one thread's, and faster where MLIR needs no locks.
  void useThreads() {
    if (workers_.isParallel())
      context_->setThreadPool(passPool_);
  }

  bool runPasses() {
    useThreads();
    std::string messages;
    mlir::ScopedDiagnosticHandler handler(context_.get(), [&](mlir::Diagnostic &diagnostic) {
      llvm::raw_string_ostream(messages) << diagnostic.getLocation() << ": " << diagnostic << "\n";
    });
    ir::PipelineOptions options;
    options.optLevel = request_.optimization;
    options.check = request_.check;
    options.fastMath = request_.fastMath;
    for (NamedModule &module : modules_)
      if (mlir::failed(ir::runPipeline(*module.module, options)))
        return (*module.module)->hasAttr("hd.too_large") // by inline-calls
                   ? fail(Outcome::Diagnostics, messages)
                   : fail(Outcome::Bug, "a pass failed on `" + module.file + "`:\n" + messages);
    std::string problem;
    module_ = merge(std::move(modules_), problem);
    return module_ || fail(Outcome::Diagnostics, problem);
  }

  void compileSources() {
    bool ok = runFrontend();
    if (request_.emit == "check-json" && result_.outcome != Outcome::Bug)
      result_.output += "\n]\n";
    if (!ok || request_.emit == "hd" || request_.emit == "check" || request_.emit == "check-json")
      return;
    if (runPasses()) {
      if (request_.emit == "hd-opt")
        result_.output = print(*module_);
      else
        runBackends();
    }
  }

  // The IR went through all passes when its module was made.
  void compileIR() {
    if (request_.irProducer != kProducer)
      return (void)fail(Outcome::Diagnostics, "the module's IR is of `" + request_.irProducer +
                                                  "`, this compiler is `" + kProducer +
                                                  "`: build the module again for this target");
    useThreads();
    std::string problem;
    module_ = readIR(*context_, request_.ir, problem);
    if (!module_)
      return (void)fail(Outcome::Diagnostics, "the module's IR cannot be read: " + problem);
    runBackends();
  }

  void setModule(const abi::Module &module) {
    std::vector<uint8_t> bytes = abi::writeModule(module);
    result_.output.assign(bytes.begin(), bytes.end());
  }

  backends::Options backendOptions() {
    return {request_.optimization, request_.debugLines,
            request_.files.empty() ? std::string() : request_.files.front().path, &workers_};
  }

  void runBackends() {
    bool wantsModule = request_.emit == "module" || request_.emit == "obj";
    abi::Module module;
    module.name = moduleName();
    module.producer = kProducer;
    backends::describe(*module_, module);
    if (wantsModule && request_.carryIR) {
      module.ir = writeIR(*module_);
      if (module.ir.empty())
        return (void)fail(Outcome::Bug, "the IR cannot be written as bytecode");
    }
    std::vector<TargetRun> runs;
    for (const std::string &target : request_.targets)
      if (!addTarget(target, wantsModule, runs))
        return;
    workers_.forEach(runs.size(), [&](size_t index) { runTarget(runs[index]); });
    for (TargetRun &run : runs) {
      if (!run.problem.empty())
        return (void)fail(run.outcome, run.problem);
      if (wantsModule)
        module.images.push_back(std::move(run.image));
      result_.output += run.output;
    }
    if (!wantsModule)
      return;
    setModule(module);
    if (request_.header)
      result_.header = launchHeader(module);
    if (request_.emit == "obj")
      packObject();
  }

  // The stage that --emit means for this backend.
  std::optional<backends::Stage> stageOf(const backends::Backend &backend) {
    for (const backends::EmitKind &kind : backend.emitKinds())
      if (kind.name == request_.emit)
        return kind.stage;
    fail(Outcome::Usage, "unknown kind of output `" + request_.emit + "` for target `" +
                             backend.name().str() + "`, which has " + kindsOf(backend, ", ") + " beside " +
                             neutralKinds());
    return std::nullopt;
  }

  static std::string neutralKinds() {
    std::string names;
    for (const EmitKind &kind : kEmitKinds)
      names += (names.empty() ? "" : ", ") + std::string(kind.name);
    return names;
  }

  // One target's part of the output. Targets are independent, but that they share the module's context.
  struct TargetRun {
    backends::Backend *backend;
    std::string target;
    backends::Stage stage;
    bool wantsImage; // or the output is the stage itself
    Outcome outcome = Outcome::Ok;
    std::string problem, output;
    abi::Image image;
  };

  bool addTarget(const std::string &name, bool wantsModule, std::vector<TargetRun> &runs) {
    backends::Backend *backend = backends::find(name);
    if (!backend)
      return fail(Outcome::Unsupported,
                  "no backend for target `" + name + "`; `heddle targets` lists what there is");
    auto target = backend->resolveTarget(name);
    if (!target)
      return fail(Outcome::Usage, target.takeError());
    for (const TargetRun &run : runs)
      if (wantsModule && run.target == *target) // `cpu,cpu:avx2` where both mean the same
        return true;
    if (request_.check && backend->name() != "cpu")
      return fail(Outcome::Unsupported,
                  "`" + *target + "` cannot check kernels: --check runs on the cpu device");
    auto stage = wantsModule ? backends::Stage::Object : stageOf(*backend);
    if (stage)
      runs.push_back({backend, *target, *stage, wantsModule, Outcome::Ok, {}, {}, {}});
    return stage.has_value();
  }

  static void explain(llvm::Error error, const std::string &messages, TargetRun &run) {
    run.outcome = Outcome::Diagnostics;
    std::string text;
    llvm::handleAllErrors(std::move(error), [&](const llvm::ErrorInfoBase &info) {
      text += info.message();
      if (info.convertToErrorCode() == std::errc::not_supported)
        run.outcome = Outcome::Unsupported;
    });
    run.problem = "target `" + run.target + "`: " + text + (messages.empty() ? "" : "\n" + messages);
  }

  void runTarget(TargetRun &run) {
    mlir::OwningOpRef<mlir::ModuleOp> copy(module_->clone()); // which the backend may change
    std::string messages;
    mlir::ScopedDiagnosticHandler handler(
        context_.get(), [&, thread = llvm::get_threadid()](mlir::Diagnostic &diagnostic) {
          if (llvm::get_threadid() != thread)
            return mlir::failure(); // another target's
          llvm::raw_string_ostream(messages) << diagnostic.getLocation() << ": " << diagnostic << "\n";
          return mlir::success();
        });
    if (run.stage != backends::Stage::Object) {
      auto text = run.backend->print(*copy, run.target, backendOptions(), run.stage);
      if (!text)
        return explain(text.takeError(), messages, run);
      run.output = std::move(*text);
      return;
    }
    auto image = run.backend->compile(*copy, run.target, backendOptions());
    if (!image)
      return explain(image.takeError(), messages, run);
    run.image = std::move(*image);
    if (!run.wantsImage)
      run.output.assign(run.image.bytes.begin(), run.image.bytes.end());
  }

  std::string moduleName() const {
    if (!request_.moduleName.empty() || request_.files.empty())
      return request_.moduleName;
    return std::filesystem::path(request_.files.front().path).stem().string();
  }

  void packObject() {
    auto object = writeObject(result_.output, identifierOf(moduleName()));
    if (object)
      result_.output = std::move(*object);
    else
      fail(Outcome::Usage, object.takeError());
  }

  const Request &request_;
  Result result_;
  backends::Workers workers_;
  PassPool passPool_;
  std::unique_ptr<mlir::MLIRContext> context_;
  std::vector<NamedModule> modules_;
  std::map<size_t, bool> isKernelKnown_; // of Request::kernels
  mlir::OwningOpRef<mlir::ModuleOp> module_;
};

} // namespace

Result compile(const Request &request) {
  Result result;
  std::string problem;
  if (auto jobs = jobsFor(request, problem))
    return Compilation(request, *jobs).run();
  result.outcome = Outcome::Usage;
  result.diagnostics = "heddle: error: " + problem + "\n";
  return result;
}

} // namespace hd::jit
