#include "ir/transforms/legalize_small_floats/conversions.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace hd::ir {

using Integer = Build::Predicate;

bool isSmallFloat(Type type) { return type.isF16() || type.isBF16(); }

static Value constantFloat(Build &build, Type type, double value) {
  return build.make<arith::ConstantOp>(build.builder.getFloatAttr(type, value));
}

// f16: rebias the exponent; a denormal is its fraction times 2^-24, without denormals of f32.
static Value widenHalf(Build &build, Value bits) {
  Type single = build.builder.getF32Type();
  Value sign = build.shl(build.bitAnd(bits, 0x8000), 16u), magnitude = build.bitAnd(bits, 0x7fff);
  Value shifted = build.shl(magnitude, 13u);
  Value normal = build.add(shifted, 112u << 23), special = build.bitOr(shifted, 0x7f800000);
  special =
      build.select(build.compare(Integer::ugt, magnitude, 0x7c00), build.bitOr(special, 0x400000), special);
  Value small = build.make<arith::MulFOp>(build.make<arith::UIToFPOp>(single, magnitude),
                                          constantFloat(build, single, 0x1p-24));
  Value result =
      build.select(build.compare(Integer::ult, magnitude, 0x400), build.bitcast(small, build.i32()), normal);
  result = build.select(build.compare(Integer::uge, magnitude, 0x7c00), special, result);
  return build.bitcast(build.bitOr(result, sign), single);
}

Value widenByIntegers(Build &build, Value value) {
  Value bits = build.extendUnsigned(build.bitcast(value, build.builder.getI16Type()), build.i32());
  if (value.getType().isF16())
    return widenHalf(build, bits);
  return build.bitcast(build.shl(bits, 16u), build.builder.getF32Type());
}

// A carry out of the fraction adds to the exponent, up to infinity. Below 2^-14 the sum with 1/2 rounds to
// the denormals' step, 2^-24.
static Value narrowHalf(Build &build, Value value) {
  Type single = build.builder.getF32Type();
  Value bits = build.bitcast(value, build.i32());
  Value sign = build.bitAnd(build.shr(bits, 16u), 0x8000), magnitude = build.bitAnd(bits, 0x7fffffff);
  Value odd = build.bitAnd(build.shr(magnitude, 13u), 1);
  Value rounded = build.shr(build.add(build.sub(magnitude, (112u << 23) - 0xfff), odd), 13u);
  Value sum = build.make<arith::AddFOp>(build.bitcast(magnitude, single), constantFloat(build, single, 0.5));
  Value denormal = build.sub(build.bitcast(sum, build.i32()), 0x3f000000);
  Value nan = build.bitOr(build.bitAnd(build.shr(magnitude, 13u), 0x3ff), 0x7e00);
  Value result = build.select(build.compare(Integer::ult, magnitude, 0x38800000), denormal, rounded);
  result = build.select(build.compare(Integer::uge, magnitude, 0x47800000), build.int32(0x7c00), result);
  result = build.select(build.compare(Integer::ugt, magnitude, 0x7f800000), nan, result);
  return build.bitOr(result, sign);
}

static Value narrowBFloat(Build &build, Value value) {
  Value bits = build.bitcast(value, build.i32()), upper = build.shr(bits, 16u);
  Value rounded = build.shr(build.add(build.add(bits, 0x7fff), build.bitAnd(upper, 1)), 16u);
  Value isNan = build.compare(Integer::ugt, build.bitAnd(bits, 0x7fffffff), 0x7f800000);
  return build.select(isNan, build.bitOr(upper, 0x40), rounded);
}

Value narrowByIntegers(Build &build, Value value, Type small) {
  Value bits = small.isF16() ? narrowHalf(build, value) : narrowBFloat(build, value);
  return build.bitcast(build.truncate(bits, build.builder.getI16Type()), small);
}

Value narrowToOdd(Build &build, Value value) {
  Type single = build.builder.getF32Type();
  Value nearest = build.make<arith::TruncFOp>(single, value);
  Value back = build.make<arith::ExtFOp>(value.getType(), nearest);
  Value inexact = build.make<arith::CmpFOp>(arith::CmpFPredicate::ONE, back, value); // false for NaN
  Value above = build.make<arith::CmpFOp>(arith::CmpFPredicate::OGT, build.make<math::AbsFOp>(back),
                                          build.make<math::AbsFOp>(value));
  // The lower of the two neighbours in magnitude, and its last bit set: it, or the upper one.
  Value lower = build.sub(build.bitcast(nearest, build.i32()), build.extendUnsigned(above, build.i32()));
  return build.select(inexact, build.bitcast(build.bitOr(lower, 1), single), nearest);
}

