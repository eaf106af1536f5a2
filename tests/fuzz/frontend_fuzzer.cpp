// Any text through the whole frontend to verified IR and through the passes, in memory: includes find only
// the embedded headers. Text whose first line is `// .cu` is a CUDA file with host code. As `heddle check`
// does, it checks what parsed also after errors. Beside crashes it looks for phases that fail without a
// diagnostic, or do not fail with one, and for IR that does not verify.
#include "frontend/ast/dump/dump.h"
#include "frontend/diag/render.h"
#include "frontend/irgen/generate.h"
#include "frontend/syntax/parse.h"
#include "ir/pipeline/context.h"
#include "ir/pipeline/pipeline.h"
#include "stdlib/embedded.h"
#include "tests/fuzz/target.h"

#include "mlir/IR/Verifier.h"

#include <cstdio>
#include <cstdlib>

namespace hd::fuzz {
namespace {

constexpr size_t kMaxBytes = 64 << 10;
constexpr unsigned kRunsPerContext = 500; // its uniquer never frees

[[noreturn]] void fail(const char *what) {
  std::fprintf(stderr, "frontend_fuzzer: %s\n", what);
  std::abort();
}

mlir::MLIRContext &context() {
  static std::unique_ptr<mlir::MLIRContext> current;
  static unsigned runs = 0;
  if (!current || ++runs % kRunsPerContext == 0)
    current = ir::createContext();
  return *current;
}

class Frontend {
public:
  void run(std::string_view text) {
    check(text);
    diag::renderText(engine_, sources_, true);
    diag::renderJson(engine_, sources_);
  }

private:
  preprocess::Options options() const {
    preprocess::Options options;
    options.embedded = [](std::string_view path) { return stdlib::find(path); };
    options.onlyEmbedded = true;
    return options;
  }

  std::optional<std::vector<ast::Decl *>> loadLibrary(std::string_view path) {
    auto text = stdlib::find(path);
    if (!text)
      return std::nullopt;
    size_t before = unit_.decls.size();
    std::string name = "<heddle>/" + std::string(path);
    bool parsed = syntax::parseFile(sources_, engine_, unit_, options(), {name, *text});
    std::vector<ast::Decl *> decls(unit_.decls.begin() + ptrdiff_t(before), unit_.decls.end());
    unit_.decls.resize(before);
    return parsed ? std::optional(std::move(decls)) : std::nullopt;
  }

  void check(std::string_view text) {
    bool isCuda = text.starts_with("// .cu\n");
    bool parsed =
        syntax::parseFile(sources_, engine_, unit_, options(), {isCuda ? "fuzz.cu" : "fuzz.hd", text});
    if (parsed != (engine_.errorCount() == 0))
      fail("parsing failed without an error, or did not fail with one");
    if (!parsed)
      engine_.mute();
    std::vector<sema::KernelVerdict> verdicts;
    auto program =
        sema::check(unit_, engine_, [this](std::string_view path) { return loadLibrary(path); }, &verdicts);
    if (!program != (engine_.errorCount() > 0))
      fail("checking failed without an error, or did not fail with one");
    if (program)
      lower(*program);
  }

  void lower(const sema::Program &program) {
    ast::dump(unit_);
    auto module = irgen::generate(context(), program, sources_, engine_);
    if (!module != (engine_.errorCount() > 0))
      fail("IR generation failed without an error, or did not fail with one");
    if (module && mlir::failed(mlir::verify(*module)))
      fail("the IR does not verify");
    if (module && mlir::failed(ir::runPipeline(*module, {}, true)))
      fail("a pass failed, or made IR that does not verify");
  }

  diag::SourceManager sources_;
  diag::Engine engine_;
  ast::TranslationUnit unit_;
};

} // namespace
} // namespace hd::fuzz

extern "C" int LLVMFuzzerInitialize(int *, char ***arguments) {
  hd::fuzz::growStack(*arguments);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size <= hd::fuzz::kMaxBytes)
    hd::fuzz::Frontend().run({reinterpret_cast<const char *>(data), size});
  return 0;
}
