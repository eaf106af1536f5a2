// What a call passes once its function is chosen: converted arguments and defaults.
#include "frontend/sema/checker.h"

#include "frontend/ast/clone.h"

namespace hd::sema {

Expr *Checker::defaultArgument(FunctionDecl *function, ParamDecl *param, Range where) {
  Scope *saved = scope_;
  FunctionState savedFunction = std::move(function_);
  function_ = {};
  function_.decl = savedFunction.decl;
  scope_ = functionScopes_.count(function) ? functionScopes_[function] : scope_;
  Expr *value = clone(param->defaultArg, unit_);
  value = value->kind() == Expr::Kind::InitList ? value : checkExpr(value);
  if (value->kind() == Expr::Kind::InitList || !failed(value))
    value = param->declared->isReference() ? bind(value, param->declared, "pass")
                                           : checkInit(value, param->declared, "pass");
  if (!failed(value))
    value->range = where;
  scope_ = saved;
  function_ = std::move(savedFunction);
  return value;
}

// Converts the arguments, fills in defaults, and gives the call its type.
Expr *Checker::finishCall(CallExpr *expr, const Candidate &candidate, CallArgs &args) {
  size_t given = args.args.size(), most = candidate.params.size();
  const std::string name = candidate.function ? candidate.function->name : calleeName(expr);
  FunctionDecl *function = candidate.function;
  if (given < candidate.required || (given > most && !candidate.isVariadic)) {
    auto &diagnostic = report(Id::WrongArgumentCount, expr->range, name, candidate.required, given);
    if (function)
      diagnostic.note(Id::DeclaredHere, nameRange(function), name);
    return fail(expr);
  }
  if (function && !checkCallable(function, expr->range))
    return fail(expr);
  expr->args.clear();
  if (candidate.object) {
    if (!args.object) {
      report(Id::NeedsObject, expr->range, name);
      return fail(expr);
    }
    QualType wanted = unit_.types.pointerTo(candidate.object);
    if (standardRank(args.object, args.object->type, wanted) == kImpossible) {
      report(Id::LosesQualifiers, expr->range, "call `" + name + "` on", wanted.str(),
             args.object->type.str());
      return fail(expr);
    }
    expr->args.push_back(convertUnchecked(args.object, wanted));
  }
  unsigned errorsBefore = engine_.errorCount();
  bool isFailed = false;
  for (size_t i = 0; i < given; ++i) {
    Expr *arg = args.args[i];
    if (i >= most)
      expr->args.push_back(rvalue(arg));
    else if (arg->kind() == Expr::Kind::InitList && !arg->type && !candidate.params[i]->isReference())
      expr->args.push_back(checkInit(arg, candidate.params[i], "pass"));
    else
      expr->args.push_back(convert(arg, candidate.params[i], "pass"));
    isFailed |= failed(expr->args.back());
  }
  if (isFailed) {
    if (function && engine_.errorCount() > errorsBefore)
      engine_.last().note(Id::DeclaredHere, nameRange(function), name);
    return fail(expr);
  }
  if (!function)
    return finishBuiltinCall(expr, candidate);
  for (size_t i = given; i < most; ++i) {
    ParamDecl *param = function->params[i + (candidate.object ? 1 : 0)];
    expr->args.push_back(defaultArgument(function, param, expr->range));
    if (failed(expr->args.back()))
      return fail(expr);
  }
  return finishFunctionCall(expr, function);
}

bool Checker::checkCallable(FunctionDecl *function, Range where) {
  if (function->isKernel) {
    report(Id::UnsupportedFeature, where, "calling a kernel from the device is",
           "put its body into a `__device__` function that both can call");
    return false;
  }
  if (function->isHost) {
    report(Id::HostFunctionCalled, where, function->name)
        .note(Id::DeclaredHere, nameRange(function), function->name);
    return false;
  }
  if (function->isDeleted) {
    report(Id::DeletedFunction, where, function->name)
        .note(Id::DeclaredHere, nameRange(function), function->name);
    return false;
  }
  return true;
}

Expr *Checker::finishBuiltinCall(CallExpr *expr, const Candidate &candidate) {
  if (expr->args.size() < candidate.params.size()) {
    Constant value{candidate.params.back(), *candidate.builtin->lastDefault, 0};
    expr->args.push_back(makeLiteral(unit_, value, expr->range));
  }
  expr->builtin = candidate.builtin;
  expr->type = candidate.builtin->result.unqualified();
  if (candidate.builtin->id == BuiltinId::Printf)
    checkPrintf(expr);
  return expr;
}

Expr *Checker::finishFunctionCall(CallExpr *expr, FunctionDecl *function) {
  useFunction(function);
  if (!function->result) { // `auto`, from the body
    ensureBody(function);
    if (!function->result) {
      if (!blamed_.count(function) || function == function_.decl)
        report(Id::ResultUnknown, expr->range, function->name);
      return fail(expr);
    }
  }
  expr->function = function;
  expr->type = function->result.unqualified();
  if (!unevaluated_)
    calls_.push_back({expr, function_.decl, function});
  if (!function->returnsReference)
    return expr;
  Expr *place = derefOf(expr, expr->range);
  if (cast<ReferenceType>(function->declaredResult.type)->isRValue)
    expiring_.insert(place);
  return place;
}

// A call that the program does not spell out. `args` are checked.
Expr *Checker::callFunction(FunctionDecl *function, CallArgs &args, Range where) {
  auto *call = unit_.make<CallExpr>();
  call->range = where;
  call->function = function;
  return finishCall(call, candidateOf(function), args);
}

} // namespace hd::sema
