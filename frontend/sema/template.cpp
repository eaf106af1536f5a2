// Templates: what is declared, and arguments as written to arguments as meant.
#include "frontend/sema/checker.h"

#include "frontend/ast/clone.h"

namespace hd::sema {

using Form = TemplateParamDecl::Form;

Template &Checker::templateOf(TemplateDecl *decl) {
  auto known = templates_.find(decl);
  return known == templates_.end() ? registerTemplate(decl, scope_) : *known->second;
}

Template &Checker::registerTemplate(TemplateDecl *decl, Scope *scope) {
  auto owned = std::make_unique<Template>();
  owned->decl = decl;
  owned->scope = scope;
  Template &made = *owned;
  allTemplates_.push_back(std::move(owned));
  templates_[decl] = &made;
  return made;
}

static Decl *innermostPattern(TemplateDecl *decl) {
  Decl *pattern = decl->pattern;
  while (auto *inner = dyn_cast<TemplateDecl>(pattern))
    pattern = inner->pattern;
  return pattern;
}

void Checker::checkTemplate(TemplateDecl *decl) {
  Decl *pattern = innermostPattern(decl);
  if (auto *function = dyn_cast<FunctionDecl>(pattern)) {
    if (!function->qualifier.empty())
      return addOutsideMember(decl, function->qualifier, decl->range);
    return decl->params.empty() ? specialiseFunction(decl) : declareFunctionTemplate(decl);
  }
  if (auto *record = dyn_cast<RecordDecl>(pattern)) {
    if (!record->qualifier.empty() && !record->hasArgs)
      return addOutsideMember(decl, record->qualifier, decl->range);
    return record->hasArgs ? specialiseRecord(decl, record) : declareClassTemplate(decl);
  }
  if (auto *variable = dyn_cast<VarDecl>(pattern)) {
    if (!variable->qualifier.empty())
      return addOutsideMember(decl, variable->qualifier, decl->range);
    return variable->hasArgs ? specialiseVariable(decl, variable) : declareClassTemplate(decl);
  }
  declareClassTemplate(decl); // an alias
}

// Classes, variables and aliases: one template of a name in a scope.
void Checker::declareClassTemplate(TemplateDecl *decl) {
  auto *previous = dyn_cast_or_null<TemplateDecl>(scope_->findHere(decl->name));
  if (!previous) {
    registerTemplate(decl, scope_);
    if (!scope_->add(decl))
      reportRedefinition(decl, scope_->findHere(decl->name));
    return;
  }
  Template &known = templateOf(previous);
  auto *older = dyn_cast<RecordDecl>(known.decl->pattern), *newer = dyn_cast<RecordDecl>(decl->pattern);
  if (inLibrary_ && isSamePlace(previous, decl))
    return;
  if (!older || !newer || (older->hasBody && newer->hasBody)) {
    reportRedefinition(decl, previous);
    return;
  }
  templates_[decl] = &known;
  if (!newer->hasBody)
    return;
  // Defaults may stand at the first declaration only.
  for (auto [mine, theirs] : llvm::zip(decl->params, known.decl->params))
    if (!mine->defaultArg && theirs->defaultArg)
      mine->defaultArg = theirs->defaultArg;
  templates_[known.decl] = &known;
  known.decl = decl;
}

void Checker::declareFunctionTemplate(TemplateDecl *decl) {
  auto *function = cast<FunctionDecl>(decl->pattern);
  if (function->isHost && !function->isConstexpr) {
    registerTemplate(decl, scope_);
    if (!scope_->findHere(decl->name))
      scope_->add(decl);
    return;
  }
  std::string signature = signatureOf(decl);
  for (Decl *other : scope_->allHere(decl->name)) {
    auto *previous = dyn_cast<TemplateDecl>(other);
    if (!previous || signatureOf(previous) != signature)
      continue;
    if (inLibrary_ && isSamePlace(previous, decl))
      return;
    Template &known = templateOf(previous);
    auto *older = cast<FunctionDecl>(known.decl->pattern);
    if (older->body && function->body) {
      reportRedefinition(decl, previous);
      return;
    }
    templates_[decl] = &known;
    if (function->body) {
      for (auto [mine, theirs] : llvm::zip(decl->params, known.decl->params))
        if (!mine->defaultArg && theirs->defaultArg)
          mine->defaultArg = theirs->defaultArg;
      for (auto [mine, theirs] : llvm::zip(function->params, older->params))
        if (!mine->defaultArg && theirs->defaultArg)
          mine->defaultArg = theirs->defaultArg;
      known.decl = decl;
    }
    return;
  }
  registerTemplate(decl, scope_);
  if (!scope_->add(decl))
    reportRedefinition(decl, scope_->findHere(decl->name));
}

// `template <class T> void S<T>::f() { ... }`: kept with the class template, used by its instances.
void Checker::addOutsideMember(TemplateDecl *decl, const Qualifier &qualifier, Range where) {
  Qualifier outer = qualifier;
  NameSegment last = outer.segments.back();
  outer.segments.pop_back();
  Scope *scope = outer.empty() ? scope_ : resolveQualifier(outer, where);
  if (!scope)
    return;
  Decl *owner = lookUpType(last.name, scope, outer.empty());
  if (auto *pattern = dyn_cast_or_null<TemplateDecl>(owner);
      pattern && last.hasArgs && !decl->params.empty()) {
    templateOf(pattern).outside.push_back(decl);
    return;
  }
  // A member template of a plain class or of an explicit specialisation, or of a namespace.
  Scope *member = resolveQualifier(qualifier, where);
  if (!member)
    return;
  if (auto *inner = dyn_cast<TemplateDecl>(decl->pattern); inner && decl->params.empty())
    decl = inner; // `template <> template <> void S<int>::f<float>()`
  auto *function = dyn_cast<FunctionDecl>(innermostPattern(decl));
  Scope *saved = scope_;
  scope_ = member;
  if (member->kind() == Scope::Kind::Namespace) {
    if (function)
      function->qualifier = {};
    checkTemplate(decl);
  } else if (function) {
    attachMemberTemplate(decl, function, member);
  } else {
    report(Id::UnsupportedFeature, where, "this member definition outside of its class is",
           "define it inside of the class");
  }
  scope_ = saved;
}

void Checker::attachMemberTemplate(TemplateDecl *decl, FunctionDecl *function, Scope *member) {
  function->isMember = true;
  std::string signature = signatureOf(decl);
  auto attach = [&](Decl *other) {
    auto *previous = dyn_cast<TemplateDecl>(other);
    if (!previous || signatureOf(previous) != signature)
      return false;
    auto *declared = cast<FunctionDecl>(previous->pattern);
    function->isStaticMember = declared->isStaticMember;
    Template &known = templateOf(previous);
    templates_[decl] = &known;
    for (auto [mine, theirs] : llvm::zip(function->params, declared->params))
      mine->defaultArg = mine->defaultArg ? mine->defaultArg : theirs->defaultArg;
    known.decl = decl;
    return true;
  };
  for (Decl *other : member->allHere(decl->name))
    if (attach(other))
      return;
  for (Decl *other : recordInfos_[member->record].constructors)
    if (function->form == FunctionDecl::Form::Constructor && attach(other))
      return;
  if (decl->params.empty()) // `template <> void S::f<int>()`
    return specialiseFunction(decl);
  report(Id::NoMember, nameRange(decl), decl->name, nameOfScope(member));
}

// --- names and keys

static void appendKey(std::string &key, const TemplateArg &arg) {
  auto number = [&](uint64_t value) { key += std::to_string(value) + ','; };
  key += char('0' + int(arg.kind));
  switch (arg.kind) {
  case TemplateArg::Kind::Type:
    number(uintptr_t(arg.type.type));
    number(arg.type.isConst + 2 * arg.type.isVolatile);
    return;
  case TemplateArg::Kind::Value:
    number(arg.value.type ? uintptr_t(arg.value.type.type) : 0);
    number(arg.value.type && arg.value.type->isFloating() ? llvm::bit_cast<uint64_t>(arg.value.floating)
                                                          : arg.value.bits);
    return;
  case TemplateArg::Kind::Template:
  case TemplateArg::Kind::Function:
    number(uintptr_t(arg.decl));
    return;
  }
}

std::string Checker::keyOf(const Bindings &bindings) {
  std::string key;
  for (const Binding &binding : bindings) {
    key += '(';
    for (const TemplateArg &arg : binding.items)
      appendKey(key, arg);
  }
  return key;
}

std::string Checker::spell(const TemplateArg &arg) {
  switch (arg.kind) {
  case TemplateArg::Kind::Type:
    return arg.type.str();
  case TemplateArg::Kind::Value:
    if (arg.value.type->isBool())
      return arg.value.bits ? "true" : "false";
    if (arg.value.type->isFloating())
      return fmt::format("{}", arg.value.floating);
    return arg.value.type->isSignedInteger() ? std::to_string(arg.value.asSigned())
                                             : std::to_string(arg.value.bits);
  case TemplateArg::Kind::Template:
  case TemplateArg::Kind::Function:
    return arg.decl->name;
  }
  llvm_unreachable("all kinds are handled");
}

// `reduce<float, 256>`
std::string Checker::nameWithArgs(const std::string &name, const Bindings &bindings) {
  std::string text;
  for (const Binding &binding : bindings)
    for (const TemplateArg &arg : binding.items)
      text += (text.empty() ? "" : ", ") + spell(arg);
  return name + "<" + text + ">";
}

// --- arguments

bool Checker::allHaveDefaults(const TemplateDecl *decl) const {
  return llvm::all_of(decl->params,
                      [](const TemplateParamDecl *param) { return param->defaultArg || param->isPack; });
}

// A scope in which the parameters mean their arguments; those that are not bound yet are left out.
Scope *Checker::bindScope(llvm::ArrayRef<TemplateParamDecl *> params, const Bindings &bindings,
                          Scope *parent) {
  Scope *scope = newScope(parent, Scope::Kind::Template);
  for (size_t i = 0; i < params.size(); ++i) {
    TemplateParamDecl *param = params[i];
    if (param->name.empty() || i >= bindings.size() || !bindings[i].isSet)
      continue;
    if (!param->isPack) {
      bindName(scope, param->name, bindings[i].items[0]);
      continue;
    }
    std::vector<Decl *> elements;
    for (const TemplateArg &arg : bindings[i].items)
      elements.push_back(declOf(param->name, arg));
    scope->addPack(param->name, std::move(elements));
  }
  return scope;
}

Decl *Checker::declOf(const std::string &name, const TemplateArg &arg) {
  switch (arg.kind) {
  case TemplateArg::Kind::Type: {
    auto *alias = unit_.make<TypedefDecl>();
    alias->name = name;
    alias->type = arg.type;
    return alias;
  }
  case TemplateArg::Kind::Value: {
    auto *constant = unit_.make<VarDecl>();
    constant->name = name;
    constant->isFileScope = constant->isConstexpr = true;
    constant->type = constant->declared = arg.value.type.withConst();
    constants_[constant] = arg.value;
    return constant;
  }
  case TemplateArg::Kind::Template:
  case TemplateArg::Kind::Function:
    return arg.decl;
  }
  llvm_unreachable("all kinds are handled");
}

void Checker::bindName(Scope *scope, const std::string &name, const TemplateArg &arg) {
  scope->add(internName(name), declOf(name, arg));
}

// The type template or function that an argument names, if it does.
Decl *Checker::declNamedBy(const TemplateArgSyntax &arg) {
  if (arg.type && arg.type->base == TypeSyntax::Base::Named && arg.type->chunks.empty() &&
      !arg.type->hasArgs) {
    if (arg.type->qualifier.empty())
      return lookUpType(arg.type->name, scope_, true);
    Scope *scope = resolveQualifier(arg.type->qualifier, arg.range);
    return scope ? lookUpType(arg.type->name, scope, false) : nullptr;
  }
  auto *name = arg.expr ? dyn_cast<NameExpr>(arg.expr) : nullptr;
  if (auto *address = arg.expr ? dyn_cast<UnaryExpr>(arg.expr) : nullptr;
      address && address->op == UnaryOp::AddressOf)
    name = dyn_cast<NameExpr>(address->operand); // `&f`
  if (!name)
    return nullptr;
  Found found = name->qualifier.empty() ? lookUp(name->name, scope_)
                                        : lookUpQualified(name->name, name->qualifier, arg.range);
  return found.first();
}

// One argument for one parameter, in the current scope; nothing after an error.
std::optional<TemplateArg> Checker::resolveArg(const TemplateParamDecl *param, const TemplateArgSyntax &arg) {
  TemplateArg result;
  if (param->form == Form::Template) {
    auto *named = dyn_cast_or_null<TemplateDecl>(declNamedBy(arg));
    if (!named) // the name of a class template inside of it
      if (auto *record = dyn_cast_or_null<RecordDecl>(declNamedBy(arg));
          record && recordInfos_[record].origin)
        named = recordInfos_[record].origin->decl;
    if (!named) {
      report(Id::BadTemplateArgument, arg.range, param->name, "a class template");
      return std::nullopt;
    }
    result.kind = TemplateArg::Kind::Template;
    result.decl = named;
    return result;
  }
  if (param->form == Form::Type) {
    if (arg.type) {
      result.type = resolveType(*arg.type);
      return result.type ? std::optional(result) : std::nullopt;
    }
    if (auto *name = dyn_cast<NameExpr>(arg.expr)) { // the parser could not know that it is a type
      TypeSyntax syntax;
      syntax.base = TypeSyntax::Base::Named;
      syntax.name = name->name;
      syntax.qualifier = name->qualifier;
      syntax.hasArgs = name->hasArgs;
      syntax.args = name->args;
      syntax.range = name->range;
      Decl *decl = declNamedBy(arg);
      if (decl && isTypeLike(decl)) {
        result.type = resolveType(syntax);
        return result.type ? std::optional(result) : std::nullopt;
      }
    }
    auto *name = dyn_cast_or_null<NameExpr>(arg.expr);
    if (name && name->qualifier.empty() && !name->hasArgs && !lookUp(name->name, scope_))
      suggest(report(Id::UnknownType, arg.range, name->name), name->name, arg.range, true);
    else
      report(Id::BadTemplateArgument, arg.range, param->name, "a type");
    return std::nullopt;
  }
  return resolveValueArg(param, arg);
}

std::optional<TemplateArg> Checker::resolveValueArg(const TemplateParamDecl *param,
                                                    const TemplateArgSyntax &arg) {
  TemplateArg result;
  result.kind = TemplateArg::Kind::Value;
  Expr *expr = arg.expr;
  if (!expr && arg.type->base == TypeSyntax::Base::Named && arg.type->chunks.empty()) {
    auto *name = unit_.make<NameExpr>(); // taken for a type
    name->range = arg.range;
    name->name = arg.type->name;
    name->qualifier = arg.type->qualifier;
    name->hasArgs = arg.type->hasArgs;
    name->args = arg.type->args;
    expr = name;
  }
  if (!expr) {
    report(Id::BadTemplateArgument, arg.range, param->name, "a constant");
    return std::nullopt;
  }
  TemplateArgSyntax named = arg;
  named.expr = expr, named.type = nullptr;
  if (Decl *decl = declNamedBy(named); decl && isFunctionLike(decl)) {
    result.kind = TemplateArg::Kind::Function;
    result.decl = decl;
    return result;
  }
  bool isAuto = param->syntax.base == TypeSyntax::Base::Auto;
  QualType type = isAuto ? QualType{} : resolveType(param->syntax);
  if (!type && !isAuto)
    return std::nullopt;
  ++unevaluated_;
  Expr *checked = checkValue(clone(expr, unit_));
  --unevaluated_;
  if (failed(checked))
    return std::nullopt;
  if (type)
    checked = convert(checked, type.unqualified(), "pass");
  auto value = failed(checked) ? std::nullopt : evaluateConstant(checked);
  if (!value) {
    if (!failed(checked))
      reportNotConstant(Id::BadTemplateArgument, arg.range, param->name, "a constant");
    return std::nullopt;
  }
  result.value = *value;
  result.value.type = checked->type.unqualified();
  return result;
}

// Arguments as written for the first parameters, in the current scope; defaults may see the parameters
// before them. With `isPartial` parameters without an argument are left to deduction. False after an error.
bool Checker::resolveArgs(TemplateDecl *decl, Scope *context, const std::vector<TemplateArgSyntax> &written,
                          Bindings &bindings, bool isPartial, Range where) {
  bindings.resize(decl->params.size());
  std::vector<TemplateArgSyntax> args;
  if (!expandTemplateArgs(written, args))
    return false;
  size_t next = 0;
  for (size_t i = 0; i < decl->params.size(); ++i) {
    TemplateParamDecl *param = decl->params[i];
    if (param->isPack) {
      for (; next < args.size(); ++next) {
        auto arg = resolveArgFor(decl, context, bindings, param, args[next]);
        if (!arg)
          return false;
        bindings[i].items.push_back(*arg);
      }
      bindings[i].isSet = !isPartial || !bindings[i].items.empty();
      continue;
    }
    if (next >= args.size())
      break;
    auto arg = resolveArgFor(decl, context, bindings, param, args[next++]);
    if (!arg)
      return false;
    bindings[i].items.push_back(*arg);
    bindings[i].isSet = true;
  }
  if (next < args.size()) {
    report(Id::TooManyTemplateArguments, where, decl->name, decl->params.size(), args.size());
    return false;
  }
  return isPartial || applyDefaults(decl, context, bindings, where);
}

// The argument is meant where it is written, the type of the parameter where the template is.
std::optional<TemplateArg> Checker::resolveArgFor(TemplateDecl *decl, Scope *context,
                                                  const Bindings &bindings, const TemplateParamDecl *param,
                                                  const TemplateArgSyntax &arg) {
  bool needsType = param->form == Form::Value && param->syntax.base == TypeSyntax::Base::Named;
  if (!needsType)
    return resolveArg(param, arg);
  Scope *saved = scope_;
  scope_ = bindScope(decl->params, bindings, context);
  QualType type = resolveType(clone(param->syntax, unit_));
  scope_ = saved;
  if (!type)
    return std::nullopt;
  TemplateParamDecl typed = *param; // the same parameter with its type known
  std::string name = "(type of the parameter)";
  auto *alias = unit_.make<TypedefDecl>();
  alias->name = name;
  alias->type = type;
  Scope *inner = newScope(scope_, Scope::Kind::Template);
  inner->add(alias);
  typed.syntax = {};
  typed.syntax.base = TypeSyntax::Base::Named;
  typed.syntax.name = name;
  scope_ = inner;
  auto result = resolveArg(&typed, arg);
  scope_ = saved;
  return result;
}

// A deduced value in the type of its parameter, where that does not depend on other parameters.
Constant Checker::asParamType(const TemplateParamDecl &param, const Constant &value, Scope *context) {
  if (param.syntax.base == TypeSyntax::Base::Auto || !value.type->isArithmetic())
    return value;
  ErrorTrap trap(engine_);
  Scope *saved = scope_;
  scope_ = context;
  QualType type = resolveType(clone(param.syntax, unit_));
  scope_ = saved;
  auto converted = type && type->isArithmetic() ? convertConstant(value, type.unqualified()) : std::nullopt;
  return converted ? *converted : value;
}

bool Checker::applyDefaults(TemplateDecl *decl, Scope *context, Bindings &bindings, Range where) {
  for (size_t i = 0; i < decl->params.size(); ++i) {
    if (bindings[i].isSet)
      continue;
    TemplateParamDecl *param = decl->params[i];
    if (param->isPack) {
      bindings[i].isSet = true;
      continue;
    }
    if (!param->defaultArg) {
      report(Id::MissingTemplateArgument, where, decl->name, param->name);
      return false;
    }
    Scope *saved = scope_;
    scope_ = bindScope(decl->params, bindings, context);
    auto arg = resolveArg(param, clone(*param->defaultArg, unit_));
    scope_ = saved;
    if (!arg)
      return false;
    bindings[i].items = {*arg};
    bindings[i].isSet = true;
  }
  return true;
}

QualType Checker::resolveTemplateId(Template &info, const std::vector<TemplateArgSyntax> &args, Range where) {
  TemplateDecl *decl = info.decl;
  Bindings bindings;
  if (!resolveArgs(decl, info.scope, args, bindings, false, where))
    return {};
  if (auto *alias = dyn_cast<TypedefDecl>(decl->pattern)) {
    InstantiationGuard guard(*this, nameWithArgs(decl->name, bindings), where);
    if (!guard)
      return {};
    Scope *saved = scope_;
    scope_ = bindScope(decl->params, bindings, info.scope);
    QualType type = resolveType(clone(alias->syntax, unit_));
    scope_ = saved;
    return type;
  }
  if (decl->pattern->kind() != Decl::Kind::Record) {
    report(Id::TypeUsedAsValue, where, decl->name);
    return {};
  }
  return unit_.types.record(instanceOf(info, bindings, where));
}

} // namespace hd::sema
