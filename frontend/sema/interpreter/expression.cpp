// Scalar expressions: literals, conversions, and the way to the other kinds.
#include "frontend/sema/interpreter/interpreter.h"

namespace hd::sema {

using namespace ast;
using llvm::cast;
using llvm::dyn_cast;

Scalar Interpreter::value(const Expr *written) {
  const Expr *expr = strip(written);
  if (!enter(expr))
    return {};
  Scalar result = dispatch(expr);
  --nodes_;
  return result;
}

Scalar Interpreter::dispatch(const Expr *expr) {
  if (expr->category == Category::LValue) { // without a conversion to a value: `evaluate` of a variable
    Place from = place(expr);
    return from ? load(*from, expr->type, expr->range) : Scalar{};
  }
  switch (expr->kind()) {
  case Expr::Kind::IntLiteral:
    if (expr->type->isPointer()) // a function
      return {{expr->type.unqualified(), cast<IntLiteral>(expr)->value, 0}, {}};
    return {integerOf(expr->type, cast<IntLiteral>(expr)->value), {}};
  case Expr::Kind::FloatLiteral:
    return {floatingOf(expr->type, cast<FloatLiteral>(expr)->value), {}};
  case Expr::Kind::BoolLiteral:
    return {integerOf(expr->type, cast<BoolLiteral>(expr)->value), {}};
  case Expr::Kind::NullPointer:
    return {{expr->type.unqualified(), 0, 0}, {}};
  case Expr::Kind::ImplicitCast:
    return implicitCast(cast<ImplicitCastExpr>(expr));
  case Expr::Kind::Unary:
    return unary(cast<UnaryExpr>(expr));
  case Expr::Kind::Binary:
    return binary(cast<BinaryExpr>(expr));
  case Expr::Kind::Conditional:
    return conditional(cast<ConditionalExpr>(expr));
  case Expr::Kind::Call:
    return call(cast<CallExpr>(expr), nullptr);
  case Expr::Kind::Assign: {
    Place to = assign(cast<AssignExpr>(expr));
    return to ? load(*to, expr->type, expr->range) : Scalar{};
  }
  case Expr::Kind::Member: { // of a value: `f().x`
    Place from = place(expr);
    return from ? load(*from, expr->type, expr->range) : Scalar{};
  }
  case Expr::Kind::InitList: { // `int{}` and `int x = {3}`
    auto &inits = cast<InitListExpr>(expr)->inits;
    if (!inits.empty() && inits[0])
      return value(inits[0]);
    return {{expr->type.unqualified(), 0, 0}, {}};
  }
  case Expr::Kind::Name:
  case Expr::Kind::StringLiteral:
  case Expr::Kind::Subscript:
  case Expr::Kind::Temporary:
  case Expr::Kind::Construct:
    break; // lvalues, or not of scalar type
  case Expr::Kind::Paren:
  case Expr::Kind::Cast:
  case Expr::Kind::SizeOf:
  case Expr::Kind::This:
  case Expr::Kind::Lambda:
  case Expr::Kind::PackExpansion:
  case Expr::Kind::SizeOfPack:
  case Expr::Kind::Fold:
    break; // sema leaves none of these
  }
  return fail(Id::ConstantNotEvaluated, expr->range, "this expression");
}

// For its effects, whatever its type.
bool Interpreter::discard(const Expr *written) {
  const Expr *expr = strip(written);
  if (!expr || !expr->type)
    return failBefore();
  if (expr->category == Category::LValue)
    return place(expr).has_value();
  if (expr->type->isScalar() || expr->type->isVoid())
    return bool(value(expr));
  auto *assignment = dyn_cast<AssignExpr>(expr);
  return (assignment ? assign(assignment) : temporary(expr)).has_value();
}

Scalar Interpreter::convert(const Scalar &from, QualType type, Range where) {
  auto result = convertConstant(from.constant, type);
  if (!result)
    return fail(Id::ConstantOutOfRange, where, spell(from), type.unqualified().str());
  return {*result, {}};
}

Scalar Interpreter::implicitCast(const ImplicitCastExpr *expr) {
  Range where = expr->range;
  if (expr->castKind == CastKind::LValueToRValue) {
    Place from = place(expr->operand);
    return from ? load(*from, expr->operand->type, where) : Scalar{};
  }
  if (expr->castKind == CastKind::ArrayDecay) {
    Place array = place(expr->operand);
    uint64_t size = array ? expr->operand->type->size() : 0; // 0: `extern __shared__ float s[]`
    if (array && !array->reaches(size))
      return fail(Id::ConstantBounds, where, spell(*array->object));
    return array ? Scalar{{expr->type, 0, 0}, size ? array->part(0, size) : *array} : Scalar{};
  }
  if (expr->castKind == CastKind::ToVoid)
    return discard(expr->operand) ? Scalar{{expr->type, 0, 0}, {}} : Scalar{};
  Scalar from = value(expr->operand);
  if (!from)
    return {};
  bool pointsToObject = from.pointer.object != nullptr;
  switch (expr->castKind) {
  case CastKind::NoOp:
    return from;
  case CastKind::IntegralCast:
  case CastKind::IntegralToBool:
  case CastKind::IntegralToFloating:
  case CastKind::FloatingToIntegral:
  case CastKind::FloatingCast:
  case CastKind::FloatingToBool:
    return convert(from, expr->type, where);
  case CastKind::PointerToBool:
    return {integerOf(expr->type, pointsToObject || from.constant.bits), {}};
  case CastKind::PointerCast:
  case CastKind::NullToPointer:
  case CastKind::IntegralToPointer:
    return {{expr->type.unqualified(), from.constant.bits, 0}, from.pointer};
  case CastKind::PointerToIntegral:
    if (pointsToObject)
      return fail(Id::ConstantAddress, where, spell(*from.pointer.object));
    return {integerOf(expr->type, from.constant.bits), {}};
  case CastKind::FunctionDecay:
    return fail(Id::ConstantNotEvaluated, where, "the address of a function");
  case CastKind::LValueToRValue:
  case CastKind::ArrayDecay:
  case CastKind::ToVoid:
    break; // above
  }
  llvm_unreachable("all conversions are handled");
}

Scalar Interpreter::conditional(const ConditionalExpr *expr) {
  auto isTrue = test(expr->condition);
  if (!isTrue)
    return {};
  const Expr *chosen = *isTrue ? expr->thenExpr : expr->elseExpr;
  if (expr->type->isVoid())
    return discard(chosen) ? Scalar{{expr->type, 0, 0}, {}} : Scalar{};
  return value(chosen);
}

} // namespace hd::sema
