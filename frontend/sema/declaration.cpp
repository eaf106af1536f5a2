// Declarations other than functions and variables, and what all declarations share.
#include "frontend/sema/checker.h"

#include "llvm/ADT/StringRef.h"

namespace hd::sema {

void Checker::checkDecl(Decl *decl) {
  switch (decl->kind()) {
  case Decl::Kind::Var: {
    auto *variable = cast<VarDecl>(decl);
    return function_.decl ? checkLocalVariable(variable) : checkFileScopeVariable(variable);
  }
  case Decl::Kind::Record:
    return checkRecord(cast<RecordDecl>(decl));
  case Decl::Kind::Enum:
    return checkEnum(cast<EnumDecl>(decl));
  case Decl::Kind::Typedef:
    return checkTypedef(cast<TypedefDecl>(decl));
  case Decl::Kind::Function:
    return checkFunction(cast<FunctionDecl>(decl));
  case Decl::Kind::StaticAssert:
    return checkStaticAssert(cast<StaticAssertDecl>(decl));
  case Decl::Kind::Namespace:
    return checkNamespace(cast<NamespaceDecl>(decl));
  case Decl::Kind::NamespaceAlias:
    return checkNamespaceAlias(cast<NamespaceAliasDecl>(decl));
  case Decl::Kind::UsingDirective:
    return checkUsingDirective(cast<UsingDirectiveDecl>(decl));
  case Decl::Kind::Using:
    return checkUsing(cast<UsingDecl>(decl));
  case Decl::Kind::Template:
    return checkTemplate(cast<TemplateDecl>(decl));
  case Decl::Kind::Instantiation:
    return checkInstantiation(cast<InstantiationDecl>(decl));
  case Decl::Kind::Param:
  case Decl::Kind::Field:
  case Decl::Kind::Enumerator:
  case Decl::Kind::TemplateParam:
    break;
  }
  llvm_unreachable("not a declaration of its own");
}

Range Checker::nameRange(const Decl *decl) {
  if (!decl->nameLocation.valid())
    return decl->range;
  diag::Location end = decl->nameLocation;
  end.column += uint32_t(decl->name.size());
  return {decl->nameLocation, end};
}

// The file's number may differ: it can be reached by two paths.
bool Checker::isSamePlace(const Decl *a, const Decl *b) {
  return a->nameLocation.line == b->nameLocation.line && a->nameLocation.column == b->nameLocation.column;
}

void Checker::reportRedefinition(Decl *decl, Decl *previous) {
  report(Id::Redefinition, nameRange(decl), decl->name)
      .note(Id::DeclaredHere, nameRange(previous), decl->name);
}

void Checker::declare(Decl *decl) {
  if (decl->name.empty() || scope_->add(decl))
    return;
  reportRedefinition(decl, scope_->findHere(decl->name));
}

std::string Checker::nameOfScope(const Scope *scope) const {
  if (scope->record)
    return scope->record->name;
  return scope->name.empty() ? "::" : scope->name;
}

// What the tables say of a name that a namespace or class does not declare.
std::optional<UnsupportedName> Checker::unsupportedMember(const std::string &name, const Scope *scope) const {
  std::string full = name;
  for (; scope && scope->name.empty() && scope->parent(); scope = scope->parent())
    if (scope->record)
      full = scope->record->name.substr(0, scope->record->name.find('<')) + "::" + full;
  return unsupportedName(scope && !scope->name.empty() ? scope->name + "::" + full : full);
}

void Checker::reportNoMember(const std::string &name, Scope *scope, Range where) {
  if (scope->record && brokenRecords_.count(scope->record))
    return;
  if (auto unsupported = unsupportedMember(name, scope))
    report(Id::UnsupportedFeature, where, unsupported->feature, unsupported->instead);
  else
    report(Id::NoMember, where, name, nameOfScope(scope));
}

// The chain of instantiations that led here, innermost first.
void Checker::addInstantiations(diag::Diagnostic &diagnostic) {
  constexpr unsigned kShown = 8;
  unsigned count = 0;
  for (const Frame *frame = frame_; frame && count < kShown; frame = frame->parent, ++count)
    diagnostic.note(Id::InstantiationOf, frame->where, frame->what);
}

QualType Checker::withoutQualifiers(QualType type, bool dropConst, bool dropVolatile) {
  if (auto *array = dyn_cast<ArrayType>(type.type)) {
    QualType element = withoutQualifiers(array->element, dropConst, dropVolatile);
    return array->isUnsized ? unit_.types.unsizedArray(element) : unit_.types.array(element, array->count);
  }
  type.isConst &= !dropConst;
  type.isVolatile &= !dropVolatile;
  return type;
}

void Checker::checkTypedef(TypedefDecl *decl) {
  decl->type = resolveType(decl->syntax);
  if (auto *record = decl->type ? dyn_cast<RecordType>(decl->type.type) : nullptr)
    if (record->decl->name.empty())
      record->decl->name = decl->name; // `typedef struct { ... } Name;`
  if (auto *enumeration = decl->type ? dyn_cast<EnumType>(decl->type.type) : nullptr)
    if (enumeration->decl->name.empty())
      enumeration->decl->name = decl->name;
  auto *previous = dyn_cast_or_null<TypedefDecl>(scope_->findHere(decl->name));
  if (previous && (previous->type == decl->type || inLibrary_))
    return;
  declare(decl);
}

void Checker::checkEnum(EnumDecl *decl) {
  if (decl->underlying)
    return;
  decl->underlying = builtin(BuiltinKind::Int);
  if (decl->underlyingSyntax) {
    QualType type = resolveType(*decl->underlyingSyntax);
    if (type && type->isInteger())
      decl->underlying = type.unqualified();
    else if (type)
      report(Id::BadEnumType, decl->underlyingSyntax->range, type.str());
  }
  if (!decl->name.empty()) {
    Decl *previous = scope_->findTagHere(decl->name);
    if (previous && previous != decl)
      reportRedefinition(decl, previous);
    else
      scope_->add(decl);
  }
  Scope *inner = newScope(scope_, Scope::Kind::Block);
  enumScopes_[decl] = inner;
  uint64_t next = 0;
  Scope *saved = scope_;
  for (EnumeratorDecl *enumerator : decl->enumerators) {
    enumerator->parent = decl;
    if (enumerator->init) {
      auto value = integerConstant(enumerator->init);
      if (value)
        next = value->bits;
      else if (!failed(enumerator->init))
        reportNotConstant(Id::NotConstant, enumerator->init->range, "the value of an enumerator");
      bool isWide = value && (value->type->isSignedInteger() ? value->asSigned() != int32_t(value->asSigned())
                                                             : value->bits > INT32_MAX);
      if (isWide && !decl->underlyingSyntax && decl->underlying->size() == 4)
        decl->underlying =
            value->bits <= UINT32_MAX && !value->isNegative() ? builtin(BuiltinKind::UInt) : value->type;
    }
    enumerator->value = next++;
    inner->add(enumerator);
    if (!decl->isScoped)
      declare(enumerator);
    else
      scope_ = inner; // later ones may name earlier ones
  }
  scope_ = saved;
}

void Checker::checkStaticAssert(StaticAssertDecl *decl) {
  ++unevaluated_;
  decl->condition = toBool(checkExpr(decl->condition));
  --unevaluated_;
  if (failed(decl->condition))
    return;
  auto value = evaluateConstant(decl->condition);
  if (!value)
    reportNotConstant(Id::NotConstant, decl->condition->range, "the condition of `static_assert`");
  else if (value->isZero())
    report(Id::StaticAssertFailed, decl->condition->range, decl->message.empty() ? "" : ": " + decl->message);
}

const Expr *Checker::withoutParens(const Expr *expr) {
  while (auto *paren = dyn_cast<ParenExpr>(expr))
    expr = paren->operand;
  return expr;
}

// Adds `did you mean` with the nearest visible name and a fix-it.
void Checker::suggest(diag::Diagnostic &diagnostic, std::string_view name, Range range, bool typesOnly) {
  constexpr unsigned kMaxSuggestions = 50; // each looks at every visible name
  if (name.size() < 2 || suggestions_++ >= kMaxSuggestions)
    return;
  std::string best;
  unsigned bestDistance = unsigned(name.size() + 2) / 3 + 1;
  Decl *bestDecl = nullptr;
  auto consider = [&](std::string_view candidate, Decl *decl) {
    unsigned distance = llvm::StringRef(candidate).edit_distance(name, true, bestDistance);
    bool isBetter =
        distance < bestDistance || (distance == bestDistance && !best.empty() && candidate < best);
    if (isBetter && candidate != name)
      best = candidate, bestDistance = distance, bestDecl = decl;
  };
  if (typesOnly) {
    scope_->eachType([&](std::string_view candidate) { consider(candidate, nullptr); });
    for (const char *known : {"float", "double", "int", "char", "short", "long", "unsigned", "bool", "void",
                              "float2", "float3", "float4", "int2", "int4", "uint", "size_t", "dim3"})
      consider(known, nullptr);
  } else {
    scope_->eachName(consider);
    for (std::string_view known : allBuiltinNames())
      consider(known, nullptr);
    for (std::string_view known : libraryNames())
      consider(known, nullptr);
  }
  if (best.empty())
    return;
  diagnostic.note(Id::DidYouMean, bestDecl ? nameRange(bestDecl) : range, best);
  diagnostic.fix(range, best);
}

} // namespace hd::sema
