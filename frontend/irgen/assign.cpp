// Assignments, simple and compound, and steps. Each gives the place that it wrote.
#include "frontend/irgen/function_gen.h"

using namespace mlir;

namespace hd::irgen {

Place FunctionGen::genAssign(const ast::AssignExpr *expr) {
  Location loc = module_.at(expr->opLocation);
  Rvalue rhs = genRvalue(expr->rhs); // before the left side, as C++17 says
  Place place = genPlace(expr->lhs);
  if (expr->op && expr->lhs->type->isRecord())
    rhs = combineLanes(*expr->op, load(place, loc), rhs, loc);
  else if (expr->op)
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
Place FunctionGen::genStep(const ast::UnaryExpr *expr, Rvalue *old) {
  Location loc = at(expr);
  bool increments = expr->op == ast::UnaryOp::PreInc || expr->op == ast::UnaryOp::PostInc;
  Place place = genPlace(expr->operand);
  Rvalue value = load(place, loc);
  if (old)
    *old = value;
  for (Value &leaf : value.leaves) // several: the lanes of a vector
    leaf = step(leaf, place.type, increments, loc);
  store(place, value, loc);
  return place;
}

Value FunctionGen::step(Value value, ast::QualType type, bool increments, Location loc) {
  auto op = increments ? ast::BinaryOp::Add : ast::BinaryOp::Sub;
  if (isa<ir::PointerType>(value.getType()))
    return offsetBy(value, constant(increments ? 1 : -1, builder_.getI64Type(), loc), false, loc);
  if (isa<FloatType>(value.getType()))
    return genFloat(op, value, constantFloat(1, value.getType(), loc), loc);
  if (value.getType().isInteger(1)) // `flag++` sets it
    return boolean(true, loc);
  return genInteger(op, value, constant(1, value.getType(), loc), type->isSignedInteger(), loc);
}

} // namespace hd::irgen
