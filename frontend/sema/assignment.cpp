// Assignments, and what may be assigned to.
#include "frontend/sema/checker.h"

namespace hd::sema {

namespace {

// The variable or parameter whose storage an lvalue is part of, null when it lies behind a pointer.
ValueDecl *ownerOf(Expr *expr) {
  while (true) {
    if (auto *paren = dyn_cast<ParenExpr>(expr))
      expr = paren->operand;
    else if (auto *member = dyn_cast<MemberExpr>(expr); member && !member->isArrow)
      expr = member->base;
    else if (auto *step = dyn_cast<UnaryExpr>(expr);
             step && (step->op == UnaryOp::PreInc || step->op == UnaryOp::PreDec))
      expr = step->operand;
    else if (auto *assign = dyn_cast<AssignExpr>(expr))
      expr = assign->lhs;
    else if (auto *comma = dyn_cast<BinaryExpr>(expr); comma && comma->op == BinaryOp::Comma)
      expr = comma->rhs;
    else if (auto *subscript = dyn_cast<SubscriptExpr>(expr)) // of an array in the variable: `a[i]`
      expr = subscript->base;
    else if (auto *decay = dyn_cast<ImplicitCastExpr>(expr); decay && decay->castKind == CastKind::ArrayDecay)
      expr = decay->operand;
    else
      break;
  }
  auto *name = dyn_cast<NameExpr>(expr);
  return name ? name->decl : nullptr;
}

} // namespace

bool Checker::isConstObject(QualType type) {
  if (type.isConst)
    return true;
  auto *array = dyn_cast<ArrayType>(type.type);
  return array && isConstObject(array->element);
}

void Checker::markAddressTaken(Expr *expr) {
  if (unevaluated_)
    return;
  ValueDecl *owner = ownerOf(expr);
  if (!owner)
    return;
  if (auto *variable = dyn_cast<VarDecl>(static_cast<Decl *>(owner)))
    variable->addressTaken = true;
  if (auto *param = dyn_cast<ParamDecl>(static_cast<Decl *>(owner)))
    param->addressTaken = param->isModified = true;
}

void Checker::markModified(Expr *expr) {
  if (ValueDecl *owner = ownerOf(expr))
    if (auto *param = dyn_cast<ParamDecl>(static_cast<Decl *>(owner)))
      param->isModified = true;
}

bool Checker::checkModifiable(Expr *expr, const char *what) {
  if (expr->category != Category::LValue) {
    report(Id::NotAssignable, expr->range, what);
    return false;
  }
  if (expr->type->isArray()) {
    report(Id::ArrayAssignment, expr->range);
    return false;
  }
  if (!isConstObject(expr->type))
    return true;
  ValueDecl *owner = ownerOf(expr);
  auto &diagnostic =
      report(Id::ConstViolation, expr->range, owner ? "`" + owner->name + "`" : "this", expr->type.str());
  if (owner && owner->nameLocation.valid())
    diagnostic.note(Id::DeclaredHere, nameRange(owner), owner->name);
  return false;
}

static const char *spellingOfCompound(BinaryOp op) {
  static const char *const names[] = {"operator+=",  "operator-=",  "operator*=", "operator/=", "operator%=",
                                      "operator<<=", "operator>>=", "operator&=", "operator|=", "operator^="};
  return names[size_t(op)];
}

Expr *Checker::checkAssign(AssignExpr *expr) {
  expr->lhs = asPlace(checkExpr(expr->lhs));
  bool isList = expr->rhs->kind() == Expr::Kind::InitList;
  if (!isList)
    expr->rhs = checkExpr(expr->rhs);
  if (failed(expr->lhs) || (!isList && failed(expr->rhs)))
    return fail(expr);
  const char *name = expr->op ? spellingOfCompound(*expr->op) : "operator=";
  bool sameClass = !expr->op && !isList && expr->rhs->type.type == expr->lhs->type.type;
  if (!sameClass || hasOwnAssignment(expr->lhs->type))
    if (Expr *call = overloadedOperator(name, {expr->lhs, expr->rhs}, expr->range))
      return call;
  if (expr->op) {
    expr->rhs = rvalue(expr->rhs);
    return checkCompoundAssign(expr);
  }
  QualType type = expr->lhs->type;
  if (isList) {
    expr->rhs = checkInit(expr->rhs, type.unqualified(), "assign");
    if (failed(expr->rhs))
      return fail(expr);
  }
  if (!checkModifiable(expr->lhs, "="))
    return fail(expr);
  bool isCopy = !isList && type->isRecord() && expr->rhs->type.type == type.type;
  expr->rhs = isCopy ? rvalue(expr->rhs) : convert(expr->rhs, type.unqualified(), "assign");
  markModified(expr->lhs);
  expr->type = type.unqualified();
  expr->category = Category::LValue;
  return failed(expr->rhs) ? fail(expr) : expr;
}

// Whether a class, or one that it is derived from, defines `operator=`.
bool Checker::hasOwnAssignment(QualType type) {
  auto *record = dyn_cast<RecordType>(type.type);
  if (!record || record->decl->isBuiltin || !isComplete(type))
    return false;
  return bool(lookUpIn("operator=", recordInfos_[record->decl].scope));
}

Expr *Checker::checkCompoundAssign(AssignExpr *expr) {
  if (failed(expr->lhs) || failed(expr->rhs) || !checkModifiable(expr->lhs, "an assignment"))
    return fail(expr);
  BinaryOp op = *expr->op;
  QualType left = expr->lhs->type.unqualified(), right = expr->rhs->type;
  if (right->isRecord() && left->isArithmetic()) {
    expr->rhs = convertToArithmetic(expr->rhs);
    if (failed(expr->rhs))
      return fail(expr);
    right = expr->rhs->type;
  }
  bool needsIntegers = op >= BinaryOp::Rem && op <= BinaryOp::Xor;
  auto *pointer = dyn_cast<PointerType>(left.type);
  if (pointer && (op == BinaryOp::Add || op == BinaryOp::Sub) && right->isInteger() &&
      !pointer->pointee->isVoid() && pointer->pointee->size()) {
    expr->computeType = left;
    expr->rhs = convertArithmetic(expr->rhs, builtin(BuiltinKind::Long));
  } else if (op <= BinaryOp::Div && worksByLane(op, left, right)) {
    expr->computeType = left;
  } else if (left->kind() != Type::Kind::Enum && !mixesSmallFloats(left, right) &&
             (needsIntegers ? left->isInteger() && right->isInteger()
                            : left->isArithmetic() && right->isArithmetic())) {
    bool isShift = op == BinaryOp::Shl || op == BinaryOp::Shr;
    expr->computeType = isShift ? promoted(left) : commonType(left, right);
    expr->rhs = convertArithmetic(expr->rhs, expr->computeType);
  } else {
    report(Id::BadOperands, expr->range, "an assignment with an operator", left.str(), right.str());
    return fail(expr);
  }
  markModified(expr->lhs);
  expr->type = left;
  expr->category = Category::LValue;
  return expr;
}

} // namespace hd::sema
