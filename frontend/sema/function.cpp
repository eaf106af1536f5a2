// Functions: signatures, prototypes, kernels' special rules, bodies.
#include "frontend/sema/control_flow.h"
#include "frontend/sema/guards.h"
#include "frontend/sema/lifetimes.h"
#include "frontend/sema/member_init.h"

namespace hd::sema {

void Checker::checkFunction(FunctionDecl *decl) {
  if (!decl->qualifier.empty())
    return defineElsewhere(decl);
  if (decl->isHost) { // only its name matters, for the diagnostic when a kernel calls it
    if (decl->launcher)
      launches_.note(decl->launcher);
    if (!decl->name.empty() && !scope_->findHere(decl->name))
      scope_->add(decl);
    return;
  }
  decl->isConstexpr |= inLibrary_; // computed with the same bits as at run time
  if (friendContext_)
    functionScopes_[decl] = friendContext_;
  else
    functionScopes_[decl] = scope_;
  Scope *saved = scope_;
  scope_ = functionScopes_[decl];
  size_t before = engine_.all().size();
  bool isGood = resolveSignature(decl);
  scope_ = saved;
  if (!isGood) {
    if (decl->isKernel && decl->body)
      badKernels_.push_back({decl, nullptr, before});
    if (!scope_->findHere(decl->name))
      scope_->add(decl); // calls of it give no further errors
    return;
  }
  if (!mergeWithPrevious(decl))
    return;
  checkLaunchBounds(decl);
  if (!decl->body)
    return;
  bool waits = scope_->kind() == Scope::Kind::Record || friendContext_;
  if (waits)
    bodies_.push_back(decl);
  else
    ensureBody(decl);
}

// `void S::f() { ... }` and `void N::f() { ... }`
void Checker::defineElsewhere(FunctionDecl *decl) {
  if (decl->isHost && !decl->isConstexpr)
    return;
  Scope *scope = resolveQualifier(decl->qualifier, decl->range);
  if (!scope)
    return;
  decl->qualifier = {};
  Scope *saved = scope_;
  scope_ = scope;
  if (scope->kind() == Scope::Kind::Namespace)
    checkFunction(decl);
  else if (scope->kind() == Scope::Kind::Record)
    defineMember(decl, scope->record);
  scope_ = saved;
}

// Gives a method that the class declares its body. The scope is the class's.
void Checker::defineMember(FunctionDecl *decl, RecordDecl *record) {
  RecordInfo &info = recordInfos_[record];
  decl->parent = record;
  decl->isMember = true;
  functionScopes_[decl] = scope_;
  bool isConstructor = decl->form == FunctionDecl::Form::Constructor;
  llvm::ArrayRef<Decl *> declared =
      isConstructor ? llvm::ArrayRef<Decl *>(info.constructors) : scope_->allHere(decl->name);
  if (decl->form == FunctionDecl::Form::Destructor) {
    if (!info.destructor || decl->isHost || !info.destructor->type)
      return;
    info.destructor->body = decl->body;
    info.destructor->definition = info.destructor;
    return ensureBody(info.destructor);
  }
  bool isStatic = llvm::any_of(declared, [&](Decl *each) {
    auto *method = dyn_cast<FunctionDecl>(each);
    return method && method->isStaticMember && method->params.size() == decl->params.size();
  });
  decl->isStaticMember = isStatic;
  if (!isStatic)
    addThis(record, decl);
  if (!resolveSignature(decl))
    return;
  auto paramsOf = [](FunctionDecl *function) { return cast<FunctionType>(function->type.type)->params; };
  for (Decl *each : declared) {
    auto *method = dyn_cast<FunctionDecl>(each);
    if (!method || !method->type || paramsOf(method) != paramsOf(decl))
      continue;
    if (method->definition && method->definition->body && !info.origin) {
      reportRedefinition(decl, method->definition);
      return;
    }
    canonical_[decl] = method;
    method->definition = decl->definition = decl;
    checkLaunchBounds(decl);
    ensureBody(decl);
    return;
  }
  bool isHostMethod = llvm::any_of(declared, [](Decl *each) {
    return each->kind() == Decl::Kind::Function && cast<FunctionDecl>(each)->isHost;
  });
  if (!isHostMethod)
    report(Id::NoMember, nameRange(decl), decl->name, record->name);
}

FunctionDecl *Checker::canonicalOf(FunctionDecl *function) {
  auto known = canonical_.find(function);
  return known == canonical_.end() || !known->second ? function : known->second;
}

// `auto`, `decltype(auto)` without a result after the parameters.
static bool deducesResult(const FunctionDecl *decl) {
  const TypeSyntax &syntax = decl->syntax;
  return syntax.base == TypeSyntax::Base::Auto ||
         (syntax.base == TypeSyntax::Base::Decltype && !syntax.decltypeOf);
}

bool Checker::setResult(FunctionDecl *decl, QualType type) {
  if (type->isArray() || type->kind() == Type::Kind::Function) {
    report(Id::ReturnsArray, nameRange(decl), decl->name);
    return false;
  }
  setDeclaredType(type, decl->result, decl->declaredResult, decl->returnsReference);
  if (decl->isKernel && !decl->result->isVoid()) {
    report(Id::KernelNotVoid, nameRange(decl), decl->name, decl->result.str());
    return false;
  }
  if (decl->type)
    decl->type = unit_.types.function(type.unqualified(), cast<FunctionType>(decl->type.type)->params);
  return true;
}

bool Checker::resolveSignature(FunctionDecl *decl) {
  unsigned errors = engine_.errorCount();
  expandParams(decl);
  bool isGood = engine_.errorCount() == errors;
  std::vector<QualType> params;
  for (ParamDecl *param : decl->params) {
    if (!param->declared)
      resolveParam(decl, param);
    isGood &= bool(param->type);
    params.push_back(param->declared.unqualified());
  }
  bool hasNoResult =
      decl->form == FunctionDecl::Form::Constructor || decl->form == FunctionDecl::Form::Destructor;
  if (hasNoResult) {
    isGood &= setResult(decl, builtin(BuiltinKind::Void));
  } else if (!deducesResult(decl)) {
    ScopeGuard scope(*this);
    if (decl->hasTrailingResult)
      declareParams(decl);
    QualType type = resolveType(decl->syntax);
    isGood &= type && setResult(decl, type);
  }
  isGood &= !decl->isKernel || checkParamBytes(decl);
  if (isGood)
    decl->type = unit_.types.function(
        decl->result ? decl->declaredResult.unqualified() : builtin(BuiltinKind::Void), std::move(params));
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
  if (function->isKernel && type->isReference()) {
    report(Id::UnsupportedFeature, param->range, "a kernel's parameter that is a reference is",
           "pass a pointer to a buffer, or the value");
    return;
  }
  if (!type->isReference() && !isComplete(type)) {
    if (type->isVoid())
      report(Id::IncompleteType, param->range, type.str());
    else
      requireComplete(type, param->range);
    return;
  }
  if (function->isKernel && holdsFunctionPointer(type)) {
    report(Id::UnsupportedFeature, param->range, "a kernel's parameter that is a function pointer is",
           "pass a number and choose with `switch`, or make the function a template argument");
    return;
  }
  if (function->isKernel && isPolymorphic(type))
    return refuseVirtual(type, param->range);
  if (function->isKernel && type->size() > kMaxKernelParamBytes) {
    report(Id::TypeTooLarge, param->range, kMaxKernelParamBytes);
    return;
  }
  setDeclaredType(type, param->type, param->declared, param->isReference);
}

// A prototype and its definition share the first declaration in calls; functions with other parameters are
// overloads. False when there is nothing to check.
bool Checker::mergeWithPrevious(FunctionDecl *decl) {
  auto *own = cast<FunctionType>(decl->type.type);
  FunctionDecl *first = nullptr;
  for (Decl *found : scope_->allHere(decl->name)) {
    auto *previous = dyn_cast<FunctionDecl>(found);
    bool isSame =
        previous && previous->type && cast<FunctionType>(previous->type.type)->params == own->params;
    if (inLibrary_ && isSame && isSamePlace(previous, decl)) // a file that two others include
      return false;
    if (isSame)
      first = canonicalOf(previous);
  }
  Decl *other = scope_->findHere(decl->name);
  if (other && !isFunctionLike(other)) {
    reportRedefinition(decl, other);
    return false;
  }
  if (!first) {
    auto *host = dyn_cast_or_null<FunctionDecl>(other);
    if (host && host->isHost && scope_->allHere(decl->name).size() == 1)
      scope_->replace(decl);
    else
      scope_->add(decl);
    canonical_[decl] = decl;
    if (decl->body || decl->isDefaulted)
      decl->definition = decl;
    return true;
  }
  bool bothKnown = first->result && decl->result;
  if ((bothKnown && cast<FunctionType>(first->type.type)->result != own->result) ||
      first->isKernel != decl->isKernel) {
    report(Id::ConflictingDeclaration, nameRange(decl), decl->name, decl->type.str())
        .note(Id::DeclaredHere, nameRange(first), first->name);
    return false;
  }
  if (decl->body && first->definition) {
    reportRedefinition(decl, first->definition);
    return false;
  }
  canonical_[decl] = first;
  for (auto [theirs, mine] : llvm::zip(first->params, decl->params))
    if (!theirs->defaultArg)
      theirs->defaultArg = mine->defaultArg;
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
      reportNotConstant(Id::NotConstant, (*expr)->range, "a launch bound");
    else if (value->isNegative() || (isThreads && (value->bits == 0 || value->bits > kMaxBlockThreads)))
      report(Id::BadLaunchBounds, (*expr)->range, kMaxBlockThreads, value->asSigned());
    else if (isThreads)
      decl->maxThreads = value->bits;
  }
}

