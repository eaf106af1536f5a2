// Explicit specialisations and instantiations: what the program itself says about an instance.
#include "frontend/sema/deduce.h"
#include "frontend/sema/error_trap.h"

#include "frontend/ast/clone.h"

namespace hd::sema {

// --- classes

// `template <> struct S<int> { ... }` and `template <class T> struct S<T *> { ... }`
void Checker::specialiseRecord(TemplateDecl *decl, RecordDecl *record) {
  Scope *saved = scope_;
  if (!record->qualifier.empty()) {
    scope_ = resolveQualifier(record->qualifier, record->range);
    if (!scope_) {
      scope_ = saved;
      return;
    }
  }
  auto *primary = dyn_cast_or_null<TemplateDecl>(lookUpType(record->name, scope_, record->qualifier.empty()));
  if (!primary || primary->pattern->kind() != Decl::Kind::Record) {
    report(Id::NotATemplate, nameRange(record), record->name);
    scope_ = saved;
    return;
  }
  Template &info = templateOf(primary);
  if (!decl->params.empty()) {
    templates_[decl] = &info;
    info.partials.push_back(decl);
    scope_ = saved;
    return;
  }
  Bindings bindings;
  if (resolveArgs(info.decl, info.scope, record->args, bindings, false, record->range))
    defineSpecialisation(info, bindings, record);
  scope_ = saved;
}

void Checker::defineSpecialisation(Template &info, const Bindings &bindings, RecordDecl *record) {
  RecordDecl *instance = instanceOf(info, bindings, record->range);
  if (records_.count(instance)) {
    reportRedefinition(record, instance);
    return;
  }
  instance->name = nameWithArgs(record->name, bindings);
  if (!record->hasBody)
    return;
  records_[instance] = Check::Running;
  takeBody(*instance, *record);
  instance->nameLocation = record->nameLocation;
  instance->range = record->range;
  recordInfos_[instance].isExplicit = true;
  defineMembers(instance);
}

// --- variables

void Checker::specialiseVariable(TemplateDecl *decl, VarDecl *variable) {
  auto *primary = dyn_cast_or_null<TemplateDecl>(lookUp(variable->name, scope_).first());
  if (!primary) {
    report(Id::NotATemplate, nameRange(variable), variable->name);
    return;
  }
  Template &info = templateOf(primary);
  if (!decl->params.empty()) {
    templates_[decl] = &info;
    info.partials.push_back(decl);
    return;
  }
  Bindings bindings;
  if (!resolveArgs(info.decl, info.scope, variable->args, bindings, false, variable->range))
    return;
  info.instances[keyOf(bindings)] = variable;
  variable->name = nameWithArgs(variable->name, bindings);
  variable->isFileScope = true;
  hostConstants_.emplace(variable, Check::Pending);
  memberScopes_[variable] = scope_;
}

// --- functions

// The template and arguments that an explicit specialisation or instantiation of a function means.
Template *Checker::matchFunction(FunctionDecl *function, Bindings &bindings) {
  Found found = function->qualifier.empty()
                    ? lookUp(function->name, scope_)
                    : lookUpQualified(function->name, function->qualifier, function->range);
  Template *best = nullptr;
  for (Decl *decl : found.decls) {
    auto *pattern = dyn_cast<TemplateDecl>(decl);
    if (!pattern)
      continue;
    Template &info = templateOf(pattern);
    auto *source = dyn_cast<FunctionDecl>(info.decl->pattern);
    Bindings bound;
    ErrorTrap trap(engine_);
    if (!source || source->params.size() != function->params.size() ||
        (function->hasArgs &&
         !resolveArgs(info.decl, info.scope, function->args, bound, true, function->range)))
      continue;
    Deduction deduction(*this, info.decl->params, bound, info.scope);
    bool fits = true;
    for (size_t i = 0; i < source->params.size() && fits; ++i) {
      QualType type = resolveType(clone(function->params[i]->syntax, unit_), true);
      TypeSyntax wanted = source->params[i]->syntax;
      if (wanted.chunks.empty())
        wanted.isConst = wanted.isVolatile = false;
      fits = type && deduction.whole(wanted, type.unqualified());
    }
    bool isPlain = source->form != FunctionDecl::Form::Constructor && !source->hasTrailingResult &&
                   source->syntax.base != TypeSyntax::Base::Auto;
    if (fits && isPlain) { // `template <> half2 f(float2);`: the result may be all that tells
      QualType result = resolveType(clone(function->syntax, unit_));
      fits = result && deduction.whole(source->syntax, result);
    }
    if (fits && applyDefaults(info.decl, info.scope, bound, function->range) && !trap.failed() &&
        (!best || isMoreSpecialised(info.decl, best->decl))) {
      best = &info;
      bindings = bound;
    }
  }
  return best;
}

void Checker::specialiseFunction(TemplateDecl *decl) {
  auto *function = cast<FunctionDecl>(decl->pattern);
  if (function->isHost)
    return;
  Bindings bindings;
  Template *info = matchFunction(function, bindings);
  if (!info) {
    report(Id::NoTemplateToSpecialise, nameRange(function), function->name);
    return;
  }
  Decl *&slot = info->instances[keyOf(bindings)];
  if (auto *previous = cast_or_null<FunctionDecl>(slot); previous && previous->body && function->body) {
    reportRedefinition(function, previous);
    return;
  }
  if (auto *previous = cast_or_null<FunctionDecl>(slot)) { // declared before: `template <> int f<int>(int);`
    if (!function->body)
      return;
    previous->definition = function;
  } else {
    slot = function;
  }
  functionScopes_[function] = scope_;
  if (scope_->kind() == Scope::Kind::Record || info->scope->kind() == Scope::Kind::Record) {
    Scope *around = info->scope;
    auto *source = cast<FunctionDecl>(info->decl->pattern);
    function->parent = around->record;
    function->isMember = true;
    functionScopes_[function] = around;
    if (!source->isStaticMember)
      addThis(around->record, function);
  }
  Scope *saved = scope_;
  scope_ = functionScopes_[function];
  if (!resolveSignature(function)) {
    scope_ = saved;
    return;
  }
  function->name = nameWithArgs(function->name, bindings);
  canonical_[function] = function;
  if (function->body) {
    function->definition = function;
    checkLaunchBounds(function);
    ensureBody(function);
  }
  scope_ = saved;
}

// `template __global__ void f<int>(int *);`
void Checker::checkInstantiation(InstantiationDecl *decl) {
  if (auto *record = dyn_cast<RecordDecl>(decl->pattern)) {
    TypeSyntax syntax;
    syntax.base = TypeSyntax::Base::Named;
    syntax.name = record->name;
    syntax.qualifier = record->qualifier;
    syntax.hasArgs = record->hasArgs;
    syntax.args = record->args;
    syntax.range = decl->range;
    if (QualType type = resolveType(syntax))
      requireComplete(type, decl->range);
    return;
  }
  auto *function = dyn_cast<FunctionDecl>(decl->pattern);
  if (!function)
    return;
  Bindings bindings;
  Template *info = matchFunction(function, bindings);
  if (!info) {
    if (!function->isHost)
      report(Id::NoTemplateToSpecialise, nameRange(function), function->name);
    return;
  }
  if (cast<FunctionDecl>(info->decl->pattern)->isHost)
    return;
  if (FunctionDecl *instance = instantiateFunction(*info, bindings, decl->range))
    useFunction(instance);
}

} // namespace hd::sema