// Knuth's two-sum gives what the rounding lost.
Value addToOdd(Build &build, Value a, Value b) {
  Type type = a.getType(), word = build.builder.getIntegerType(type.getIntOrFloatBitWidth());
  auto add = [&](Value x, Value y) { return build.make<arith::AddFOp>(x, y).getResult(); };
  auto sub = [&](Value x, Value y) { return build.make<arith::SubFOp>(x, y).getResult(); };
  Value sum = add(a, b);
  Value bPart = sub(sum, a), aPart = sub(sum, bPart);
  Value error = add(sub(a, aPart), sub(b, bPart));
  Value sumBits = build.bitcast(sum, word), errorBits = build.bitcast(error, word);
  Value inexact =
      build.make<arith::CmpFOp>(arith::CmpFPredicate::ONE, error, build.zero(type)); // false for NaN
  // An error of the other sign: the sum is beyond the exact one, and its lower neighbour is one less.
  Value beyond = build.compare(Integer::slt, build.bitXor(sumBits, errorBits), build.zero(word));
  Value lower = build.sub(sumBits, build.extendUnsigned(beyond, word));
  return build.select(inexact, build.bitcast(build.bitOr(lower, 1), type), sum);
}

// --- integers

// The 32 bits of an unsigned integer that has its top bit set, or of one below 2^32: exact in f32, where what
// is below the digits of bf16 and its rounding is one sticky bit.
static Value stickyToFloat(Build &build, Value integer, bool isSigned) {
  Value low = build.bitAnd(integer, 0x1ff), high = build.bitAnd(integer, ~uint64_t(0x1ff));
  Value sticky = build.select(build.isZero(low), build.int32(0), build.int32(0x100));
  // |x| < 2^24 is exact as it is.
  Value shifted = isSigned ? build.add(integer, 1u << 24) : integer;
  Value isSmall = build.compare(Integer::ult, shifted, isSigned ? 1u << 25 : 1u << 24);
  Value value = build.select(isSmall, integer, build.bitOr(high, sticky));
  Type single = build.builder.getF32Type();
  if (isSigned)
    return build.make<arith::SIToFPOp>(single, value);
  return build.make<arith::UIToFPOp>(single, value);
}

// Shifted until the top bit is set, converted, and scaled back.
static Value wideToFloat(Build &build, Value integer, bool isSigned) {
  Type single = build.builder.getF32Type();
  Value magnitude = integer, sign;
  if (isSigned) {
    Value isNegative = build.compare(Integer::slt, integer, build.zero(integer.getType()));
    magnitude = build.select(isNegative, build.negate(integer), integer);
    sign = build.shl(build.extendUnsigned(isNegative, build.i32()), 31u);
  }
  Value zeros = build.bitAnd(build.make<math::CountLeadingZerosOp>(magnitude), 63); // 0 is shifted by none
  Value shifted = build.shl(magnitude, zeros);
  Value top = build.truncate(build.shr(shifted, 32u), build.i32());
  Value rest = build.isNotZero(build.truncate(shifted, build.i32()));
  Value value = stickyToFloat(build, build.bitOr(top, build.extendUnsigned(rest, build.i32())), false);
  Value exponent = build.sub(build.int32(127 + 32), build.truncate(zeros, build.i32()));
  Value scale = build.bitcast(build.shl(exponent, 23u), single);
  Value result = build.make<arith::MulFOp>(value, scale);
  if (!isSigned)
    return result;
  return build.bitcast(build.bitOr(build.bitcast(result, build.i32()), sign), single);
}

Value integerToFloat(Build &build, Value integer, bool isSigned, Type small) {
  Type type = integer.getType(), single = build.builder.getF32Type();
  unsigned bits = type.getIntOrFloatBitWidth();
  if (bits > 16 && small.isBF16())
    return bits == 64 ? wideToFloat(build, integer, isSigned) : stickyToFloat(build, integer, isSigned);
  if (bits > 16) { // beyond 2^17 all is infinity
    constexpr uint64_t kMost = 1 << 17;
    Value most = build.integer(type, kMost), least = build.negate(most);
    integer = isSigned
                  ? build.make<arith::MaxSIOp>(build.make<arith::MinSIOp>(integer, most), least).getResult()
                  : build.make<arith::MinUIOp>(integer, most).getResult();
    integer = build.truncate(integer, build.i32());
  }
  if (isSigned)
    return build.make<arith::SIToFPOp>(single, integer);
  return build.make<arith::UIToFPOp>(single, integer);
}

} // namespace hd::ir
