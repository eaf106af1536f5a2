// Math that is an operation of `arith` or `math`, or a few of them.
#include "frontend/irgen/function_gen.h"

using namespace mlir;

namespace hd::irgen {

Value FunctionGen::genMathBuiltin(const ast::CallExpr *expr, llvm::ArrayRef<Value> args, Location loc) {
  using enum ast::BuiltinId;
  Type type = args[0].getType();
  bool isFloat = isa<FloatType>(type), isSigned = expr->type->isSignedInteger();
  switch (expr->builtin->id) {
  case AddRn: // never contracted
    return builder_.create<arith::AddFOp>(loc, args[0], args[1]);
  case SubRn:
    return builder_.create<arith::SubFOp>(loc, args[0], args[1]);
  case MulRn:
    return builder_.create<arith::MulFOp>(loc, args[0], args[1]);
  case DivRn:
    return builder_.create<arith::DivFOp>(loc, args[0], args[1]);
  case RcpRn:
    return builder_.create<arith::DivFOp>(loc, constantFloat(1, type, loc), args[0]);
  case Fma:
  case FmaRn:
    return builder_.create<math::FmaOp>(loc, args[0], args[1], args[2]);
  case Sqrt:
  case SqrtRn:
    return builder_.create<math::SqrtOp>(loc, args[0]);
  case RsqrtRn: { // in double, so that only the last rounding counts
    Type f64 = builder_.getF64Type();
    Value root = builder_.create<math::SqrtOp>(loc, builder_.create<arith::ExtFOp>(loc, f64, args[0]));
    Value inverse = builder_.create<arith::DivFOp>(loc, constantFloat(1, f64, loc), root);
    return builder_.create<arith::TruncFOp>(loc, type, inverse);
  }
  case Saturate: { // NaN gives 0
    Value low = builder_.create<ir::MaxNumOp>(loc, args[0], constantFloat(0, type, loc));
    return builder_.create<ir::MinNumOp>(loc, low, constantFloat(1, type, loc));
  }
  case Floor:
    return builder_.create<math::FloorOp>(loc, args[0]);
  case Ceil:
    return builder_.create<math::CeilOp>(loc, args[0]);
  case Trunc:
    return builder_.create<math::TruncOp>(loc, args[0]);
  case Rint:
  case Nearbyint:
    return builder_.create<math::RoundEvenOp>(loc, args[0]);
  case Round:
    return genRound(args[0], loc);
  case Lrint:
  case Llrint:
    return builder_.create<arith::FPToSIOp>(loc, builder_.getI64Type(),
                                            builder_.create<math::RoundEvenOp>(loc, args[0]));
  case Lround:
  case Llround:
    return builder_.create<arith::FPToSIOp>(loc, builder_.getI64Type(), genRound(args[0], loc));
  case Copysign:
    return builder_.create<math::CopySignOp>(loc, args[0], args[1]);
  case IsNan:
  case IsInf:
  case IsFinite:
  case SignBit:
    return genClassify(expr, args[0], loc);
  case Fabs:
  case Abs: {
    if (isFloat)
      return builder_.create<math::AbsFOp>(loc, args[0]);
    Value zero = constant(0, type, loc);
    Value negative = builder_.create<arith::CmpIOp>(loc, arith::CmpIPredicate::slt, args[0], zero);
    return builder_.create<arith::SelectOp>(loc, negative, negate(args[0], true, loc), args[0]);
  }
  case Fmin:
  case Min:
    if (isFloat)
      return builder_.create<ir::MinNumOp>(loc, args[0], args[1]);
    if (isSigned)
      return builder_.create<arith::MinSIOp>(loc, args[0], args[1]);
    return builder_.create<arith::MinUIOp>(loc, args[0], args[1]);
  case Fmax:
  case Max:
    if (isFloat)
      return builder_.create<ir::MaxNumOp>(loc, args[0], args[1]);
    if (isSigned)
      return builder_.create<arith::MaxSIOp>(loc, args[0], args[1]);
    return builder_.create<arith::MaxUIOp>(loc, args[0], args[1]);
  default:
    llvm_unreachable("no math operation");
  }
}

// Half away from zero, exactly: t = trunc(x); |x - t| is exact, and where it is at least 1/2 the result is
// t + copysign(1, x). Infinity gives NaN in the difference and stays, -0.3 gives -0.
Value FunctionGen::genRound(Value value, Location loc) {
  Type type = value.getType();
  Value truncated = builder_.create<math::TruncOp>(loc, value);
  Value rest = builder_.create<arith::SubFOp>(loc, value, truncated);
  Value away =
      builder_.create<arith::CmpFOp>(loc, arith::CmpFPredicate::OGE, builder_.create<math::AbsFOp>(loc, rest),
                                     constantFloat(0.5, type, loc));
  Value one = builder_.create<math::CopySignOp>(loc, constantFloat(1, type, loc), value);
  Value further = builder_.create<arith::AddFOp>(loc, truncated, one);
  return builder_.create<arith::SelectOp>(loc, away, further, truncated);
}

Value FunctionGen::genClassify(const ast::CallExpr *expr, Value value, Location loc) {
  using enum ast::BuiltinId;
  ast::BuiltinId id = expr->builtin->id;
  auto compare = [&](arith::CmpFPredicate predicate, Value a, Value b) -> Value {
    return builder_.create<arith::CmpFOp>(loc, predicate, a, b);
  };
  if (id == IsNan)
    return compare(arith::CmpFPredicate::UNO, value, value);
  if (id == SignBit) {
    Value bits = bitPattern(value, loc);
    return builder_.create<arith::CmpIOp>(loc, arith::CmpIPredicate::slt, bits,
                                          constant(0, bits.getType(), loc));
  }
  Value infinity = constantFloat(std::numeric_limits<double>::infinity(), value.getType(), loc);
  Value magnitude = builder_.create<math::AbsFOp>(loc, value);
  return compare(id == IsInf ? arith::CmpFPredicate::OEQ : arith::CmpFPredicate::OLT, magnitude, infinity);
}

} // namespace hd::irgen
