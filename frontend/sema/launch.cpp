// Which instances of kernel templates host code launches. A launcher (frontend/syntax/launcher.h) is followed
// as if it were called: its declarations are checked, the arguments of its calls typed, and the kernels that
// they mean instantiated. It is host code, so what cannot be checked is passed over: an argument without a
// type says nothing, and a template whose arguments are not known is not instantiated.
#include "frontend/sema/deduce.h"

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

void Checker::noteLauncher(Decl *launcher) {
  auto *pattern = dyn_cast<TemplateDecl>(launcher);
  if (!pattern) {
    if (auto *function = dyn_cast<FunctionDecl>(launcher))
      launchers_.push_back({function, scope_});
    return;
  }
  registerTemplate(pattern, scope_);
  hostTemplates_[pattern->name].push_back(pattern);
}

void Checker::followLaunchers() {
  for (const auto &[name, templates] : hostTemplates_)
    for (TemplateDecl *pattern : templates)
      if (allHaveDefaults(pattern))
        callLauncher(pattern, nullptr, {}, pattern->range);
  while (!launchers_.empty()) {
    auto [function, scope] = launchers_.front();
    launchers_.pop_front();
    followLauncher(function, scope);
  }
}

void Checker::followLauncher(FunctionDecl *function, Scope *scope) {
  if (!function->body)
    return;
  Restore<Scope *> savedScope(scope_);
  FunctionState saved = std::move(function_);
  function_ = {};
  function_.decl = function;
  scope_ = newScope(scope, Scope::Kind::Block);
  {
    ErrorTrap trap(engine_);
    ++unevaluated_;
    expandParams(function);
    for (ParamDecl *param : function->params)
      if (!param->declared)
        resolveParam(function, param);
    declareParams(function);
    --unevaluated_;
  }
  followBlock(function->body);
  function_ = std::move(saved);
}

void Checker::followBlock(CompoundStmt *block) {
  Restore<Scope *> saved(scope_);
  scope_ = newScope(scope_, Scope::Kind::Block);
  for (Stmt *stmt : block->body) {
    if (auto *inner = dyn_cast<CompoundStmt>(stmt))
      followBlock(inner);
    else if (auto *declared = dyn_cast<DeclStmt>(stmt))
      followDeclarations(declared);
    else if (auto *call = dyn_cast<ExprStmt>(stmt))
      followCall(call->expr);
  }
}

void Checker::followDeclarations(DeclStmt *stmt) {
  for (Decl *decl : stmt->decls) {
    if (scope_->findHere(decl->name)) // of another loop or branch, whose block was left out
      scope_ = newScope(scope_, Scope::Kind::Block);
    ErrorTrap trap(engine_);
    ++unevaluated_;
    checkDecl(decl);
    --unevaluated_;
  }
}

// Calls of kernel templates, calls of host templates, and mentions of kernels with their arguments.
void Checker::followCall(Expr *expr) {
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
    ErrorTrap trap(engine_);
    found = name->qualifier.empty() ? lookUp(name->name, scope_)
                                    : lookUpQualified(name->name, name->qualifier, name->range);
  }
  for (Decl *decl : found.decls) {
    auto *pattern = dyn_cast<TemplateDecl>(decl);
    auto *kernel = pattern ? dyn_cast<FunctionDecl>(templateOf(pattern).decl->pattern) : nullptr;
    if (kernel && kernel->isKernel)
      launch(pattern, explicitArgs, call ? &args : nullptr, name->range);
  }
  if (auto known = hostTemplates_.find(name->name); known != hostTemplates_.end() && (call || explicitArgs))
    for (TemplateDecl *pattern : known->second)
      callLauncher(pattern, explicitArgs, args, name->range);
}

// The arguments of a call; those that mean nothing here have no type.
std::vector<Expr *> Checker::typedArgs(const std::vector<Expr *> &written) {
  std::vector<Expr *> args = written;
  ErrorTrap trap(engine_);
  expandPacks(args);
  for (Expr *&arg : args) {
    if (arg->kind() == Expr::Kind::InitList)
      continue;
    ErrorTrap own(engine_);
    unsigned saved = unevaluated_;
    unevaluated_ = arg->kind() == Expr::Kind::Lambda ? 0 : saved + 1; // the body of a lambda is the device's
    arg = checkExpr(arg);
    unevaluated_ = saved;
    if (own.failed())
      arg->type = {};
  }
  return args;
}

void Checker::launch(TemplateDecl *decl, const std::vector<TemplateArgSyntax> *explicitArgs,
                     const std::vector<Expr *> *args, Range where) {
  Template &info = templateOf(decl);
  Bindings bindings;
  {
    ErrorTrap trap(engine_);
    auto *kernel = cast<FunctionDecl>(info.decl->pattern);
    if (explicitArgs && !resolveArgs(info.decl, info.scope, *explicitArgs, bindings, true, where))
      return;
    bindings.resize(info.decl->params.size());
    if (args && !deduceFromArgs(info, kernel, *args, bindings))
      return;
    if (!applyDefaults(info.decl, info.scope, bindings, where) || trap.failed())
      return;
  }
  if (FunctionDecl *instance = instantiateFunction(info, bindings, where))
    useFunction(instance);
}

