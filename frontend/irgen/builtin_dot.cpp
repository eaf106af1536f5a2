// Dot products of a word's parts: __dp4a, __dp2a_lo, __dp2a_hi.
#include "frontend/irgen/function_gen.h"

using namespace mlir;

namespace hd::irgen {

// The parts of an operand, widened to 32 bits: the fields of a vector, or those of a word from its lowest
// bits on.
Values FunctionGen::genParts(const ast::Expr *operand, unsigned bits, bool isSigned, Location loc) {
  Type i32 = builder_.getI32Type();
  Values parts;
  if (operand->type->isRecord()) {
    for (Value field : genRvalue(operand).leaves)
      parts.push_back(isSigned ? builder_.create<arith::ExtSIOp>(loc, i32, field).getResult()
                               : builder_.create<arith::ExtUIOp>(loc, i32, field).getResult());
    return parts;
  }
  Value word = genScalar(operand);
  for (unsigned at = 0; at < 32; at += bits) {
    Value top = genShift(true, word, constant(32 - bits - at, i32, loc), false, loc);
    parts.push_back(genShift(false, top, constant(32 - bits, i32, loc), isSigned, loc));
  }
  return parts;
}

Value FunctionGen::genDotBuiltin(const ast::CallExpr *expr, Location loc) {
  bool isSigned = expr->type->isSignedInteger(), isHalfwords = expr->builtin->id != ast::BuiltinId::Dp4a;
  Values a = genParts(expr->args[0], isHalfwords ? 16 : 8, isSigned, loc);
  Values b = genParts(expr->args[1], 8, isSigned, loc);
  Value sum = genScalar(expr->args[2]);
  unsigned first = expr->builtin->id == ast::BuiltinId::Dp2aHi ? 2 : 0;
  for (auto [index, part] : llvm::enumerate(a)) {
    Value product = builder_.create<arith::MulIOp>(loc, part, b[first + index]);
    sum = builder_.create<arith::AddIOp>(loc, sum, product);
  }
  return sum;
}

} // namespace hd::irgen
