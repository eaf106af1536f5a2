// Which kernels compile: those that reach no function with an error in it.
#include "frontend/sema/checker.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace hd::sema {

void Checker::blame(const FunctionDecl *function, Id id) {
  if (engine_.isTrapped() || severityOf(id) != diag::Severity::Error)
    return;
  auto &index = blamed_[function];
  if (!index && engine_.isLastKept())
    index = engine_.all().size() - 1;
}

static std::optional<size_t> firstError(const diag::Engine &engine) {
  for (auto [index, diagnostic] : llvm::enumerate(engine.all()))
    if (severityOf(diagnostic.id) == diag::Severity::Error)
      return index;
  return std::nullopt;
}

// All functions that the kernel's calls lead to, itself among them.
static void
reach(const FunctionDecl *kernel,
      const llvm::DenseMap<const FunctionDecl *, llvm::SmallVector<const FunctionDecl *, 4>> &graph,
      llvm::DenseSet<const FunctionDecl *> &reached) {
  llvm::SmallVector<const FunctionDecl *, 16> pending = {kernel};
  while (!pending.empty()) {
    const FunctionDecl *function = pending.pop_back_val();
    if (!reached.insert(function).second)
      continue;
    if (auto calls = graph.find(function); calls != graph.end())
      pending.append(calls->second.begin(), calls->second.end());
  }
}

void Checker::judgeKernels() {
  reportSilentFailures();
  judgeDefinitions();
  for (KernelVerdict &verdict : verdicts_) // an error that was not told follows from the first that was
    if (!verdict.isGood && (!verdict.diagnostic || *verdict.diagnostic >= engine_.all().size()))
      verdict.diagnostic = firstError(engine_);
}

// A check that failed without a word would crash later phases: a mistake of ours, but no crash.
void Checker::reportSilentFailures() {
  if (engine_.errorCount())
    return;
  for (const FunctionDecl *function : definitions_)
    if (blamed_.count(function)) {
      report(Id::CannotLower, nameRange(function), "something in `" + function->name + "`",
             "the compiler cannot say what, which is a mistake of its own: please report it");
      return;
    }
}

void Checker::judgeDefinitions() {
  llvm::DenseMap<const FunctionDecl *, llvm::SmallVector<const FunctionDecl *, 4>> graph;
  for (const Call &call : calls_)
    if (call.caller && call.callee)
      graph[call.caller].push_back(call.callee);
  llvm::DenseSet<const TemplateDecl *> instantiated;
  auto judge = [&](const FunctionDecl *kernel) {
    KernelVerdict verdict;
    verdict.kernel = kernel;
    if (auto instance = instanceInfos_.find(kernel); instance != instanceInfos_.end())
      verdict.pattern = instance->second.origin->decl;
    instantiated.insert(verdict.pattern);
    llvm::DenseSet<const FunctionDecl *> reached;
    reach(kernel, graph, reached);
    for (const FunctionDecl *function : reached) {
      auto blamed = blamed_.find(function);
      if (blamed == blamed_.end())
        continue;
      verdict.isGood = false;
      if (blamed->second && (!verdict.diagnostic || *blamed->second < *verdict.diagnostic))
        verdict.diagnostic = blamed->second;
    }
    verdicts_.push_back(verdict);
  };
  for (const FunctionDecl *function : definitions_)
    if (function->isKernel)
      judge(function);
  for (const BadKernel &bad : badKernels_) {
    verdicts_.push_back({bad.kernel, bad.pattern, true, false, bad.error});
    instantiated.insert(bad.pattern);
  }
  for (const auto &known : allTemplates_) {
    auto *pattern = dyn_cast<FunctionDecl>(known->decl->pattern);
    if (pattern && pattern->isKernel && pattern->body && !instantiated.contains(known->decl))
      verdicts_.push_back({pattern, known->decl, false, true, std::nullopt});
  }
}

} // namespace hd::sema
