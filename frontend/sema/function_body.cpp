// When bodies are checked: once something uses the function. An instance takes its body from where the
// template is defined, which may be outside of the class.
#include "frontend/sema/checker.h"
#include "frontend/sema/error_trap.h"

#include "frontend/ast/clone.h"

namespace hd::sema {

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

} // namespace hd::sema
