// Which instances of kernel templates host code launches. A launcher (frontend/syntax/launcher.h) is followed
// as if it were called: its declarations are checked, the arguments of its calls typed, and the kernels that
// they mean instantiated. It is host code, so what cannot be checked is passed over: an argument without a
// type says nothing, and a template whose arguments are not known is not instantiated.
#include "frontend/sema/checker.h"
#include "frontend/sema/error_trap.h"

#include "frontend/ast/clone.h"

namespace hd::sema {

namespace {

constexpr size_t kMaxLaunchers = 4096; // instances of host templates

template <typename T> class Restore {
public:
  explicit Restore(T &place) : place_(place), saved_(place) {}
  ~Restore() { place_ = saved_; }
  Restore(const Restore &) = delete;

private:
  T &place_;
  T saved_;
};

} // namespace

void Launches::note(Decl *launcher) {
  auto *pattern = dyn_cast<TemplateDecl>(launcher);
  if (!pattern) {
    if (auto *function = dyn_cast<FunctionDecl>(launcher))
      launchers_.push_back({function, checker_.scope_});
    return;
  }
  checker_.registerTemplate(pattern, checker_.scope_);
  hostTemplates_[pattern->name].push_back(pattern);
}

void Launches::follow() {
  for (const auto &[name, templates] : hostTemplates_)
    for (TemplateDecl *pattern : templates)
      if (checker_.allHaveDefaults(pattern))
        callLauncher(pattern, nullptr, {}, pattern->range);
  while (!launchers_.empty()) {
    auto [function, scope] = launchers_.front();
    launchers_.pop_front();
    followLauncher(function, scope);
  }
}

void Launches::followLauncher(FunctionDecl *function, Scope *scope) {
  if (!function->body)
    return;
  Restore<Scope *> savedScope(checker_.scope_);
  Checker::FunctionState saved = std::move(checker_.function_);
  checker_.function_ = {};
  checker_.function_.decl = function;
  checker_.scope_ = checker_.newScope(scope, Scope::Kind::Block);
  {
    ErrorTrap trap(checker_.engine_);
    ++checker_.unevaluated_;
    checker_.expandParams(function);
    for (ParamDecl *param : function->params)
      if (!param->declared)
        checker_.resolveParam(function, param);
    checker_.declareParams(function);
    --checker_.unevaluated_;
  }
  followBlock(function->body);
  checker_.function_ = std::move(saved);
}

void Launches::followBlock(CompoundStmt *block) {
  Restore<Scope *> saved(checker_.scope_);
  checker_.scope_ = checker_.newScope(checker_.scope_, Scope::Kind::Block);
  for (Stmt *stmt : block->body) {
    if (auto *inner = dyn_cast<CompoundStmt>(stmt))
      followBlock(inner);
    else if (auto *declared = dyn_cast<DeclStmt>(stmt))
      followDeclarations(declared);
    else if (auto *call = dyn_cast<ExprStmt>(stmt))
      followCall(call->expr);
  }
}

void Launches::followDeclarations(DeclStmt *stmt) {
  for (Decl *decl : stmt->decls) {
    if (checker_.scope_->findHere(decl->name)) // of another loop or branch, whose block was left out
      checker_.scope_ = checker_.newScope(checker_.scope_, Scope::Kind::Block);
    ErrorTrap trap(checker_.engine_);
    ++checker_.unevaluated_;
    checker_.checkDecl(decl);
    --checker_.unevaluated_;
  }
}

// Calls of kernel templates, calls of host templates, and mentions of kernels with their arguments.
void Launches::followCall(Expr *expr) {
  auto *call = dyn_cast<CallExpr>(expr);
  auto *name = dyn_cast<NameExpr>(call ? call->callee : expr);
  if (!name)
    return;
  std::vector<Expr *> args;
  if (call)
    args = typedArgs(call->args);
  const std::vector<TemplateArgSyntax> *explicitArgs = name->hasArgs ? &name->args : nullptr;
  Found found;
  {
    ErrorTrap trap(checker_.engine_);
    found = name->qualifier.empty() ? checker_.lookUp(name->name, checker_.scope_)
                                    : checker_.lookUpQualified(name->name, name->qualifier, name->range);
  }
  for (Decl *decl : found.decls) {
    auto *pattern = dyn_cast<TemplateDecl>(decl);
    auto *kernel = pattern ? dyn_cast<FunctionDecl>(checker_.templateOf(pattern).decl->pattern) : nullptr;
    if (kernel && kernel->isKernel)
      launch(pattern, explicitArgs, call ? &args : nullptr, name->range);
  }
  if (auto known = hostTemplates_.find(name->name); known != hostTemplates_.end() && (call || explicitArgs))
    for (TemplateDecl *pattern : known->second)
      callLauncher(pattern, explicitArgs, args, name->range);
}

// The arguments of a call; those that mean nothing here have no type.
std::vector<Expr *> Launches::typedArgs(const std::vector<Expr *> &written) {
  std::vector<Expr *> args = written;
  ErrorTrap trap(checker_.engine_);
  checker_.expandPacks(args);
  for (Expr *&arg : args) {
    if (arg->kind() == Expr::Kind::InitList)
      continue;
    ErrorTrap own(checker_.engine_);
    unsigned saved = checker_.unevaluated_;
    bool isLambda = arg->kind() == Expr::Kind::Lambda; // whose body is the device's
    checker_.unevaluated_ = isLambda ? 0 : saved + 1;
    arg = checker_.checkExpr(arg);
    checker_.unevaluated_ = saved;
    if (own.failed())
      arg->type = {};
  }
  return args;
}

void Launches::launch(TemplateDecl *decl, const std::vector<TemplateArgSyntax> *explicitArgs,
                      const std::vector<Expr *> *args, Range where) {
  Template &info = checker_.templateOf(decl);
  Bindings bindings;
  {
    ErrorTrap trap(checker_.engine_);
    auto *kernel = cast<FunctionDecl>(info.decl->pattern);
    if (explicitArgs && !checker_.resolveArgs(info.decl, info.scope, *explicitArgs, bindings, true, where))
      return;
    bindings.resize(info.decl->params.size());
    if (args && !checker_.deduceFromArgs(info, kernel, *args, bindings))
      return;
    if (!checker_.applyDefaults(info.decl, info.scope, bindings, where) || trap.failed())
      return;
  }
  if (FunctionDecl *instance = checker_.instantiateFunction(info, bindings, where))
    checker_.useFunction(instance);
}

// Queues the instance of a host template that a call means.
void Launches::callLauncher(TemplateDecl *decl, const std::vector<TemplateArgSyntax> *explicitArgs,
                            const std::vector<Expr *> &args, Range where) {
  Template &info = checker_.templateOf(decl);
  auto *pattern = dyn_cast<FunctionDecl>(decl->pattern);
  if (!pattern || launcherCount_ >= kMaxLaunchers)
    return;
  Bindings bindings;
  ErrorTrap trap(checker_.engine_);
  if (explicitArgs &&
      (!checker_.resolveArgs(decl, info.scope, *explicitArgs, bindings, true, where) || trap.failed()))
    return;
  bindings.resize(decl->params.size());
  // As far as it goes: what the host has may not be known here.
  checker_.deduceFromArgs(info, pattern, args, bindings);
  if (!checker_.applyDefaults(decl, info.scope, bindings, where) || trap.failed())
    return;
  Decl *&known = info.instances[checker_.keyOf(bindings)];
  if (known)
    return;
  auto *instance = cast<FunctionDecl>(clone(pattern, checker_.unit_));
  known = instance;
  ++launcherCount_;
  launchers_.push_back({instance, checker_.bindScope(decl->params, bindings, info.scope)});
}

} // namespace hd::sema
