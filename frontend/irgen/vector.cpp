// Operators of the vectors that have any, `__half2` and `__nv_bfloat162`: lane by lane.
#include "frontend/irgen/function_gen.h"

#include "frontend/irgen/walk.h"

using namespace mlir;

namespace hd::irgen {

Rvalue FunctionGen::combineLanes(ast::BinaryOp op, const Rvalue &lhs, const Rvalue &rhs, Location loc) {
  Rvalue result;
  for (auto [a, b] : llvm::zip_equal(lhs.leaves, rhs.leaves))
    result.leaves.push_back(genFloat(op, a, b, loc));
  return result;
}

// Chains lean to the left, as in genBinary.
Rvalue FunctionGen::genVectorBinary(const ast::BinaryExpr *expr) {
  SmallVector<const ast::BinaryExpr *> spine = {expr};
  while (auto *next = dyn_cast<ast::BinaryExpr>(strip(spine.back()->lhs))) {
    if (next->op == ast::BinaryOp::Comma)
      break;
    spine.push_back(next);
  }
  Rvalue value = genRvalue(spine.back()->lhs);
  for (const ast::BinaryExpr *step : llvm::reverse(spine))
    value = combineLanes(step->op, value, genRvalue(step->rhs), module_.at(step->opLocation));
  return value;
}

// True when it holds in every lane.
Value FunctionGen::genVectorComparison(const ast::BinaryExpr *expr) {
  Location loc = module_.at(expr->opLocation);
  Rvalue lhs = genRvalue(expr->lhs), rhs = genRvalue(expr->rhs);
  ast::QualType lane = cast<ast::RecordType>(expr->lhs->type.type)->decl->fields[0]->type;
  Value all;
  for (auto [a, b] : llvm::zip_equal(lhs.leaves, rhs.leaves))
    all = logicalAnd(all, genComparison(expr->op, a, b, lane, loc), loc);
  return all;
}

Rvalue FunctionGen::genVectorUnary(const ast::UnaryExpr *expr) {
  Rvalue value;
  if (expr->op == ast::UnaryOp::PostInc || expr->op == ast::UnaryOp::PostDec)
    genStep(expr, &value);
  else if (isStep(expr->op))
    value = load(genStep(expr, nullptr), at(expr));
  else
    value = genRvalue(expr->operand);
  if (expr->op == ast::UnaryOp::Minus)
    for (Value &lane : value.leaves)
      lane = negate(lane, true, at(expr));
  return value;
}

// As one word of two lanes.
Rvalue FunctionGen::genVectorShuffle(const ast::CallExpr *expr) {
  Location loc = at(expr);
  Type i16 = builder_.getI16Type(), i32 = builder_.getI32Type();
  Value half = constant(16, i32, loc);
  Type lane;
  Values args;
  for (const ast::Expr *arg : expr->args) {
    Rvalue value = genRvalue(arg);
    if (arg->type->isRecord()) {
      lane = value.leaves[0].getType();
      for (Value &leaf : value.leaves)
        leaf = builder_.create<arith::ExtUIOp>(loc, i32, builder_.create<arith::BitcastOp>(loc, i16, leaf));
      Value upper = builder_.create<arith::ShLIOp>(loc, value.leaves[1], half);
      value = Value(builder_.create<arith::OrIOp>(loc, value.leaves[0], upper));
    }
    args.push_back(value.scalar());
  }
  Value word = genWarpBuiltin(expr, args, loc);
  Rvalue result;
  for (Value bits : {word, Value(builder_.create<arith::ShRUIOp>(loc, word, half))}) {
    Value narrow = builder_.create<arith::TruncIOp>(loc, i16, bits);
    result.leaves.push_back(builder_.create<arith::BitcastOp>(loc, lane, narrow));
  }
  return result;
}

// One for each lane: CUDA promises no more.
Rvalue FunctionGen::genVectorAtomicAdd(const ast::CallExpr *expr) {
  Value pointer = genScalar(expr->args[0]);
  Rvalue result, value = genRvalue(expr->args[1]);
  for (auto [index, lane] : llvm::enumerate(value.leaves)) {
    Value field = fieldPointer(pointer, unsigned(index), at(expr));
    result.leaves.push_back(genAtomicBuiltin(expr, {field, lane}, at(expr)));
  }
  return result;
}

} // namespace hd::irgen
