// Where a constant is needed: finding its value, or saying why there is none.
#include "frontend/sema/checker.h"

namespace hd::sema {

Evaluation Checker::evaluationOfConstants() {
  Evaluation evaluation;
  evaluation.constant = [this](const VarDecl *decl) { return valueOf(decl); };
  evaluation.initialiser = [this](const VarDecl *decl) { // references stay what they are
    bool isBound = decl->isReference && decl->init && decl->init->type;
    return isBound || foldedObjects_.count(decl) ? decl->init : nullptr;
  };
  evaluation.target = [this](const FunctionDecl *dispatcher, uint64_t pointer) -> FunctionDecl * {
    const FunctionType *type =
        pointedFunction(dispatcher->params.empty() ? QualType{} : dispatcher->params[0]->type);
    auto made = dispatchers_.find(type);
    if (made == dispatchers_.end() || made->second != dispatcher || pointer - 1 >= pointedFunctions_.size())
      return nullptr;
    FunctionDecl *function = pointedFunctions_[pointer - 1];
    return plainType(function) == type && !function->thisParam ? function : nullptr;
  };
  evaluation.ensureBody = [this](FunctionDecl *function) { return bodyForEvaluation(function); };
  return evaluation;
}

const Constant *Checker::valueOf(const VarDecl *decl) const {
  auto found = constants_.find(decl);
  return found == constants_.end() ? nullptr : &found->second;
}

Body Checker::bodyForEvaluation(FunctionDecl *function) {
  FunctionDecl *definition = function->definition;
  if (!function->isConstexpr && !(definition && definition->isConstexpr))
    return Body::NotConstexpr;
  ensureBody(function);
  auto found = bodyStates_.find(function->definition);
  return found == bodyStates_.end() ? Body::Missing : found->second;
}

std::optional<Constant> Checker::evaluateConstant(const Expr *expr) {
  Explanation explanation; // checking a body on the way may need constants too
  auto value = evaluate(expr, evaluation_, &explanation);
  explanation_ = std::move(explanation);
  return value;
}

std::optional<Constant> Checker::integerConstant(Expr *&expr) {
  ++unevaluated_;
  expr = checkValue(expr);
  --unevaluated_;
  auto value = failed(expr) ? std::nullopt : evaluateConstant(expr);
  return value && value->type->isInteger() ? value : std::nullopt;
}

// Literals, or lists of them, instead of what is computed when compiling; reports as `what` what is not.
Expr *Checker::foldInit(Expr *init, const char *what, bool &isFailed) {
  if (!init || isFailed)
    return init;
  auto *list = dyn_cast<InitListExpr>(init);
  if (!list)
    if (auto *castExpr = dyn_cast<CastExpr>(init)) // `float4{1, 2, 3, 4}`
      list = dyn_cast<InitListExpr>(castExpr->operand);
  if (list && !list->type->isScalar()) {
    for (Expr *&entry : list->inits)
      entry = foldInit(entry, what, isFailed);
    return list;
  }
  Explanation explanation;
  auto value = evaluateValue(init, evaluation_, &explanation);
  explanation_ = std::move(explanation);
  if (value && (!value->type->isPointer() || !value->constant.bits || pointedFunction(value->type)))
    return makeInitialiser(unit_, *value, init->range);
  reportNotConstant(Id::NotConstant, init->range, what);
  isFailed = true;
  return init;
}

void Checker::foldGlobal(VarDecl *decl) {
  if (!decl->init || failed(decl->init) || foldedObjects_.count(decl))
    return;
  bool isFailed = false;
  decl->init = foldInit(decl->init, "the initialiser of a device variable", isFailed);
  // Tables of functions that are evaluated.
  bool isLocalTable = decl->isStatic && !decl->isFileScope && isConstObject(decl->type);
  if (isFailed)
    decl->init = nullptr;
  else if (isLocalTable || (inLibrary_ && decl->memory == Memory::Constant))
    foldedObjects_.insert(decl);
}

void Checker::foldConstexpr(VarDecl *decl) {
  bool isFailed = failed(decl->init);
  decl->init = foldInit(decl->init, "the initialiser of a `constexpr` variable", isFailed);
  if (isFailed) { // uses of it give no further errors
    decl->init = nullptr;
    decl->type = {};
    return;
  }
  foldedObjects_.insert(decl);
  if (decl->type->isArithmetic())
    constants_[decl] = *evaluateConstant(decl->init);
}

// `const int n = 4` is usable where a constant is needed; `constexpr` variables always are.
void Checker::recordConstant(VarDecl *decl) {
  if (decl->isConstexpr)
    return foldConstexpr(decl);
  if (failed(decl->init))
    return;
  bool isConst = decl->type.isConst && !decl->type.isVolatile && decl->type->isArithmetic();
  bool fixed = decl->memory == Memory::Private || decl->memory == Memory::Constant;
  // A `__constant__` variable can be written from the host.
  bool isHosts = decl->memory == Memory::Constant && !hostConstants_.count(decl) && !decl->isStatic;
  if (!isConst || !fixed || isHosts)
    return;
  if (auto value = evaluate(decl->init, evaluation_))
    constants_[decl] = *value;
}

// The initialiser of a constant is not computed at run time, so what it called is not called: it may recurse.
void Checker::forgetCalls(VarDecl *decl, size_t firstCall) {
  auto value = constants_.find(decl);
  if (value == constants_.end() || calls_.size() == firstCall)
    return;
  decl->init = makeLiteral(unit_, value->second, decl->init->range);
  auto isForgotten = [&](const Call &call) { return call.caller == function_.decl; };
  calls_.erase(std::remove_if(calls_.begin() + ptrdiff_t(firstCall), calls_.end(), isForgotten),
               calls_.end());
}

} // namespace hd::sema