// Queues the instance of a host template that a call means.
void Checker::callLauncher(TemplateDecl *decl, const std::vector<TemplateArgSyntax> *explicitArgs,
                           const std::vector<Expr *> &args, Range where) {
  Template &info = templateOf(decl);
  auto *pattern = dyn_cast<FunctionDecl>(decl->pattern);
  if (!pattern || launcherCount_ >= kMaxLaunchers)
    return;
  Bindings bindings;
  ErrorTrap trap(engine_);
  if (explicitArgs && (!resolveArgs(decl, info.scope, *explicitArgs, bindings, true, where) || trap.failed()))
    return;
  bindings.resize(decl->params.size());
  deduceFromArgs(info, pattern, args, bindings); // as far as it goes: what the host has may not be known here
  if (!applyDefaults(decl, info.scope, bindings, where) || trap.failed())
    return;
  Decl *&known = info.instances[keyOf(bindings)];
  if (known)
    return;
  auto *instance = cast<FunctionDecl>(clone(pattern, unit_));
  known = instance;
  ++launcherCount_;
  launchers_.push_back({instance, bindScope(decl->params, bindings, info.scope)});
}

// A kernel template that the user asks for.
void Checker::checkRequest(KernelRequest &request) {
  NameExpr *name = request.kernel;
  Found found = name->qualifier.empty() ? lookUp(name->name, fileScope_) : Found();
  if (!name->qualifier.empty()) {
    ErrorTrap trap(engine_);
    found = lookUpQualified(name->name, name->qualifier, name->range);
  }
  std::vector<Template *> candidates;
  for (Decl *decl : found.decls) {
    auto *pattern = dyn_cast<TemplateDecl>(decl);
    auto *kernel = pattern ? dyn_cast<FunctionDecl>(templateOf(pattern).decl->pattern) : nullptr;
    if (kernel && kernel->isKernel && !llvm::is_contained(candidates, &templateOf(pattern)))
      candidates.push_back(&templateOf(pattern));
  }
  if (candidates.empty())
    return reportNoTemplate(request, found);
  request.isKnown = true;
  instantiateRequest(request, candidates);
}

void Checker::reportNoTemplate(const KernelRequest &request, const Found &found) {
  if (request.mayBeElsewhere)
    return;
  const NameExpr *name = request.kernel;
  auto *function = dyn_cast_or_null<FunctionDecl>(found.first());
  const char *why = function && function->isKernel ? "; it is a kernel as it is, without arguments"
                    : found                        ? ""
                                                   : "; this file has nothing of that name";
  diag::Diagnostic &diagnostic = report(Id::NoKernelTemplate, name->range, name->name, why);
  if (!found)
    suggest(diagnostic, name->name, name->range, false);
  else
    diagnostic.note(Id::DeclaredHere, nameRange(found.first()), name->name);
}

// Names of instances have enumerators as numbers, and what is listed can be asked for: `k<1>` is `k<(E)1>`.
void Checker::castEnumerators(std::vector<TemplateArgSyntax> &args, const Template &info) {
  for (auto [param, arg] : llvm::zip(info.decl->params, args)) {
    if (param->form != TemplateParamDecl::Form::Value || param->isPack ||
        !llvm::isa_and_nonnull<IntLiteral>(arg.expr) || param->syntax.base != TypeSyntax::Base::Named ||
        !param->syntax.qualifier.empty())
      continue;
    if (!llvm::isa_and_nonnull<EnumDecl>(lookUpType(param->syntax.name, info.scope, true)))
      continue;
    auto *cast = unit_.make<CastExpr>();
    cast->range = arg.range;
    cast->target = param->syntax;
    cast->operand = arg.expr;
    arg.expr = cast;
  }
}

// With overloads, which of them the arguments fit is found out first.
void Checker::instantiateRequest(const KernelRequest &request, llvm::ArrayRef<Template *> candidates) {
  NameExpr *name = request.kernel;
  llvm::SmallVector<Template *, 2> fitting(candidates.begin(), candidates.end());
  auto fits = [&](Template *info) {
    ErrorTrap trap(engine_);
    Bindings bindings;
    return resolveArgs(info->decl, info->scope, name->args, bindings, false, name->range) && !trap.failed();
  };
  if (candidates.size() > 1)
    llvm::erase_if(fitting, [&](Template *info) { return !fits(info); });
  if (fitting.size() > 1) {
    report(Id::AmbiguousRequest, name->range, fitting.size(), name->name);
    return;
  }
  Template &info = fitting.empty() ? *candidates.front() : *fitting.front();
  castEnumerators(name->args, info);
  Bindings bindings;
  if (!resolveArgs(info.decl, info.scope, name->args, bindings, false, name->range))
    return;
  if (!cast<FunctionDecl>(info.decl->pattern)->body) {
    report(Id::UndefinedFunction, name->range, name->name);
    return;
  }
  if (FunctionDecl *instance = instantiateFunction(info, bindings, name->range))
    useFunction(instance);
}

} // namespace hd::sema
