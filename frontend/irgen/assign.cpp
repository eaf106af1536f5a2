// Assignments, simple and compound, and steps. Each gives the place that it wrote.
#include "frontend/irgen/function_gen.h"

using namespace mlir;

namespace hd::irgen {

Place FunctionGen::genAssign(const ast::AssignExpr *expr) {
  Location loc = module_.at(expr->opLocation);
  Rvalue rhs = genRvalue(expr->rhs); // before the left side, as C++17 says
  Place place = genPlace(expr->lhs);
  if (expr->op)
    rhs = combine(expr, load(place, loc).scalar(), rhs.scalar());
  store(place, rhs, loc);
  return place;
}

// The new value of `lhs op= rhs`.
Value FunctionGen::combine(const ast::AssignExpr *expr, Value old, Value rhs) {
  Location loc = module_.at(expr->opLocation);
  ast::QualType type = expr->lhs->type;
  if (type->isPointer())
    return offsetBy(old, rhs, expr->op == ast::BinaryOp::Sub, loc);
  Value lhs = convert(old, type, expr->computeType, loc);
  return convert(genArithmetic(*expr->op, lhs, rhs, expr->computeType, loc), expr->computeType, type, loc);
}

// ++ and --; `old` (may be null) receives the value before.
Place FunctionGen::genStep(const ast::UnaryExpr *expr, Value *old) {
  Location loc = at(expr);
  bool increments = expr->op == ast::UnaryOp::PreInc || expr->op == ast::UnaryOp::PostInc;
  Place place = genPlace(expr->operand);
  Value value = load(place, loc).scalar();
  if (old)
    *old = value;
  Type type = value.getType();
  auto op = increments ? ast::BinaryOp::Add : ast::BinaryOp::Sub;
  Value stepped;
  if (isa<ir::PointerType>(type))
    stepped = offsetBy(value, constant(increments ? 1 : -1, builder_.getI64Type(), loc), false, loc);
  else if (isa<FloatType>(type))
    stepped = genFloat(op, value, constantFloat(1, type, loc), loc);
  else if (type.isInteger(1)) // `flag++` sets it
    stepped = boolean(true, loc);
  else
    stepped = genInteger(op, value, constant(1, type, loc), place.type->isSignedInteger(), loc);
  store(place, stepped, loc);
  return place;
}

} // namespace hd::irgen
