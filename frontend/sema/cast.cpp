// Explicit casts: anything between scalars, as C's cast does, whatever the style.
#include "frontend/sema/checker.h"

namespace hd::sema {

Expr *Checker::checkCast(CastExpr *expr) {
  QualType target = resolveType(expr->target).unqualified();
  if (target && expr->operand && expr->operand->kind() == Expr::Kind::InitList) {
    expr->operand = requireComplete(target, expr->range) ? checkInit(expr->operand, target, "initialise with")
                                                         : fail(expr->operand);
  } else if (!expr->operand && target) { // `T()`
    auto *zero = unit_.make<InitListExpr>();
    zero->range = expr->range;
    expr->operand = checkInit(zero, target, "initialise with");
  } else if (expr->operand) {
    expr->operand = checkValue(expr->operand);
  }
  if (!target || failed(expr->operand))
    return fail(expr);
  expr->operand = explicitCast(expr->operand, target, expr->range);
  expr->type = target;
  return failed(expr->operand) ? fail(expr) : expr;
}

Expr *Checker::explicitCast(Expr *operand, QualType target, Range where) {
  QualType from = operand->type;
  if (from.type == target.type)
    return operand;
  if (target->isVoid())
    return addCast(operand, CastKind::ToVoid, target);
  if (convertsToDimensions(from, target))
    return convertToDimensions(operand, target);
  if (target->isArithmetic() && from->isArithmetic())
    return convertArithmetic(operand, target);
  if (target->isPointer() && (from->isPointer() || isNullConstant(operand)))
    return convertUnchecked(operand, target);
  if (target->isPointer() && from->isInteger()) {
    Expr *wide =
        convertArithmetic(operand, builtin(from->isSignedInteger() ? BuiltinKind::Long : BuiltinKind::ULong));
    return addCast(wide, CastKind::IntegralToPointer, target);
  }
  if (target->isBool() && from->isPointer())
    return addCast(operand, CastKind::PointerToBool, target);
  if (target->isInteger() && from->isPointer()) {
    Expr *wide = addCast(operand, CastKind::PointerToIntegral, builtin(BuiltinKind::ULong));
    return convertArithmetic(wide, target);
  }
  report(Id::BadCast, where, from.str(), target.str());
  return fail(operand);
}

} // namespace hd::sema
