// Arguments of templates: as written to as meant.
#include "frontend/sema/checker.h"
#include "frontend/sema/error_trap.h"
#include "frontend/sema/guards.h"

#include "frontend/ast/clone.h"

namespace hd::sema {

using Form = TemplateParamDecl::Form;

bool Checker::allHaveDefaults(const TemplateDecl *decl) const {
  return llvm::all_of(decl->params,
                      [](const TemplateParamDecl *param) { return param->defaultArg || param->isPack; });
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
