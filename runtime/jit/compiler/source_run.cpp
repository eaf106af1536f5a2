// The phases of the frontend in their order.
#include "runtime/jit/compiler/source_run.h"

#include "frontend/ast/dump/dump.h"
#include "frontend/diag/render.h"
#include "frontend/irgen/generate.h"
#include "frontend/preprocess/dump.h"
#include "frontend/preprocess/preprocess.h"
#include "frontend/syntax/parse.h"
#include "runtime/jit/compiler/check_report.h"
#include "runtime/jit/digest.h"
#include "stdlib/embedded.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"
#include "llvm/Support/raw_ostream.h"

namespace hd::jit {
namespace {

struct FastName {
  std::string_view name, file;
};

constexpr FastName kFastNames[] = {
#define HD_FAST_NAME(NAME, FILE) {#NAME, FILE},
#include "stdlib/math/fast_names.def"
#undef HD_FAST_NAME
};

preprocess::Options preprocessOptions(const Request &request) {
  preprocess::Options options = {request.includeDirs, request.defines,
                                 [](std::string_view path) { return stdlib::find(path); }};
  if (request.fastMath)
    options.defines.emplace_back("__USE_FAST_MATH__", "1"); // as nvcc does
  return options;
}

preprocess::Source sourceOf(const SourceFile &file) {
  preprocess::Source source{file.path, std::nullopt};
  if (file.text)
    source.text = *file.text;
  return source;
}

// Files inside the compiler are named `<heddle>/...`.
bool isEmbedded(const std::string &path) { return path.starts_with('<'); }

} // namespace

SourceRun::SourceRun(const Request &request, const SourceFile &file) : request_(request), file_(file) {}

std::optional<std::string> SourceRun::tokens() {
  auto tokens = preprocess::preprocess(sources, engine, preprocessOptions(request_), sourceOf(file_));
  if (failed())
    return std::nullopt;
  return preprocess::dumpTokens(tokens, sources);
}

bool SourceRun::parse() {
  preprocess::Options options = preprocessOptions(request_);
  options.goOnAfterMissing = wantsVerdicts();
  options.kernels = request_.kernels;
  options.hasOtherFiles = request_.files.size() > 1;
  return syntax::parseFile(sources, engine, unit, options, sourceOf(file_)) && !failed();
}

bool SourceRun::check() {
  bool parsed = parse();
  if (!parsed && !wantsVerdicts())
    return false;
  if (!parsed && !engine.isIncomplete()) // what follows from it is no news, but says which kernels it blocks
    engine.mute();
  program = sema::check(unit, engine, [this](std::string_view path) { return loadLibrary(path); }, &verdicts);
  engine.noteHidden();
  return parsed && program && !failed();
}

bool SourceRun::parseLibrary(std::string_view path, const preprocess::Options &options) {
  auto text = stdlib::find(path);
  return text && syntax::parseFile(sources, engine, unit, options, {"<heddle>/" + std::string(path), *text});
}

// Definitions of stdlib/math that the checker asks for: parsed with no options of the user.
std::optional<std::vector<ast::Decl *>> SourceRun::loadLibrary(std::string_view path) {
  size_t before = unit.decls.size();
  preprocess::Options options = preprocessOptions({});
  bool hasFastNames = false;
  if (request_.fastMath)
    for (const FastName &fast : kFastNames) {
      options.defines.emplace_back(fast.name, "__hd_exact_" + std::string(fast.name));
      hasFastNames |= path == fast.file;
    }
  bool parsed = parseLibrary(path, options);
  if (parsed && hasFastNames)
    parsed = parseLibrary("fast_names.hd", preprocessOptions({}));
  std::vector<ast::Decl *> decls(unit.decls.begin() + ptrdiff_t(before), unit.decls.end());
  unit.decls.resize(before);
  return parsed ? std::optional(std::move(decls)) : std::nullopt;
}

std::optional<std::string> SourceRun::ast() {
  if (!check())
    return std::nullopt;
  return ast::dump(unit);
}

mlir::OwningOpRef<mlir::ModuleOp> SourceRun::hdModule(mlir::MLIRContext &context,
                                                      std::string &verifierMessage) {
  if (!check())
    return nullptr;
  size_t before = engine.all().size();
  auto module = irgen::generate(context, *program, sources, engine);
  if (!module || failed()) {
    for (sema::KernelVerdict &verdict : verdicts) // which of them it is for is not told
      if (verdict.isInstance)
        verdict.isGood = false, verdict.diagnostic = before;
    return nullptr;
  }
  mlir::ScopedDiagnosticHandler handler(&context, [&](mlir::Diagnostic &diagnostic) {
    llvm::raw_string_ostream(verifierMessage) << diagnostic.getLocation() << ": " << diagnostic << "\n";
  });
  if (mlir::failed(mlir::verify(*module))) {
    verifierMessage = "the frontend made IR that does not verify:\n" + verifierMessage;
    return nullptr;
  }
  return module;
}

std::string SourceRun::renderDiagnostics() const {
  return request_.jsonDiagnostics ? diag::renderJson(engine, sources) + "\n"
                                  : diag::renderText(engine, sources, request_.color);
}

bool SourceRun::wantsVerdicts() const { return request_.emit == "check" || request_.emit == "check-json"; }

std::string SourceRun::report() const { return checkReport(file_.path, verdicts, engine, sources); }

std::string SourceRun::kernelList() const { return jit::kernelList(verdicts, sources); }

std::vector<FileRead> SourceRun::filesRead() const {
  std::vector<FileRead> files;
  for (uint32_t id = 1; id <= sources.fileCount(); ++id)
    if (!isEmbedded(sources.path(id)))
      files.push_back({sources.path(id), digestOf(sources.text(id))});
  return files;
}

} // namespace hd::jit
