// Functions: signatures, prototypes, kernels' special rules, bodies.
#include "frontend/sema/checker.h"
#include "frontend/sema/control_flow.h"

namespace hd::sema {

void Checker::checkFunction(FunctionDecl *decl) {
  if (decl->isHost) { // only its name matters, for the diagnostic when a kernel calls it
    if (!scope_->findHere(decl->name))
      scope_->add(decl);
    return;
  }
  if (!resolveSignature(decl)) {
    if (!scope_->findHere(decl->name))
      scope_->add(decl); // calls of it give no further errors
    return;
  }
  if (!mergeWithPrevious(decl))
    return;
  if (decl->isKernel && !decl->result->isVoid())
    report(Id::KernelNotVoid, nameRange(decl), decl->name, decl->result.str());
  checkLaunchBounds(decl);
  if (decl->body)
    checkBody(decl);
}

bool Checker::resolveSignature(FunctionDecl *decl) {
  decl->result = resolveType(decl->syntax);
  bool isGood = bool(decl->result);
  if (isGood && decl->result->isArray()) {
    report(Id::ReturnsArray, nameRange(decl), decl->name);
    isGood = false;
  }
  std::vector<QualType> params;
  for (ParamDecl *param : decl->params) {
    resolveParam(decl, param);
    isGood &= bool(param->type);
    params.push_back(param->type.unqualified());
  }
  isGood &= !decl->isKernel || checkParamBytes(decl);
  if (isGood)
    decl->type = unit_.types.function(decl->result.unqualified(), std::move(params));
  return isGood;
}

static constexpr uint64_t kMaxKernelParamBytes = 4096;

bool Checker::checkParamBytes(const FunctionDecl *decl) {
  uint64_t bytes = 0;
  for (const ParamDecl *param : decl->params)
    if (param->type)
      bytes = (bytes + param->type->alignment() - 1) / param->type->alignment() * param->type->alignment() +
              param->type->size();
  if (bytes > kMaxKernelParamBytes)
    report(Id::ParametersTooLarge, nameRange(decl), decl->name, bytes, kMaxKernelParamBytes);
  return bytes <= kMaxKernelParamBytes;
}

void Checker::resolveParam(FunctionDecl *function, ParamDecl *param) {
  QualType type = resolveType(param->syntax, true);
  if (!type)
    return;
  if (!isComplete(type)) {
    if (type->isVoid())
      report(Id::IncompleteType, param->range, type.str());
    else
      requireComplete(type, param->range);
    return;
  }
  if (function->isKernel && type->size() > kMaxKernelParamBytes) {
    report(Id::TypeTooLarge, param->range, kMaxKernelParamBytes);
    return;
  }
  param->type = type;
}

// A prototype and its definition share the first declaration in calls. False when there is nothing to check.
bool Checker::mergeWithPrevious(FunctionDecl *decl) {
  Decl *found = scope_->findHere(decl->name);
  auto *previous = dyn_cast_or_null<FunctionDecl>(found);
  if (!previous || previous->isHost) {
    if (found && !previous) {
      reportRedefinition(decl, found);
      return false;
    }
    scope_->replace(decl);
    canonical_[decl] = decl;
    if (decl->body)
      decl->definition = decl;
    return true;
  }
  if (inLibrary_ && isSamePlace(previous, decl)) // a file that two others include
    return false;
  if (!previous->type)
    return true;
  FunctionDecl *first = canonical_[previous];
  auto *a = cast<FunctionType>(first->type.type), *b = cast<FunctionType>(decl->type.type);
  if (a->params != b->params) {
    report(Id::UnsupportedFeature, nameRange(decl), "overloading a function is",
           "give each function a name of its own")
        .note(Id::DeclaredHere, nameRange(first), first->name);
    return false;
  }
  if (a->result != b->result || first->isKernel != decl->isKernel) {
    report(Id::ConflictingDeclaration, nameRange(decl), decl->name, decl->type.str())
        .note(Id::DeclaredHere, nameRange(first), first->name);
    return false;
  }
  if (decl->body && first->definition) {
    reportRedefinition(decl, first->definition);
    return false;
  }
  canonical_[decl] = first;
  if (decl->body)
    decl->definition = first->definition = decl;
  else
    decl->definition = first->definition;
  return true;
}

void Checker::checkLaunchBounds(FunctionDecl *decl) {
  for (Expr **expr : {&decl->maxThreadsExpr, &decl->minBlocksExpr}) {
    if (!*expr)
      continue;
    auto value = integerConstant(*expr);
    if (failed(*expr))
      continue;
    bool isThreads = expr == &decl->maxThreadsExpr;
    constexpr uint64_t kMaxBlockThreads = 1024;
    if (!value)
      report(Id::NotConstant, (*expr)->range, "a launch bound");
    else if (value->isNegative() || (isThreads && (value->bits == 0 || value->bits > kMaxBlockThreads)))
      report(Id::BadLaunchBounds, (*expr)->range, kMaxBlockThreads, value->asSigned());
    else if (isThreads)
      decl->maxThreads = value->bits;
  }
}

void Checker::checkBody(FunctionDecl *decl) {
  definitions_.push_back(decl);
  FunctionState saved = std::move(function_);
  function_ = {};
  function_.decl = decl;
  {
    ScopeGuard scope(scopes_, scope_);
    for (ParamDecl *param : decl->params)
      declare(param);
    checkCompound(decl->body, false);
  }
  function_ = std::move(saved);
  if (!decl->result->isVoid() && fallsThrough(decl->body))
    report(Id::MissingReturn, nameRange(decl), decl->name, decl->result.str());
}

} // namespace hd::sema