void Checker::declareParams(FunctionDecl *decl) {
  for (ParamDecl *param : decl->params)
    if (!param->name.empty() && param != decl->thisParam)
      declare(param);
  for (auto &[name, elements] : paramPacks_[decl])
    scope_->addPack(internName(name), elements);
}

// The scope is that of the declaration.
void Checker::checkBody(FunctionDecl *decl) {
  definitions_.push_back(decl);
  unsigned errorsBefore = engine_.errorCount();
  FunctionState saved = std::move(function_);
  function_ = {};
  function_.decl = decl;
  if (instanceInfos_.count(decl))
    checkLaunchBounds(decl);
  {
    ScopeGuard scope(*this);
    declareParams(decl);
    checkCompound(decl->body, false);
    if (decl->form == FunctionDecl::Form::Constructor)
      MemberInits(*this, decl).lower();
    if (hasDestructors_ && engine_.errorCount() == errorsBefore)
      Lifetimes(*this).insertInto(decl);
  }
  function_ = std::move(saved);
  bodyStates_[decl] = engine_.errorCount() == errorsBefore ? Body::Ready : Body::Broken;
  if (!decl->result && !setResult(decl, builtin(BuiltinKind::Void)))
    return;
  if (!decl->result->isVoid() && fallsThrough(decl->body))
    report(Id::MissingReturn, nameRange(decl), decl->name, decl->declaredResult.str());
}

} // namespace hd::sema
