// Unary and binary operators.
#include "frontend/sema/checker.h"

#include "llvm/ADT/SmallVector.h"

namespace hd::sema {

namespace {

const char *spelling(BinaryOp op) {
  static const char *const names[] = {"+",  "-",  "*", "/",  "%", "<<", ">>", "&",  "|", "^",
                                      "&&", "||", "<", "<=", ">", ">=", "==", "!=", ","};
  return names[size_t(op)];
}

const char *spelling(UnaryOp op) {
  static const char *const names[] = {"+", "-", "!", "~", "*", "&", "++", "--", "++", "--"};
  return names[size_t(op)];
}

} // namespace

// `a + b + c + ...` is a chain of thousands of left operands: walked without recursion.
Expr *Checker::checkBinarySpine(BinaryExpr *expr) {
  llvm::SmallVector<BinaryExpr *, 8> spine = {expr};
  while (auto *next = dyn_cast<BinaryExpr>(spine.back()->lhs))
    spine.push_back(next);
  Expr *lhs = checkExpr(spine.back()->lhs);
  for (BinaryExpr *node : llvm::reverse(spine)) {
    node->lhs = lhs;
    lhs = checkBinary(node);
  }
  return lhs;
}

Expr *Checker::badOperands(BinaryExpr *expr) {
  report(Id::BadOperands, expr->range, spelling(expr->op), expr->lhs->type.str(), expr->rhs->type.str());
  return fail(expr);
}

// The vector types that have operators, as in CUDA: `__half2`, `__nv_bfloat162`.
bool Checker::isArithmeticVector(QualType type) {
  auto *record = dyn_cast<RecordType>(type.type);
  return record && record->decl->isBuiltin && record->decl->fields[0]->type->isSmallFloat();
}

bool Checker::worksByLane(BinaryOp op, QualType left, QualType right) {
  bool isOperator = op <= BinaryOp::Div || (op >= BinaryOp::Lt && op <= BinaryOp::Ne);
  return isOperator && left.type == right.type && isArithmeticVector(left);
}

// The left side is checked already.
Expr *Checker::checkBinary(BinaryExpr *expr) {
  BinaryOp op = expr->op;
  expr->rhs = checkExpr(expr->rhs);
  if (failed(expr->lhs) || failed(expr->rhs))
    return fail(expr);
  if (op == BinaryOp::Comma)
    return checkComma(expr);
  expr->lhs = decayFunction(expr->lhs);
  expr->rhs = decayFunction(expr->rhs);
  bool hasClass = expr->lhs->type->isRecord() || expr->rhs->type->isRecord();
  if (hasClass || expr->lhs->type->kind() == Type::Kind::Enum || expr->rhs->type->kind() == Type::Kind::Enum)
    if (Expr *call =
            overloadedOperator(std::string("operator") + spelling(op), {expr->lhs, expr->rhs}, expr->range))
      return call;
  if (hasClass && op != BinaryOp::LogicalAnd && op != BinaryOp::LogicalOr) {
    expr->lhs = convertToArithmetic(expr->lhs);
    expr->rhs = convertToArithmetic(expr->rhs);
  } else if (op != BinaryOp::LogicalAnd && op != BinaryOp::LogicalOr) {
    expr->lhs = promoteBitField(rvalue(expr->lhs));
    expr->rhs = promoteBitField(rvalue(expr->rhs));
  }
  if (failed(expr->lhs) || failed(expr->rhs))
    return fail(expr);
  QualType left = expr->lhs->type, right = expr->rhs->type;
  if (op == BinaryOp::LogicalAnd || op == BinaryOp::LogicalOr) {
    expr->lhs = toBool(expr->lhs);
    expr->rhs = toBool(expr->rhs);
    expr->type = builtin(BuiltinKind::Bool);
    return failed(expr->lhs) || failed(expr->rhs) ? fail(expr) : expr;
  }
  if (worksByLane(op, left, right)) { // a comparison: whether it holds in all lanes
    expr->type = op >= BinaryOp::Lt ? builtin(BuiltinKind::Bool) : left.unqualified();
    return expr;
  }
  if (mixesSmallFloats(left, right))
    return badOperands(expr);
  if (op >= BinaryOp::Lt && op <= BinaryOp::Ne)
    return checkComparison(expr);
  if (left->isPointer() || right->isPointer())
    return checkPointerArithmetic(expr);
  bool needsIntegers = op >= BinaryOp::Rem && op <= BinaryOp::Xor;
  bool fits =
      needsIntegers ? left->isInteger() && right->isInteger() : left->isArithmetic() && right->isArithmetic();
  if (!fits)
    return badOperands(expr);
  if (op == BinaryOp::Shl || op == BinaryOp::Shr) {
    expr->lhs = promote(expr->lhs);
    expr->rhs = promote(expr->rhs);
    expr->type = expr->lhs->type.unqualified();
    return expr;
  }
  expr->type = commonType(left, right);
  expr->lhs = convertArithmetic(expr->lhs, expr->type);
  expr->rhs = convertArithmetic(expr->rhs, expr->type);
  return expr;
}

Expr *Checker::checkComma(BinaryExpr *expr) {
  expr->lhs = rvalue(expr->lhs);
  if (expr->rhs->category != Category::LValue || expr->rhs->type->isArray())
    expr->rhs = rvalue(expr->rhs);
  if (failed(expr->lhs) || failed(expr->rhs))
    return fail(expr);
  expr->type = expr->rhs->type;
  expr->category = expr->rhs->category;
  return expr;
}

// An object of a class that converts to exactly one arithmetic type or pointer, as that; all else as a value.
Expr *Checker::convertToArithmetic(Expr *expr) {
  auto *record = dyn_cast<RecordType>(expr->type.type);
  if (!record || record->decl->isBuiltin || !isComplete(expr->type))
    return promoteBitField(rvalue(expr));
  llvm::SmallVector<FunctionDecl *, 4> functions;
  conversionFunctions(record->decl, functions);
  FunctionDecl *only = nullptr;
  for (FunctionDecl *function : functions) {
    QualType result = function->declaredResult;
    if (auto *reference = dyn_cast<ReferenceType>(result.type))
      result = reference->referee;
    if (function->isExplicit || !result->isScalar() || (expr->type.isConst && !function->isConstMember))
      continue;
    if (only && only->declaredResult != function->declaredResult)
      return rvalue(expr);
    only = function;
  }
  if (!only)
    return rvalue(expr);
  QualType result = only->declaredResult;
  if (auto *reference = dyn_cast<ReferenceType>(result.type))
    result = reference->referee;
  return applyConversion(expr, only, result.unqualified(), "convert");
}

// pointer + integer, integer + pointer (swapped), pointer - integer, pointer - pointer
Expr *Checker::checkPointerArithmetic(BinaryExpr *expr) {
  BinaryOp op = expr->op;
  if (op == BinaryOp::Add && expr->rhs->type->isPointer() && expr->lhs->type->isInteger())
    std::swap(expr->lhs, expr->rhs);
  auto *pointer = dyn_cast<PointerType>(expr->lhs->type.type);
  if (!pointer || (op != BinaryOp::Add && op != BinaryOp::Sub))
    return badOperands(expr);
  QualType right = expr->rhs->type, pointee = pointer->pointee;
  auto *other = dyn_cast<PointerType>(right.type);
  if (other && (op == BinaryOp::Add || other->pointee.type != pointee.type))
    return badOperands(expr);
  if ((!other && !right->isInteger()) || isa<FunctionType>(pointee.type))
    return badOperands(expr);
  if (!isComplete(pointee) || pointee->size() == 0) {
    report(Id::VoidArithmetic, expr->range, expr->lhs->type.str());
    return fail(expr);
  }
  if (other) {
    expr->rhs = convertUnchecked(expr->rhs, expr->lhs->type);
    expr->type = builtin(BuiltinKind::Long);
    return expr;
  }
  expr->rhs = convertArithmetic(expr->rhs, builtin(BuiltinKind::Long));
  expr->type = expr->lhs->type.unqualified();
  return expr;
}

Expr *Checker::checkComparison(BinaryExpr *expr) {
  QualType left = expr->lhs->type, right = expr->rhs->type;
  expr->type = builtin(BuiltinKind::Bool);
  if (left->isArithmetic() && right->isArithmetic()) {
    QualType common = commonType(left, right);
    expr->lhs = convertArithmetic(expr->lhs, common);
    expr->rhs = convertArithmetic(expr->rhs, common);
    return expr;
  }
  if (left->isPointer() && standardRank(expr->rhs, expr->rhs->type, left) <= kConversion)
    expr->rhs = convertUnchecked(expr->rhs, left);
  else if (right->isPointer() && standardRank(expr->lhs, expr->lhs->type, right) <= kConversion)
    expr->lhs = convertUnchecked(expr->lhs, right);
  else
    return badOperands(expr);
  return expr;
}

Expr *Checker::checkUnary(UnaryExpr *expr) {
  switch (expr->op) {
  case UnaryOp::AddressOf:
    return checkAddressOf(expr);
  case UnaryOp::PreInc:
  case UnaryOp::PreDec:
  case UnaryOp::PostInc:
  case UnaryOp::PostDec:
    return checkIncrement(expr);
  case UnaryOp::Plus:
  case UnaryOp::Minus:
  case UnaryOp::Not:
  case UnaryOp::BitNot:
  case UnaryOp::Deref:
    break;
  }
  Expr *operand = expr->operand = checkExpr(expr->operand);
  if (failed(operand))
    return fail(expr);
  if (Expr *call = overloadedOperator(std::string("operator") + spelling(expr->op), {operand}, expr->range))
    return call;
  if (expr->op == UnaryOp::Plus || expr->op == UnaryOp::Deref)
    if (FunctionDecl *function = functionOf(operand->type, nullptr, expr->range);
        function && plainType(function))
      return functionPointer(function, expr->range);
  if (expr->op != UnaryOp::Not)
    operand = expr->operand = convertToArithmetic(operand);
  if (failed(operand))
    return fail(expr);
  QualType type = operand->type;
  if (expr->op == UnaryOp::Not) {
    expr->operand = toBool(operand);
    expr->type = builtin(BuiltinKind::Bool);
    return failed(expr->operand) ? fail(expr) : expr;
  }
  if (expr->op == UnaryOp::Deref) {
    auto *pointer = dyn_cast<PointerType>(type.type);
    if (pointedFunction(type)) // a function is its address
      return expr->operand;
    if (pointer && !pointer->pointee->isVoid() && requireComplete(pointer->pointee, expr->range)) {
      expr->type = pointer->pointee;
      expr->category = Category::LValue;
      return expr;
    }
    if (pointer && !pointer->pointee->isVoid())
      return fail(expr);
  }
  if (isArithmeticVector(type) && (expr->op == UnaryOp::Minus || expr->op == UnaryOp::Plus)) {
    expr->type = type.unqualified();
    return expr;
  }
  bool fits =
      expr->op != UnaryOp::Deref && (expr->op == UnaryOp::BitNot ? type->isInteger() : type->isArithmetic());
  if (!fits) {
    report(Id::BadOperand, expr->range, spelling(expr->op), type.str());
    return fail(expr);
  }
  expr->operand = promote(operand);
  expr->type = expr->operand->type;
  return expr;
}

Expr *Checker::checkAddressOf(UnaryExpr *expr) {
  Expr *operand = expr->operand = asPlace(checkExpr(expr->operand));
  if (failed(operand))
    return fail(expr);
  if (isFunctionName(operand)) // of several functions: what it is converted to tells which
    return decayFunction(operand);
  if (operand->type->kind() == Type::Kind::Function)
    return rvalue(operand);
  if (Expr *call = overloadedOperator("operator&", {operand}, expr->range))
    return call;
  if (bitFieldOf(operand)) {
    report(Id::BitFieldAddress, expr->range);
    return fail(expr);
  }
  auto *name = dyn_cast<NameExpr>(withoutParens(operand));
  auto *variable = name ? dyn_cast<VarDecl>(static_cast<Decl *>(name->decl)) : nullptr;
  if (operand->category != Category::LValue || (variable && variable->isBuiltin)) {
    report(Id::NotAddressable, expr->range);
    return fail(expr);
  }
  if (auto *deref = dyn_cast<UnaryExpr>(const_cast<Expr *>(withoutParens(operand)));
      deref && deref->op == UnaryOp::Deref)
    return deref->operand;
  markAddressTaken(operand);
  expr->type = unit_.types.pointerTo(operand->type);
  return expr;
}

Expr *Checker::checkIncrement(UnaryExpr *expr) {
  Expr *operand = expr->operand = asPlace(checkExpr(expr->operand));
  if (failed(operand))
    return fail(expr);
  bool isPrefix = expr->op == UnaryOp::PreInc || expr->op == UnaryOp::PreDec;
  if (operand->type->isRecord() || operand->type->kind() == Type::Kind::Enum) {
    std::string name = std::string("operator") + spelling(expr->op);
    Expr *zero = makeLiteral(unit_, {builtin(BuiltinKind::Int), 0, 0}, expr->range);
    Expr *call = isPrefix ? overloadedOperator(name, {operand}, expr->range)
                          : overloadedOperator(name, {operand, zero}, expr->range);
    if (call)
      return call;
  }
  if (!checkModifiable(operand, spelling(expr->op)))
    return fail(expr);
  QualType type = operand->type.unqualified();
  auto *pointer = dyn_cast<PointerType>(type.type);
  bool fits = pointer ? pointer->pointee->size() != 0 && !pointer->pointee->isVoid()
                      : isArithmeticVector(type) ||
                            (type->isArithmetic() && type->kind() != Type::Kind::Enum && !type->isBool());
  if (!fits) {
    report(Id::BadOperand, expr->range, spelling(expr->op), type.str());
    return fail(expr);
  }
  markModified(operand);
  expr->type = type;
  expr->category = isPrefix ? Category::LValue : Category::RValue;
  return expr;
}

} // namespace hd::sema
