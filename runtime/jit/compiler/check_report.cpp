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

// An error that names the instance in its chain of instantiations.
bool isOf(const diag::Diagnostic &diagnostic, const std::string &instance) {
  return llvm::any_of(diagnostic.notes, [&](const diag::Note &note) {
    return note.message.find("`" + instance + "`") != std::string::npos;
  });
}

struct Verdict {
  std::optional<size_t> error;
  const char *state = "ok";
  std::string json() const {
    return fmt::format("\"state\":\"{}\",\"diagnostic\":{}", state, error ? std::to_string(*error) : "null");
  }
};

// By the first error that `blames` it.
template <typename Blames> Verdict verdict(const diag::Engine &engine, Blames blames) {
  Verdict found;
  for (auto [index, diagnostic] : llvm::enumerate(engine.all())) {
    if (severityOf(diagnostic.id) != diag::Severity::Error)
      continue;
    found.state = "unchecked";
    if (!blames(diagnostic))
      continue;
    found.state = "error";
    found.error = index;
    break;
  }
  return found;
}

std::string parameters(const ast::FunctionDecl &function) {
  std::string text;
  for (const ast::ParamDecl *param : function.params)
    text +=
        fmt::format("{}{{\"type\":{},\"name\":{}}}", text.empty() ? "" : ",",
                    jsonString(param->type ? param->type.unqualified().str() : ""), jsonString(param->name));
  return "[" + text + "]";
}

// `name<float, 4>` has the arguments `float, 4`.
std::string argumentsOf(const ast::FunctionDecl &instance) {
  size_t open = std::min(instance.name.find('<'), instance.name.size());
  std::string args = instance.name.substr(std::min(open + 1, instance.name.size()));
  return args.empty() ? args : args.substr(0, args.size() - 1);
}

std::string instances(const ast::TemplateDecl &pattern, const diag::Engine &engine) {
  std::string text;
  for (const ast::FunctionDecl *instance : pattern.kernels) {
    Verdict own = verdict(
        engine, [&](const diag::Diagnostic &diagnostic) { return isOf(diagnostic, instance->name); });
    text += fmt::format("{}{{\"arguments\":{},{}}}", text.empty() ? "" : ",", jsonString(argumentsOf(*instance)),
                        own.json());
  }
  return "[" + text + "]";
}

class Report {
public:
  Report(const diag::Engine &engine, const diag::SourceManager &sources)
      : engine_(engine), sources_(sources) {}

  void decls(const std::vector<ast::Decl *> &all) {
    for (const ast::Decl *decl : all) {
      if (auto *space = llvm::dyn_cast<ast::NamespaceDecl>(decl))
        decls(space->decls);
      else if (auto *function = llvm::dyn_cast<ast::FunctionDecl>(decl))
        kernel(*function, nullptr);
      else if (auto *pattern = llvm::dyn_cast<ast::TemplateDecl>(decl))
        if (auto *function = llvm::dyn_cast_or_null<ast::FunctionDecl>(pattern->pattern))
          kernel(*function, pattern);
    }
  }
  std::string take() { return std::move(text_); }

private:
  void kernel(const ast::FunctionDecl &function, const ast::TemplateDecl *pattern) {
    if (!function.isKernel || !function.body)
      return;
    bool isSpecialisation = pattern && pattern->params.empty();
    if (isSpecialisation)
      pattern = nullptr;
    Verdict own = verdict(engine_, [&](const diag::Diagnostic &diagnostic) {
      return contains(function.range, diagnostic.range.begin);
    });
    text_ += fmt::format("{}{{\"name\":{},\"file\":{},\"line\":{},\"parameters\":{},{},\"instances\":{}}}",
                         text_.empty() ? "\n  " : ",\n  ", jsonString(function.name),
                         jsonString(sources_.path(function.nameLocation.file)), function.nameLocation.line,
                         parameters(function), own.json(), pattern ? instances(*pattern, engine_) : "null");
  }

  const diag::Engine &engine_;
  const diag::SourceManager &sources_;
  std::string text_;
};

} // namespace

std::string checkReport(const std::string &path, const ast::TranslationUnit &unit, const diag::Engine &engine,
                        const diag::SourceManager &sources) {
  Report kernels(engine, sources);
  kernels.decls(unit.decls);
  return fmt::format("{{\"file\":{},\"errors\":{},\n \"kernels\":[{}],\n \"diagnostics\":{}}}",
                     jsonString(path), engine.errorCount(), kernels.take(), diag::renderJson(engine, sources));
}

} // namespace hd::jit
