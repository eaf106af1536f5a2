// Explicit casts: anything between scalars, as C's cast does, whatever the style.
#include "frontend/sema/checker.h"

namespace hd::sema {

Expr *Checker::checkCast(CastExpr *expr) {
  QualType target = resolveType(expr->target);
  if (target && expr->operand && expr->operand->kind() == Expr::Kind::InitList) {
    target = target.unqualified();
    expr->operand = requireComplete(target, expr->range) ? checkInit(expr->operand, target, "initialise with")
                                                         : fail(expr->operand);
  } else if (!expr->operand && target) { // `T()`
    return construct(target, {}, false, expr->range);
  } else if (expr->operand) {
    expr->operand = checkExpr(expr->operand);
  }
  if (!target || failed(expr->operand))
    return fail(expr);
  if (target->isReference()) {
    Expr *place = castToReference(expr, target);
    if (cast<ReferenceType>(target.type)->isRValue && hasAddress(place))
      expiring_.insert(place);
    return place;
  }
  target = target.unqualified();
  expr->operand = explicitCast(expr->operand, target, expr->range);
  expr->type = target;
  return failed(expr->operand) ? fail(expr) : expr;
}

// `static_cast<T &>(x)`, `(T &)x`, `reinterpret_cast<T &>(x)`: the same place under another type.
Expr *Checker::castToReference(CastExpr *expr, QualType target) {
  QualType referee = cast<ReferenceType>(target.type)->referee;
  Expr *operand = expr->operand;
  if (!hasAddress(operand)) {
    bool canTemporary = cast<ReferenceType>(target.type)->isRValue || referee.isConst;
    if (!canTemporary) {
      report(Id::CannotBind, expr->range, "cast", target.str(), operand->type.str());
      return fail(expr);
    }
    Expr *value = convert(operand, referee.unqualified(), "cast");
    return failed(value) ? fail(expr) : temporary(value);
  }
  RecordDecl *base = isDerivedFrom(operand->type, referee);
  if (base)
    operand = baseOf(operand, base);
  else if (isDerivedFrom(referee, operand->type)) // down to the derived class
    return derefOf(explicitCast(addressOf(operand), unit_.types.pointerTo(referee), expr->range),
                   expr->range);
  if (operand->type == referee)
    return operand;
  return derefOf(addCast(addressOf(operand), CastKind::PointerCast, unit_.types.pointerTo(referee)),
                 expr->range);
}

// From a pointer to a base class to one to a class derived from it.
Expr *Checker::castDown(Expr *pointer, RecordDecl *derived, QualType target) {
  uint64_t offset = 0;
  auto *base = cast<RecordType>(cast<PointerType>(pointer->type.type)->pointee.type)->decl;
  for (RecordDecl *at = derived; at != base;) {
    for (const BaseClass &each : recordInfos_[at].bases)
      if (each.record == base || hasBase(each.record, base)) {
        offset += each.field ? each.field->offset : 0;
        at = each.record;
        break;
      }
  }
  if (!offset)
    return addCast(pointer, CastKind::PointerCast, target);
  QualType bytes = unit_.types.pointerTo(builtin(BuiltinKind::Char));
  auto *shifted = unit_.make<BinaryExpr>();
  shifted->op = BinaryOp::Sub;
  shifted->range = pointer->range;
  shifted->lhs = addCast(pointer, CastKind::PointerCast, bytes);
  shifted->rhs = makeLiteral(unit_, {builtin(BuiltinKind::Long), offset, 0}, pointer->range);
  shifted->type = bytes;
  return addCast(shifted, CastKind::PointerCast, target);
}

Expr *Checker::explicitCast(Expr *operand, QualType target, Range where) {
  if (target->isRecord() && !cast<RecordType>(target.type)->decl->isBuiltin)
    return construct(target, {operand}, false, where);
  if (operand->type->isRecord() && !target->isVoid())
    if (FunctionDecl *conversion = findConversion(operand, target, true))
      return applyConversion(operand, conversion, target, "cast");
  if (Expr *pointer = toFunctionPointer(operand, target))
    return pointer;
  operand = rvalue(target->isVoid() ? operand : decayFunction(operand));
  if (failed(operand))
    return operand;
  QualType from = operand->type;
  if (from.type == target.type)
    return operand;
  auto *fromPointer = dyn_cast<PointerType>(from.type), *toPointer = dyn_cast<PointerType>(target.type);
  if (fromPointer && toPointer && isDerivedFrom(toPointer->pointee, fromPointer->pointee))
    return castDown(operand, cast<RecordType>(toPointer->pointee.type)->decl, target);
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
