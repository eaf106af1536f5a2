// Function pointers: numbers that stand for functions. Which functions a pointer of a type may stand for is
// known when all bodies are checked: those whose address was taken as that type. A call through one is a call
// of a function made for the type, which chooses among them; 0 is null. No device needs code addresses.
#include "frontend/sema/checker.h"
#include "frontend/sema/error_trap.h"

namespace hd::sema {

// The function type that a type points to, or null.
const FunctionType *Checker::pointedFunction(QualType type) {
  auto *pointer = type ? dyn_cast<PointerType>(type.type) : nullptr;
  return pointer ? dyn_cast<FunctionType>(pointer->pointee.type) : nullptr;
}

// Without `this`; null while the result waits for the body.
const FunctionType *Checker::plainType(FunctionDecl *function) {
  auto *type = function->type ? dyn_cast<FunctionType>(function->type.type) : nullptr;
  if (type && !function->result) {
    useFunction(function);
    ensureBody(function);
    type = function->result ? dyn_cast<FunctionType>(function->type.type) : nullptr;
  }
  if (!type || !function->thisParam)
    return type;
  std::vector<QualType> params(type->params.begin() + 1, type->params.end());
  return cast<FunctionType>(unit_.types.function(type->result, std::move(params)).type);
}

// What the name of a function, or a lambda that captures nothing, can become a pointer to.
Found Checker::pointable(QualType type) {
  auto *record = dyn_cast<RecordType>(type.type);
  if (!record || record->decl->isBuiltin || !record->decl->fields.empty())
    return {};
  const std::string &name = record->decl->name; // as functionObject and checkLambda give it
  bool isGood = name.starts_with("function ") || name.starts_with("lambda:");
  return isGood ? lookUpIn("operator()", recordInfos_[record->decl].scope) : Found{};
}

bool Checker::isFunctionName(const Expr *expr) {
  auto *record = expr->type ? dyn_cast<RecordType>(expr->type.type) : nullptr;
  return record && record->decl->name.starts_with("function ");
}

// The overload or instance of exactly the type; with no type wanted the only one there is.
FunctionDecl *Checker::functionOf(QualType type, const FunctionType *wanted, Range where) {
  Found found = pointable(type);
  FunctionDecl *only = nullptr;
  for (Decl *decl : found.decls) {
    auto *function = dyn_cast<FunctionDecl>(decl);
    if (!wanted && (!function || only))
      return nullptr;
    only = function;
    if (wanted && function && plainType(function) == wanted)
      return function;
  }
  if (!wanted)
    return only && !only->isHost ? only : nullptr;
  CallArgs args; // what a call with values of the types would choose among templates
  for (QualType param : wanted->params) {
    auto *value = unit_.make<NullPointerExpr>();
    auto *reference = dyn_cast<ReferenceType>(param.type);
    value->type = reference ? reference->referee : param;
    value->category = reference && !reference->isRValue ? Category::LValue : Category::RValue;
    value->range = where;
    args.args.push_back(value);
  }
  ErrorTrap trap(engine_);
  for (Decl *decl : found.decls)
    if (auto *pattern = dyn_cast<TemplateDecl>(decl))
      if (FunctionDecl *instance = deduceCall(pattern, nullptr, args.args, where))
        if (plainType(instance) == wanted)
          return instance;
  return nullptr;
}

// The number that stands for a function, as a literal.
Expr *Checker::functionPointer(FunctionDecl *function, Range where) {
  QualType type{plainType(function)};
  useFunction(function);
  auto [known, isNew] = functionNumbers_.try_emplace(function, pointedFunctions_.size() + 1);
  if (isNew)
    pointedFunctions_.push_back(function);
  return makeLiteral(unit_, {unit_.types.pointerTo(type), known->second, 0}, where);
}

// The name of a function or a lambda as a pointer of the type; null when it is none.
Expr *Checker::toFunctionPointer(Expr *expr, QualType type) {
  const FunctionType *wanted = pointedFunction(type);
  FunctionDecl *function = wanted ? functionOf(expr->type, wanted, expr->range) : nullptr;
  return function ? functionPointer(function, expr->range) : nullptr;
}

// Where a value is needed and nothing says which type: the name of the only function is a pointer to it.
Expr *Checker::decayFunction(Expr *expr) {
  if (failed(expr) || !isFunctionName(expr))
    return expr;
  FunctionDecl *function = functionOf(expr->type, nullptr, expr->range);
  return function && plainType(function) ? functionPointer(function, expr->range) : expr;
}

// The function that calls through a pointer of a type go to; its body is made when all others are checked.
FunctionDecl *Checker::dispatcherOf(const FunctionType *type, Range where) {
  FunctionDecl *&made = dispatchers_[type];
  if (made)
    return made;
  auto *function = made = unit_.make<FunctionDecl>();
  function->name = "call through pointer";
  function->range = where;
  function->nameLocation = where.begin;
  function->isDevice = function->isConstexpr = true;
  std::vector<QualType> types = {unit_.types.pointerTo({type})};
  types.insert(types.end(), type->params.begin(), type->params.end());
  for (QualType each : types) {
    auto *param = unit_.make<ParamDecl>();
    param->name = fmt::format("argument {}", function->params.size());
    param->range = where;
    setDeclaredType(each, param->type, param->declared, param->isReference);
    function->params.push_back(param);
  }
  setDeclaredType(type->result, function->result, function->declaredResult, function->returnsReference);
  function->type = unit_.types.function(type->result, std::move(types));
  function->body = unit_.make<CompoundStmt>();
  function->body->range = where;
  function->definition = canonical_[function] = function;
  usedFunctions_.insert(function);
  checkedBodies_.insert(function);
  return function;
}

// `pointer(args)`; `expr` has the arguments, unchecked.
Expr *Checker::callPointer(CallExpr *expr, Expr *pointer) {
  const FunctionType *type = pointedFunction(pointer->type);
  if (!checkArgs(expr->args))
    return fail(expr);
  if (expr->args.size() != type->params.size()) {
    report(Id::WrongArgumentCount, expr->range, "function pointer", type->params.size(), expr->args.size());
    return fail(expr);
  }
  for (QualType param : type->params)
    if (!param->isReference() && !requireComplete(param, expr->range))
      return fail(expr);
  CallArgs args;
  args.args.assign(expr->args.begin(), expr->args.end());
  auto *known = dyn_cast<IntLiteral>(withoutParens(pointer));
  if (known && known->value && known->value <= pointedFunctions_.size()) { // a direct call
    FunctionDecl *function = pointedFunctions_[known->value - 1];
    if (function->thisParam)
      args.object = nullObject(function, expr->range);
    return finishCall(expr, candidateOf(function), args);
  }
  args.args.insert(args.args.begin(), pointer);
  return finishCall(expr, candidateOf(dispatcherOf(type, expr->range)), args);
}

// The object of a lambda that captures nothing: nothing reads it.
Expr *Checker::nullObject(FunctionDecl *function, Range where) {
  return makeLiteral(unit_, {function->thisParam->type.unqualified(), 0, 0}, where);
}

// `return function(arguments);` in the dispatcher.
void Checker::addTarget(FunctionDecl *dispatcher, FunctionDecl *function, std::vector<Stmt *> &out) {
  Range where = dispatcher->range;
  auto *call = unit_.make<CallExpr>();
  call->range = where;
  call->function = function;
  call->type = function->result.unqualified();
  if (function->thisParam)
    call->args.push_back(nullObject(function, where));
  for (ParamDecl *param : llvm::ArrayRef(dispatcher->params).drop_front())
    call->args.push_back(addCast(nameOf(param, where), CastKind::LValueToRValue, param->type));
  calls_.push_back({call, dispatcher, function});
  auto *exit = unit_.make<ReturnStmt>();
  exit->range = where;
  if (dispatcher->result->isVoid()) {
    auto *stmt = unit_.make<ExprStmt>();
    stmt->range = where;
    stmt->expr = call;
    out.push_back(stmt);
  } else {
    exit->value = call;
  }
  out.push_back(exit);
}

// `switch (pointer) { case 1: return f(...); ... }`, then a trap, for null and for what is no function of the
// type.
void Checker::fillDispatcher(const FunctionType *type, FunctionDecl *dispatcher) {
  Range where = dispatcher->range;
  auto *choice = unit_.make<SwitchStmt>();
  choice->range = where;
  ParamDecl *pointer = dispatcher->params.front();
  choice->condition = addCast(addCast(nameOf(pointer, where), CastKind::LValueToRValue, pointer->type),
                              CastKind::PointerToIntegral, builtin(BuiltinKind::ULong));
  choice->body = unit_.make<CompoundStmt>();
  choice->body->range = where;
  for (auto [index, function] : llvm::enumerate(pointedFunctions_)) {
    if (plainType(function) != type)
      continue;
    auto *label = unit_.make<CaseStmt>();
    label->range = where;
    label->constant = index + 1;
    label->value = makeLiteral(unit_, constantOf(index + 1), where);
    choice->body->body.push_back(label);
    addTarget(dispatcher, function, choice->body->body);
  }
  std::vector<Stmt *> &body = dispatcher->body->body;
  if (!choice->body->body.empty())
    body.push_back(choice);
  auto *message = unit_.make<StringLiteral>();
  message->value = "the function pointer that was called is null or of another type";
  auto *trap = unit_.make<CallExpr>();
  trap->range = where;
  trap->builtin = &builtins_->function("__trap")->overloads.front();
  trap->args = {message};
  trap->type = builtin(BuiltinKind::Void);
  auto *stmt = unit_.make<ExprStmt>();
  stmt->range = where;
  stmt->expr = trap;
  body.push_back(stmt);
  auto *exit = unit_.make<ReturnStmt>();
  exit->range = where;
  if (!dispatcher->result->isVoid()) {
    auto *zero = unit_.make<InitListExpr>();
    zero->range = where;
    zero->type = dispatcher->result.unqualified();
    if (auto *record = dyn_cast<RecordType>(zero->type.type))
      zero->inits.resize(record->decl->fields.size());
    exit->value = zero;
  }
  body.push_back(exit);
}

void Checker::fillDispatchers() {
  for (size_t i = 0; i < pointedFunctions_.size(); ++i) { // bodies may take the addresses of more
    useFunction(pointedFunctions_[i]);
    checkBodies();
  }
  for (auto &[type, dispatcher] : dispatchers_)
    fillDispatcher(type, dispatcher);
}

// A kernel's parameters come from the host, which knows no number of a function.
bool Checker::holdsFunctionPointer(QualType type) const {
  if (auto *array = dyn_cast<ArrayType>(type.type))
    return holdsFunctionPointer(array->element);
  if (auto *record = dyn_cast<RecordType>(type.type))
    return llvm::any_of(record->decl->fields, [&](const FieldDecl *field) {
      return field->type && holdsFunctionPointer(field->type);
    });
  return pointedFunction(type) != nullptr;
}

} // namespace hd::sema
