// Conversions to integers; minimum and maximum.
#include "ir/transforms/expand_arithmetic/expansions.h"

using namespace mlir;

namespace hd::ir {

using FloatPredicate = arith::CmpFPredicate;

static Value compareFloat(Build &build, FloatPredicate predicate, Value a, Value b) {
  return build.make<arith::CmpFOp>(predicate, a, b);
}

// 2^exponent, exact in every type that gets here.
static Value power(Build &build, Type type, int exponent, bool negative = false) {
  const llvm::fltSemantics &semantics = cast<FloatType>(type).getFloatSemantics();
  APFloat value = scalbn(APFloat(semantics, 1), exponent, APFloat::rmNearestTiesToEven);
  if (negative)
    value.changeSign();
  return build.make<arith::ConstantOp>(build.builder.getFloatAttr(type, value));
}

Value expandFloatToInteger(Build &build, Value x, Type type, bool isSigned) {
  if (x.getType().getIntOrFloatBitWidth() < 32) // f16 has no 2^31
    x = build.make<arith::ExtFOp>(build.builder.getF32Type(), x);
  Type real = x.getType();
  unsigned bits = type.getIntOrFloatBitWidth();
  Value above = power(build, real, int(bits) - (isSigned ? 1 : 0)); // the first number beyond the type
  Value lowest = isSigned ? power(build, real, int(bits) - 1, /*negative=*/true) : build.zero(real);
  Value tooHigh = compareFloat(build, FloatPredicate::OGE, x, above);
  Value notTooLow = compareFloat(build, FloatPredicate::OGE, x, lowest); // false for NaN
  Value inside = build.bitAnd(notTooLow, build.bitXor(tooHigh, build.boolean(true)));
  Value safe = build.select(inside, x, build.zero(real));
  Value converted = isSigned ? build.make<arith::FPToSIOp>(type, safe).getResult()
                             : build.make<arith::FPToUIOp>(type, safe).getResult();
  APInt most = isSigned ? APInt::getSignedMaxValue(bits) : APInt::getMaxValue(bits);
  Value result = build.select(tooHigh, build.integer(type, most), converted);
  if (!isSigned)
    return result;
  Value tooLow = compareFloat(build, FloatPredicate::OLT, x, lowest);
  return build.select(tooLow, build.integer(type, APInt::getSignedMinValue(bits)), result);
}

Value expandMinMax(Build &build, Value a, Value b, bool isMinimum, bool propagate) {
  Type type = a.getType(), bits = build.builder.getIntegerType(type.getIntOrFloatBitWidth());
  Value first = compareFloat(build, isMinimum ? FloatPredicate::OLT : FloatPredicate::OGT, a, b);
  Value result = build.select(first, a, b);
  // Equal numbers have equal bits, but for zeros.
  Value aBits = build.bitcast(a, bits), bBits = build.bitcast(b, bits);
  Value joined = isMinimum ? build.bitOr(aBits, bBits) : build.bitAnd(aBits, bBits);
  Value equal = compareFloat(build, FloatPredicate::OEQ, a, b);
  result = build.select(equal, build.bitcast(joined, type), result);
  Value unordered = compareFloat(build, FloatPredicate::UNO, a, b);
  if (propagate)
    return build.select(unordered, build.make<arith::AddFOp>(a, b), result);
  Value aIsNan = compareFloat(build, FloatPredicate::UNO, a, a);
  return build.select(unordered, build.select(aIsNan, b, a), result);
}

} // namespace hd::ir
