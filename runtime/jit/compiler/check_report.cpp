#include "runtime/jit/compiler/check_report.h"

#include "frontend/diag/render.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

namespace hd::jit {
namespace {

using diag::jsonString;
using sema::KernelVerdict;
using Verdicts = std::vector<const KernelVerdict *>;

std::string parameters(const ast::FunctionDecl &function) {
  std::string text;
  for (const ast::ParamDecl *param : function.params)
    text +=
        fmt::format("{}{{\"type\":{},\"name\":{}}}", text.empty() ? "" : ",",
                    jsonString(param->type ? param->type.unqualified().str() : ""), jsonString(param->name));
  return "[" + text + "]";
}

std::string stateOf(const KernelVerdict &verdict) {
  std::string diagnostic = verdict.diagnostic ? std::to_string(*verdict.diagnostic) : "null";
  const char *state = !verdict.isInstance ? "uninstantiated" : verdict.isGood ? "ok" : "error";
  return fmt::format("\"state\":\"{}\",\"diagnostic\":{}", state, diagnostic);
}

// A kernel, or a template with its instances; the template is as good as the worst of them.
std::string kernel(const Verdicts &verdicts, const diag::SourceManager &sources) {
  const KernelVerdict *worst = verdicts.front();
  std::string instances;
  for (const KernelVerdict *each : verdicts) {
    if (!each->isGood && worst->isGood)
      worst = each;
    if (each->pattern && each->isInstance)
      instances += fmt::format("{}{{\"name\":{},{}}}", instances.empty() ? "" : ",",
                               jsonString(each->kernel->name), stateOf(*each));
  }
  const ast::FunctionDecl &function = *worst->kernel;
  const std::string &name = worst->pattern ? worst->pattern->name : function.name;
  return fmt::format("{{\"name\":{},\"file\":{},\"line\":{},\"parameters\":{},{},\"instances\":{}}}",
                     jsonString(name), jsonString(sources.path(function.nameLocation.file)),
                     function.nameLocation.line, parameters(function), stateOf(*worst),
                     worst->pattern ? "[" + instances + "]" : "null");
}

} // namespace

// Those that are told, not those that only follow from errors of the parser.
static size_t errorsOf(const diag::Engine &engine) {
  return size_t(llvm::count_if(engine.all(), [](const diag::Diagnostic &diagnostic) {
    return severityOf(diagnostic.id) == diag::Severity::Error;
  }));
}

std::string checkReport(const std::string &path, const std::vector<KernelVerdict> &verdicts,
                        const diag::Engine &engine, const diag::SourceManager &sources) {
  llvm::MapVector<const void *, Verdicts> byKernel;
  for (const KernelVerdict &verdict : verdicts)
    byKernel[verdict.pattern ? static_cast<const void *>(verdict.pattern) : verdict.kernel].push_back(
        &verdict);
  std::string kernels;
  for (const auto &[key, group] : byKernel)
    kernels += (kernels.empty() ? "\n  " : ",\n  ") + kernel(group, sources);
  return fmt::format("{{\"file\":{},\"errors\":{},\n \"kernels\":[{}],\n \"diagnostics\":{}}}",
                     jsonString(path), errorsOf(engine), kernels, diag::renderJson(engine, sources));
}

std::string kernelList(const std::vector<KernelVerdict> &verdicts, const diag::SourceManager &sources) {
  std::string text;
  for (const KernelVerdict &verdict : verdicts) {
    if (!verdict.isGood)
      continue;
    const ast::FunctionDecl &function = *verdict.kernel;
    if (!verdict.isInstance) {
      text +=
          fmt::format("{}:{}: {}<...>, a template that nothing instantiates\n",
                      sources.path(function.nameLocation.file), function.nameLocation.line, function.name);
      continue;
    }
    std::string params;
    for (const ast::ParamDecl *param : function.params) {
      std::string type = param->type.unqualified().str();
      params += (params.empty() ? "" : ", ") + type + (type.ends_with('*') ? "" : " ") + param->name;
    }
    text += fmt::format("{}:{}: {}({})\n", sources.path(function.nameLocation.file),
                        function.nameLocation.line, function.name, params);
  }
  return text;
}

} // namespace hd::jit
