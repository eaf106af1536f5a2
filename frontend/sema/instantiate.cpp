// Instances of templates: clones of the pattern, checked in a scope where the parameters mean the arguments.
#include "frontend/sema/deduce.h"

#include "frontend/ast/clone.h"

namespace hd::sema {

namespace {

constexpr unsigned kMaxInstantiationDepth = 200;
constexpr size_t kMaxInstances = 1 << 16; // in a file, of classes and functions
constexpr size_t kMaxNameBytes = 1 << 18;

std::string shortened(const std::string &name) {
  constexpr size_t kShown = 60;
  return name.size() <= kShown ? name : name.substr(0, kShown) + "...`";
}

} // namespace

InstantiationGuard::InstantiationGuard(Checker &checker, std::string what, Range where)
    : checker_(checker), saved_(checker.frame_) {
  unsigned depth = saved_ ? saved_->depth + 1 : 1;
  if (checker.isOverLimit_) {
    isGood_ = false;
    return;
  }
  if (depth > kMaxInstantiationDepth) {
    ErrorUntrap untrap(checker.engine_); // no overload is meant to end here
    if (!checker.isTooDeep_)
      checker.report(Id::TemplateTooDeep, where, kMaxInstantiationDepth, shortened(what));
    checker.isTooDeep_ = true;
    isGood_ = false;
    return;
  }
  checker.frames_.push_back({std::move(what), where, saved_, depth});
  checker.frame_ = &checker.frames_.back();
}

InstantiationGuard::~InstantiationGuard() { checker_.frame_ = saved_; }

// One more instance, called `name`. What passes a limit is reported once; a name that is too long is cut, as
// instances of instances could double it again and again.
void Checker::countInstance(std::string &name, const std::string &of, Range where) {
  bool isLong = name.size() > kMaxNameBytes;
  if (isLong)
    name.resize(kMaxNameBytes / 256);
  if (isOverLimit_ || (++instanceCount_ <= kMaxInstances && !isLong))
    return;
  ErrorUntrap untrap(engine_);
  if (isLong)
    report(Id::TemplateNameTooLong, where, of, kMaxNameBytes);
  else
    report(Id::TooManyInstances, where, kMaxInstances, of);
  isOverLimit_ = true;
  engine_.mute(); // what is not defined now would give errors without end
}

// --- classes

// The instance, which is only named: its definition waits until it is needed.
RecordDecl *Checker::instanceOf(Template &info, const Bindings &bindings, Range where) {
  Decl *&known = info.instances[keyOf(bindings)];
  if (known)
    return cast<RecordDecl>(known);
  auto *primary = cast<RecordDecl>(info.decl->pattern);
  auto *record = unit_.make<RecordDecl>();
  record->name = nameWithArgs(primary->name, bindings);
  countInstance(record->name, primary->name, where);
  record->range = primary->range;
  record->nameLocation = primary->nameLocation;
  record->isUnion = primary->isUnion;
  known = record;
  RecordInfo &made = recordInfos_[record];
  made.origin = &info;
  made.args = bindings;
  made.context = info.scope;
  frames_.push_back({"`" + record->name + "`", where, frame_, frame_ ? frame_->depth + 1 : 1});
  made.frame = &frames_.back();
  return record;
}

// The partial specialisation that fits best, else the primary template. False when two fit alike.
bool Checker::choosePattern(RecordInfo &info, TemplateDecl *&pattern, Bindings &args, Range where) {
  Template &origin = *info.origin;
  pattern = origin.decl;
  args = info.args;
  std::vector<std::pair<TemplateDecl *, Bindings>> fitting;
  for (TemplateDecl *partial : origin.partials) {
    Bindings bound;
    if (matchesPartial(partial, origin, info.args, bound))
      fitting.push_back({partial, std::move(bound)});
  }
  if (fitting.empty())
    return true;
  for (auto &[candidate, bound] : fitting) {
    bool isBest = true;
    for (auto &[other, unused] : fitting)
      isBest &=
          other == candidate || (isMoreSpecialised(candidate, other) && !isMoreSpecialised(other, candidate));
    if (!isBest)
      continue;
    pattern = candidate;
    args = bound;
    return true;
  }
  report(Id::AmbiguousSpecialisation, where, origin.decl->name);
  return false;
}

static const std::vector<TemplateArgSyntax> &argsOfPattern(const TemplateDecl *decl) {
  if (auto *record = dyn_cast<RecordDecl>(decl->pattern))
    return record->args;
  return cast<VarDecl>(decl->pattern)->args;
}

bool Checker::matchesPartial(TemplateDecl *partial, Template &origin, const Bindings &actual,
                             Bindings &bound) {
  const std::vector<TemplateArgSyntax> &patterns = argsOfPattern(partial);
  Deduction deduction(*this, partial->params, bound, origin.scope);
  if (!deduction.args(patterns, actual))
    return false;
  for (size_t i = 0; i < bound.size(); ++i) {
    bound[i].isSet |= partial->params[i]->isPack;
    if (!bound[i].isSet)
      return false;
  }
  // What was not deduced must come out the same: `enable_if_t<...>`, `typename T::type`.
  ErrorTrap trap(engine_);
  Scope *saved = scope_;
  scope_ = bindScope(partial->params, bound, origin.scope);
  std::vector<TemplateArgSyntax> args;
  for (const TemplateArgSyntax &arg : patterns)
    args.push_back(clone(arg, unit_));
  Bindings again;
  bool isSame = resolveArgs(origin.decl, origin.scope, args, again, false, partial->range) &&
                !trap.failed() && keyOf(again) == keyOf(actual);
  scope_ = saved;
  return isSame;
}

void Checker::defineInstance(RecordDecl *record) {
  RecordInfo &info = recordInfos_[record];
  if (records_.count(record))
    return;
  TemplateDecl *pattern = nullptr;
  Bindings args;
  const Frame *savedFrame = frame_;
  ErrorUntrap untrap(engine_); // an error in a definition is one, wherever it is needed
  Range where = info.frame ? info.frame->where : record->range;
  InstantiationGuard guard(*this, "`" + record->name + "`", where);
  if (!guard || !choosePattern(info, pattern, args, where)) {
    frame_ = savedFrame;
    records_[record] = Check::Running;
    brokenRecords_.insert(record);
    return;
  }
  auto *source = cast<RecordDecl>(pattern->pattern);
  if (!source->hasBody)
    return; // declared only: stays incomplete
  records_[record] = Check::Running;
  takeBody(*record, *cast<RecordDecl>(clone(source, unit_)));
  info.pattern = pattern;
  info.patternArgs = args;
  Scope *saved = scope_;
  FunctionState savedFunction = std::move(function_);
  function_ = {};
  bool savedInLibrary = inLibrary_;
  scope_ = bindScope(pattern->params, args, info.origin->scope);
  defineMembers(record);
  inLibrary_ = savedInLibrary;
  function_ = std::move(savedFunction);
  scope_ = saved;
}

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

VarDecl *Checker::variableInstance(TemplateDecl *decl, const std::vector<TemplateArgSyntax> &args,
                                   Range where) {
  Template &info = templateOf(decl);
  Bindings bindings;
  if (!resolveArgs(info.decl, info.scope, args, bindings, false, where))
    return nullptr;
  std::string key = keyOf(bindings);
  if (Decl *known = info.instances[key])
    return cast<VarDecl>(known);
  TemplateDecl *pattern = info.decl;
  Bindings patternArgs = bindings;
  for (TemplateDecl *partial : info.partials) {
    Bindings bound;
    if (!matchesPartial(partial, info, bindings, bound))
      continue;
    if (pattern != info.decl && !isMoreSpecialised(partial, pattern))
      continue;
    pattern = partial;
    patternArgs = bound;
  }
  auto *variable = cast<VarDecl>(clone(pattern->pattern, unit_));
  variable->name = nameWithArgs(variable->name, bindings);
  variable->isFileScope = true;
  variable->hasArgs = false;
  info.instances[key] = variable;
  hostConstants_.emplace(variable, Check::Pending);
  memberScopes_[variable] = bindScope(pattern->params, patternArgs, info.scope);
  return variable;
}

// --- functions

// The instance that a call with these arguments means, null when the template does not fit.
FunctionDecl *Checker::deduceCall(TemplateDecl *decl, const std::vector<TemplateArgSyntax> *explicitArgs,
                                  llvm::ArrayRef<Expr *> args, Range where) {
  Template &info = templateOf(decl);
  decl = info.decl;
  auto *pattern = dyn_cast<FunctionDecl>(decl->pattern);
  if (!pattern || (pattern->isHost && !pattern->isConstexpr))
    return nullptr;
  ErrorTrap trap(engine_);
  Bindings bindings;
  if (explicitArgs && (!resolveArgs(decl, info.scope, *explicitArgs, bindings, true, where) || trap.failed()))
    return nullptr;
  bindings.resize(decl->params.size());
  if (!deduceFromArgs(info, pattern, args, bindings))
    return nullptr;
  if (!applyDefaults(decl, info.scope, bindings, where) || trap.failed())
    return nullptr;
  return instantiateFunction(info, bindings, where);
}

// What `const T (&)[N]` takes a list for, whose entries are of one type; null for other parameters and lists.
QualType Checker::arrayOfList(const TypeSyntax &param, const InitListExpr *list) {
  size_t chunks = param.chunks.size();
  bool isArray = chunks > 1 && param.chunks[chunks - 1].kind == DeclaratorChunk::Kind::Reference &&
                 param.chunks[chunks - 2].kind == DeclaratorChunk::Kind::Array;
  if (!isArray || !list || list->inits.empty())
    return {};
  QualType element;
  ++unevaluated_;
  for (Expr *entry : list->inits) {
    Expr *checked = entry && entry->kind() != Expr::Kind::InitList ? checkExpr(clone(entry, unit_)) : nullptr;
    QualType type = failed(checked) ? QualType() : checked->type.unqualified();
    element = !element || element.type == type.type ? type : QualType();
    if (!element)
      break;
  }
  --unevaluated_;
  return element ? unit_.types.array(element, list->inits.size()) : QualType();
}

bool Checker::deduceFromArgs(Template &info, FunctionDecl *pattern, llvm::ArrayRef<Expr *> args,
                             Bindings &bindings) {
  Deduction deduction(*this, info.decl->params, bindings, info.scope);
  auto one = [&](const ParamDecl *param, Expr *arg) {
    if (!arg->type) { // a list in braces says nothing but to a reference to an array
      QualType array = arrayOfList(param->syntax, dyn_cast<InitListExpr>(arg));
      return !array || deduction.callArg(param->syntax, array, false);
    }
    return deduction.callArg(param->syntax, arg->type, isLValue(arg));
  };
  size_t next = 0;
  bool hasPack = false, isOptional = false;
  for (const ParamDecl *param : pattern->params) {
    isOptional |= param->defaultArg != nullptr;
    if (param->isPack) {
      hasPack = true;
      for (size_t i = 0; next < args.size(); ++i, ++next)
        if (!deduction.inPack(i, [&] { return one(param, args[next]); }))
          return false;
      continue;
    }
    if (next >= args.size()) {
      if (!isOptional)
        return false;
      continue;
    }
    if (!one(param, args[next++]))
      return false;
  }
  return hasPack || next == args.size();
}

// Null when substitution fails. The body waits until the function is used.
FunctionDecl *Checker::instantiateFunction(Template &info, const Bindings &bindings, Range where) {
  std::string key = keyOf(bindings);
  if (auto known = info.instances.find(key); known != info.instances.end())
    return cast_or_null<FunctionDecl>(known->second);
  auto *pattern = cast<FunctionDecl>(info.decl->pattern);
  std::string name = nameWithArgs(pattern->name, bindings);
  countInstance(name, pattern->name, where);
  InstantiationGuard guard(*this, "`" + name + "`", where);
  if (!guard)
    return nullptr;
  info.instances[key] = nullptr;
  auto *function = cast<FunctionDecl>(clone(pattern, unit_));
  Scope *savedScope = scope_;
  FunctionState savedFunction = std::move(function_);
  function_ = {};
  scope_ = bindScope(info.decl->params, bindings, info.scope);
  functionScopes_[function] = scope_;
  Scope *around = info.scope;
  while (around && around->kind() == Scope::Kind::Template)
    around = around->parent();
  if (pattern->isMember && around && around->kind() == Scope::Kind::Record) {
    function->parent = around->record;
    if (!function->isStaticMember)
      addThis(around->record, function);
  }
  unsigned errors = engine_.errorCount();
  size_t before = engine_.all().size();
  bool isGood = resolveSignature(function) && engine_.errorCount() == errors;
  scope_ = savedScope;
  function_ = std::move(savedFunction);
  function->name = std::move(name);
  if (!isGood) {
    if (function->isKernel && !engine_.isTrapped())
      badKernels_.push_back({function, info.decl, before});
    return nullptr;
  }
  canonical_[function] = function;
  if (function->body || function->isDefaulted)
    function->definition = function;
  instanceInfos_[function] = {&info, bindings, frame_};
  info.instances[key] = function;
  if (function->isKernel) {
    info.decl->kernels.push_back(function);
    useFunction(function);
  }
  return function;
}

// The function is called: an instance's body is to be checked.
void Checker::useFunction(FunctionDecl *function) {
  if (unevaluated_ || function->isHost || !usedFunctions_.insert(function).second)
    return;
  bool isInstance = instanceInfos_.count(function);
  bool isMethodOfInstance =
      function->parent && recordInfos_[function->parent].origin && !recordInfos_[function->parent].isExplicit;
  if (isInstance || isMethodOfInstance)
    bodies_.push_back(function);
}

// A body that was declared inside of a class template and defined outside.
void Checker::findOutsideBody(FunctionDecl *function) {
  RecordDecl *record = function->parent;
  if (function->body || !record)
    return;
  RecordInfo &info = recordInfos_[record];
  if (!info.origin || !info.pattern)
    return;
  auto instance = instanceInfos_.find(function);
  for (TemplateDecl *outside : info.origin->outside) {
    bool isTemplateToo = outside->pattern->kind() == Decl::Kind::Template;
    if (isTemplateToo != (instance != instanceInfos_.end()))
      continue;
    if (takeOutsideBody(function, record, outside))
      return;
  }
}

bool Checker::takeOutsideBody(FunctionDecl *function, RecordDecl *record, TemplateDecl *outside) {
  RecordInfo &info = recordInfos_[record];
  Decl *inner = outside->pattern;
  if (auto *member = dyn_cast<TemplateDecl>(inner))
    inner = member->pattern;
  auto *pattern = dyn_cast<FunctionDecl>(inner);
  std::string_view own = function->name;
  if (!pattern || own.substr(0, function->form == FunctionDecl::Form::Operator ? own.npos : own.find('<')) !=
                      pattern->name)
    return false;
  size_t given = function->params.size() - (function->thisParam ? 1 : 0);
  if (pattern->params.size() != given || pattern->isConstMember != function->isConstMember ||
      outside->params.size() != info.patternArgs.size())
    return false;
  auto *copy = cast<FunctionDecl>(clone(pattern, unit_));
  Scope *saved = scope_;
  Scope *scope = bindScope(outside->params, info.patternArgs, info.scope);
  if (auto *member = dyn_cast<TemplateDecl>(outside->pattern))
    scope = bindScope(member->params, instanceInfos_[function].bindings, scope);
  scope_ = scope;
  bool isSame = true;
  {
    ErrorTrap trap(engine_);
    for (size_t i = 0; i < given && isSame; ++i) {
      QualType type = resolveType(copy->params[i]->syntax, true);
      isSame = type && type.unqualified() ==
                           function->params[i + (function->thisParam ? 1 : 0)]->declared.unqualified();
    }
  }
  scope_ = saved;
  if (!isSame)
    return false;
  for (size_t i = 0; i < given; ++i)
    function->params[i + (function->thisParam ? 1 : 0)]->name = copy->params[i]->name;
  function->body = copy->body;
  function->memberInits = copy->memberInits;
  function->definition = function;
  functionScopes_[function] = scope;
  return true;
}

// An instance that was made from a template's declaration takes the body of its definition.
void Checker::adoptBody(FunctionDecl *function) {
  auto instance = instanceInfos_.find(function);
  if (function->body || instance == instanceInfos_.end())
    return;
  Template &info = *instance->second.origin;
  auto *pattern = dyn_cast<FunctionDecl>(info.decl->pattern);
  size_t skipped = function->thisParam ? 1 : 0;
  bool hasPack = pattern && llvm::any_of(pattern->params, [](ParamDecl *param) { return param->isPack; });
  if (!pattern || !pattern->body)
    return;
  auto *copy = cast<FunctionDecl>(clone(pattern, unit_));
  if (!hasPack)
    for (size_t i = 0; i < copy->params.size() && i + skipped < function->params.size(); ++i)
      function->params[i + skipped]->name = copy->params[i]->name;
  function->body = copy->body;
  function->memberInits = copy->memberInits;
  function->forceInline = copy->forceInline;
  function->definition = function;
  functionScopes_[function] = bindScope(info.decl->params, instance->second.bindings, info.scope);
}

void Checker::ensureBody(FunctionDecl *function) {
  if (checkedBodies_.count(function))
    return;
  findOutsideBody(function);
  adoptBody(function);
  if (!function->body) {
    if (function->isDefaulted || !function->definition || function->definition == function)
      return;
    return ensureBody(function->definition);
  }
  checkedBodies_.insert(function);
  ErrorUntrap untrap(engine_);
  auto instance = instanceInfos_.find(function);
  const Frame *saved = frame_;
  if (instance != instanceInfos_.end())
    frame_ = instance->second.frame;
  else if (function->parent && recordInfos_[function->parent].frame)
    frame_ = recordInfos_[function->parent].frame;
  Scope *savedScope = scope_;
  unsigned savedUnevaluated = unevaluated_, savedDepth = depth_;
  unevaluated_ = depth_ = 0;
  if (auto scope = functionScopes_.find(function); scope != functionScopes_.end())
    scope_ = scope->second;
  checkBody(function);
  unevaluated_ = savedUnevaluated, depth_ = savedDepth;
  scope_ = savedScope;
  frame_ = saved;
}

void Checker::checkBodies() {
  if (inBodies_)
    return;
  inBodies_ = true;
  constexpr size_t kMaxBodies = 50000;
  for (size_t count = 0; !bodies_.empty() && count < kMaxBodies; ++count) {
    FunctionDecl *next = bodies_.front();
    bodies_.pop_front();
    ensureBody(next);
  }
  if (!bodies_.empty() && !isTooDeep_) {
    report(Id::TemplateTooDeep, bodies_.front()->range, kMaxBodies, bodies_.front()->name);
    isTooDeep_ = true;
    bodies_.clear();
  }
  inBodies_ = false;
}

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

// --- which of two templates is more special

// True when `general` takes whatever `special` takes: its parameters can be deduced from those of `special`,
// for which types that nothing else has stand.
bool Checker::isMoreSpecialised(TemplateDecl *special, TemplateDecl *general) {
  if (special == general)
    return false;
  auto found = moreSpecialised_.find({special, general});
  if (found != moreSpecialised_.end())
    return found->second;
  bool result = computeMoreSpecialised(special, general);
  moreSpecialised_[{special, general}] = result;
  return result;
}

Bindings Checker::uniqueArgs(const TemplateDecl *decl) {
  Bindings bindings(decl->params.size());
  uint64_t number = 0;
  for (auto [param, binding] : llvm::zip(decl->params, bindings)) {
    binding.isSet = true;
    TemplateArg arg;
    if (param->form == TemplateParamDecl::Form::Value) {
      arg.kind = TemplateArg::Kind::Value;
      arg.value = {builtin(BuiltinKind::Int), 0x51000000 + number++, 0};
    } else if (param->form == TemplateParamDecl::Form::Template) {
      arg.kind = TemplateArg::Kind::Template;
      arg.decl = const_cast<TemplateParamDecl *>(param);
    } else {
      auto *unique = unit_.make<RecordDecl>();
      unique->name = "(" + param->name + ")";
      unique->isComplete = true;
      unique->size = unique->alignment = 1;
      records_[unique] = Check::Done;
      recordInfos_[unique].scope = newScope(nullptr, Scope::Kind::Record);
      recordInfos_[unique].scope->record = unique;
      arg.type = unit_.types.record(unique);
    }
    binding.items = {arg};
  }
  return bindings;
}

// A type without template parameters of its own in it (perhaps with those of a class around) against another.
bool Checker::isSameAs(const TypeSyntax &written, Scope *scope, QualType type) {
  Scope *saved = scope_;
  scope_ = scope;
  QualType resolved = resolveType(clone(written, unit_), true);
  scope_ = saved;
  return !resolved || resolved.unqualified() == type.unqualified();
}

bool Checker::computeMoreSpecialised(TemplateDecl *special, TemplateDecl *general) {
  ErrorTrap trap(engine_);
  Bindings unique = uniqueArgs(special), bound;
  Scope *saved = scope_;
  scope_ = bindScope(special->params, unique, templateOf(special).scope);
  Deduction deduction(*this, general->params, bound, templateOf(general).scope);
  bool fits = true;
  if (auto *function = dyn_cast<FunctionDecl>(special->pattern)) {
    auto *other = cast<FunctionDecl>(general->pattern);
    size_t count = std::min(function->params.size(), other->params.size());
    bool specialIsVariadic = !function->params.empty() && function->params.back()->isPack;
    bool generalIsVariadic = !other->params.empty() && other->params.back()->isPack;
    if (specialIsVariadic != generalIsVariadic) {
      scope_ = saved;
      return generalIsVariadic;
    }
    for (size_t i = 0; i < count && fits; ++i) {
      if (function->params[i]->isPack || other->params[i]->isPack)
        break;
      QualType type = resolveType(clone(function->params[i]->syntax, unit_), true);
      if (!type)
        continue; // depends on what a type has: says nothing
      if (auto *reference = dyn_cast<ReferenceType>(type.type))
        type = reference->referee;
      TypeSyntax wanted = other->params[i]->syntax;
      if (!wanted.chunks.empty() && wanted.chunks.back().kind == DeclaratorChunk::Kind::Reference)
        wanted.chunks.pop_back();
      if (wanted.chunks.empty())
        wanted.isConst = wanted.isVolatile = false, type = type.unqualified();
      fits = deduction.isSettled(wanted) ? isSameAs(wanted, templateOf(general).scope, type)
                                         : deduction.whole(wanted, type);
    }
  } else {
    std::vector<TemplateArgSyntax> args;
    for (const TemplateArgSyntax &arg : argsOfPattern(special))
      args.push_back(clone(arg, unit_));
    Template &origin = templateOf(special);
    Bindings resolved;
    auto isOpen = [](const TemplateArgSyntax &arg) { return arg.isExpansion; };
    fits = resolveArgs(origin.decl, origin.scope, args, resolved, false, special->range) && !trap.failed() &&
           deduction.args(argsOfPattern(general), resolved) &&
           (llvm::none_of(args, isOpen) || llvm::any_of(argsOfPattern(general), isOpen));
  }
  scope_ = saved;
  return fits;
}

} // namespace hd::sema
