// Lambdas become objects of a class of their own: captured variables are its fields, the body its
// `operator()`.
#include "frontend/sema/captures.h"

namespace hd::sema {

Expr *Checker::checkLambda(LambdaExpr *lambda) {
  auto *closure = unit_.make<RecordDecl>();
  closure->name = fmt::format("lambda:{}", lambda->range.begin.line);
  closure->range = lambda->range;
  closure->nameLocation = lambda->range.begin;
  closure->hasBody = true;
  RecordInfo &info = recordInfos_[closure];
  info.context = scope_;
  info.scope = newScope(scope_, Scope::Kind::Record);
  info.scope->record = closure;
  records_[closure] = Check::Running;
  Captures captures(*this, closure);
  captures.take(lambda);
  layOut(closure);
  closure->isComplete = true;
  records_[closure] = Check::Done;
  declareCallOperator(lambda, closure);
  auto *value = unit_.make<InitListExpr>();
  value->range = lambda->range;
  value->type = unit_.types.record(closure);
  value->inits = captures.inits();
  return llvm::any_of(value->inits, [](Expr *init) { return failed(init); }) ? fail(value) : value;
}

void Checker::declareCallOperator(LambdaExpr *lambda, RecordDecl *closure) {
  FunctionDecl *function = lambda->callOperator;
  function->isConstMember = !lambda->isMutable;
  function->isMember = true;
  function->isDevice = true;
  function->isHost = false;
  function->isConstexpr = true;
  function->parent = closure;
  Scope *saved = scope_;
  scope_ = recordInfos_[closure].scope;
  std::vector<TemplateParamDecl *> params = lambda->templateParams;
  for (ParamDecl *param : function->params) {
    if (param->syntax.base != TypeSyntax::Base::Auto)
      continue;
    auto *invented = unit_.make<TemplateParamDecl>();
    invented->name = fmt::format("(auto {})", params.size());
    invented->range = param->range;
    invented->isPack = param->isPack;
    param->syntax.base = TypeSyntax::Base::Named;
    param->syntax.name = invented->name;
    params.push_back(invented);
  }
  if (params.empty()) {
    resolveMethod(closure, function);
    scope_->add(function);
    scope_ = saved;
    ensureBody(function);
    return;
  }
  auto *pattern = unit_.make<TemplateDecl>();
  pattern->name = function->name;
  pattern->range = lambda->range;
  pattern->nameLocation = lambda->range.begin;
  pattern->params = params;
  pattern->pattern = function;
  registerTemplate(pattern, scope_);
  scope_->add(pattern);
  scope_ = saved;
}

} // namespace hd::sema
