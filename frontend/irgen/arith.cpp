// Operators on values of one arithmetic type. Signed overflow is undefined in the language, hence `nsw`.
#include "frontend/irgen/function_gen.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace hd::irgen {

arith::FastMathFlags FunctionGen::fastMath() const {
  return function_.contract ? arith::FastMathFlags::contract : arith::FastMathFlags::none;
}

Value FunctionGen::genArithmetic(ast::BinaryOp op, Value lhs, Value rhs, ast::QualType type, Location loc) {
  switch (op) {
  case ast::BinaryOp::Lt:
  case ast::BinaryOp::Le:
  case ast::BinaryOp::Gt:
  case ast::BinaryOp::Ge:
  case ast::BinaryOp::Eq:
  case ast::BinaryOp::Ne:
    return genComparison(op, lhs, rhs, type, loc);
  case ast::BinaryOp::Shl:
  case ast::BinaryOp::Shr:
    return genShift(op == ast::BinaryOp::Shl, lhs, rhs, type->isSignedInteger(), loc);
  case ast::BinaryOp::Add:
  case ast::BinaryOp::Sub:
  case ast::BinaryOp::Mul:
  case ast::BinaryOp::Div:
  case ast::BinaryOp::Rem:
  case ast::BinaryOp::And:
  case ast::BinaryOp::Or:
  case ast::BinaryOp::Xor:
    return type->isFloating() ? genFloat(op, lhs, rhs, loc)
                              : genInteger(op, lhs, rhs, type->isSignedInteger(), loc);
  case ast::BinaryOp::LogicalAnd:
  case ast::BinaryOp::LogicalOr:
  case ast::BinaryOp::Comma:
    break;
  }
  llvm_unreachable("no operator on two values");
}

Value FunctionGen::genFloat(ast::BinaryOp op, Value lhs, Value rhs, Location loc) {
  switch (op) {
  case ast::BinaryOp::Add:
    return builder_.create<arith::AddFOp>(loc, lhs, rhs, fastMath());
  case ast::BinaryOp::Sub:
    return builder_.create<arith::SubFOp>(loc, lhs, rhs, fastMath());
  case ast::BinaryOp::Mul:
    return builder_.create<arith::MulFOp>(loc, lhs, rhs, fastMath());
  case ast::BinaryOp::Div:
    return builder_.create<arith::DivFOp>(loc, lhs, rhs, fastMath());
  default:
    llvm_unreachable("no operator on floating point");
  }
}

Value FunctionGen::genInteger(ast::BinaryOp op, Value lhs, Value rhs, bool isSigned, Location loc) {
  auto flags = isSigned && lhs.getType().getIntOrFloatBitWidth() >= 32 ? arith::IntegerOverflowFlags::nsw
                                                                       : arith::IntegerOverflowFlags::none;
  switch (op) {
  case ast::BinaryOp::Add:
    return builder_.create<arith::AddIOp>(loc, lhs, rhs, flags);
  case ast::BinaryOp::Sub:
    return builder_.create<arith::SubIOp>(loc, lhs, rhs, flags);
  case ast::BinaryOp::Mul:
    return builder_.create<arith::MulIOp>(loc, lhs, rhs, flags);
  case ast::BinaryOp::Div:
    if (isSigned)
      return builder_.create<arith::DivSIOp>(loc, lhs, rhs);
    return builder_.create<arith::DivUIOp>(loc, lhs, rhs);
  case ast::BinaryOp::Rem:
    if (isSigned)
      return builder_.create<arith::RemSIOp>(loc, lhs, rhs);
    return builder_.create<arith::RemUIOp>(loc, lhs, rhs);
  case ast::BinaryOp::And:
    return builder_.create<arith::AndIOp>(loc, lhs, rhs);
  case ast::BinaryOp::Or:
    return builder_.create<arith::OrIOp>(loc, lhs, rhs);
  case ast::BinaryOp::Xor:
    return builder_.create<arith::XOrIOp>(loc, lhs, rhs);
  default:
    llvm_unreachable("no operator on integers");
  }
}

Value FunctionGen::genComparison(ast::BinaryOp op, Value lhs, Value rhs, ast::QualType type, Location loc) {
  // In the order of BinaryOp from Lt on: floating, signed, unsigned.
  using F = arith::CmpFPredicate;
  using I = arith::CmpIPredicate;
  static constexpr F kFloat[] = {F::OLT, F::OLE, F::OGT, F::OGE, F::OEQ, F::UNE};
  static constexpr I kSigned[] = {I::slt, I::sle, I::sgt, I::sge, I::eq, I::ne};
  static constexpr I kUnsigned[] = {I::ult, I::ule, I::ugt, I::uge, I::eq, I::ne};
  size_t index = size_t(op) - size_t(ast::BinaryOp::Lt);
  if (type->isFloating())
    return builder_.create<arith::CmpFOp>(loc, kFloat[index], lhs, rhs);
  I predicate = type->isSignedInteger() ? kSigned[index] : kUnsigned[index];
  return builder_.create<arith::CmpIOp>(loc, predicate, lhs, rhs);
}

// CUDA: an amount of the width or more shifts everything out. The amount is taken as unsigned.
Value FunctionGen::genShift(bool left, Value value, Value amount, bool isSigned, Location loc) {
  Type type = value.getType();
  unsigned width = type.getIntOrFloatBitWidth();
  auto shift = [&](Value by) -> Value {
    if (left)
      return builder_.create<arith::ShLIOp>(loc, value, by);
    if (isSigned)
      return builder_.create<arith::ShRSIOp>(loc, value, by);
    return builder_.create<arith::ShRUIOp>(loc, value, by);
  };
  APInt known;
  if (matchPattern(amount, m_ConstantInt(&known)) && known.ult(width))
    return shift(constant(int64_t(known.getZExtValue()), type, loc));
  Type amountType = amount.getType();
  unsigned amountWidth = amountType.getIntOrFloatBitWidth();
  Value inRange = builder_.create<arith::CmpIOp>(loc, arith::CmpIPredicate::ult, amount,
                                                 constant(width, amountType, loc));
  if (amountWidth > width)
    amount = builder_.create<arith::TruncIOp>(loc, type, amount);
  else if (amountWidth < width)
    amount = builder_.create<arith::ExtUIOp>(loc, type, amount);
  Value last = constant(width - 1, type, loc);
  if (!left && isSigned) // the sign fills up
    return shift(builder_.create<arith::SelectOp>(loc, inRange, amount, last));
  Value shifted = shift(builder_.create<arith::AndIOp>(loc, amount, last));
  return builder_.create<arith::SelectOp>(loc, inRange, shifted, constant(0, type, loc));
}

Value FunctionGen::negate(Value value, bool isSigned, Location loc) {
  if (isa<FloatType>(value.getType()))
    return builder_.create<arith::NegFOp>(loc, value);
  return genInteger(ast::BinaryOp::Sub, constant(0, value.getType(), loc), value, isSigned, loc);
}

Value FunctionGen::logicalNot(Value value, Location loc) {
  APInt known;
  if (matchPattern(value, m_ConstantInt(&known)))
    return boolean(known.isZero(), loc);
  return builder_.create<arith::XOrIOp>(loc, value, boolean(true, loc));
}

Value FunctionGen::logicalAnd(Value lhs, Value rhs, Location loc) {
  if (!lhs || !rhs)
    return lhs ? lhs : rhs;
  return builder_.create<arith::AndIOp>(loc, lhs, rhs);
}

} // namespace hd::irgen
