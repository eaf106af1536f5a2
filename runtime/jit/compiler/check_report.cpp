#include "runtime/jit/compiler/check_report.h"

#include "frontend/diag/render.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Casting.h"

#include <optional>
#include <tuple>

namespace hd::jit {
namespace {

using diag::jsonString;

bool contains(diag::Range range, diag::Location at) {
  auto place = [](diag::Location l) { return std::tuple(l.line, l.column); };
  return at.file == range.begin.file && place(at) >= place(range.begin) && place(at) < place(range.end);
}

// The first error that lies in the function itself.
std::optional<size_t> errorIn(const ast::FunctionDecl &function, const diag::Engine &engine) {
  for (auto [index, diagnostic] : llvm::enumerate(engine.all()))
    if (severityOf(diagnostic.id) == diag::Severity::Error &&
        contains(function.range, diagnostic.range.begin))
      return index;
  return std::nullopt;
}

std::string parameters(const ast::FunctionDecl &function) {
  std::string text;
  for (const ast::ParamDecl *param : function.params)
    text +=
        fmt::format("{}{{\"type\":{},\"name\":{}}}", text.empty() ? "" : ",",
                    jsonString(param->type ? param->type.unqualified().str() : ""), jsonString(param->name));
  return "[" + text + "]";
}

std::string kernel(const ast::FunctionDecl &function, const diag::Engine &engine,
                   const diag::SourceManager &sources) {
  auto error = errorIn(function, engine);
  const char *state = error ? "error" : engine.errorCount() ? "unchecked" : "ok";
  return fmt::format("{{\"name\":{},\"file\":{},\"line\":{},\"parameters\":{},\"state\":\"{}\","
                     "\"diagnostic\":{},\"instances\":null}}",
                     jsonString(function.name), jsonString(sources.path(function.nameLocation.file)),
                     function.nameLocation.line, parameters(function), state,
                     error ? std::to_string(*error) : "null");
}

} // namespace

std::string checkReport(const std::string &path, const ast::TranslationUnit &unit, const diag::Engine &engine,
                        const diag::SourceManager &sources) {
  std::string kernels;
  for (const ast::Decl *decl : unit.decls)
    if (auto *function = llvm::dyn_cast<ast::FunctionDecl>(decl);
        function && function->isKernel && function->body)
      kernels += (kernels.empty() ? "\n  " : ",\n  ") + kernel(*function, engine, sources);
  return fmt::format("{{\"file\":{},\"errors\":{},\n \"kernels\":[{}],\n \"diagnostics\":{}}}",
                     jsonString(path), engine.errorCount(), kernels, diag::renderJson(engine, sources));
}

} // namespace hd::jit
