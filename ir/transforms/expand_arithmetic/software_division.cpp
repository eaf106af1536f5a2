// Division and square root by integers. Both need the first `precision + 1` bits of the exact result, the
// last to round by, and whether anything is left. For f64 they come one bit after another. For f32 the
// device's own operation gives most of them: an error of up to 8 units in the last place is put right by the
// remainder, which is small and so exact in 32 bits however far the full product went beyond them.
#include "ir/transforms/expand_arithmetic/expansions.h"
#include "ir/transforms/expand_arithmetic/software_float.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace hd::ir {

namespace {
// Top bit of the bits at the top of the word; rest: whether the exact result has more.
struct Digits {
  Value bits, rest;
};
} // namespace

static Value floatOf(Build &build, Value integer) {
  return build.make<arith::SIToFPOp>(build.builder.getF32Type(), integer);
}

// a / b to the nearest integer or one beside it, for small quotients.
static Value smallQuotient(Build &build, Value a, Value b) {
  Type real = build.builder.getF32Type();
  Value shifter = build.make<arith::ConstantOp>(build.builder.getF32FloatAttr(12582912.0f)); // 1.5 * 2^23
  Value quotient = build.make<arith::DivFOp>(floatOf(build, a), floatOf(build, b));
  Value shifted = build.make<arith::AddFOp>(real, quotient, shifter);
  return build.sub(build.bitcast(shifted, build.i32()), build.bitcast(shifter, build.i32()));
}

// The significand, with the hidden bit, of the normal number of these bits.
static Value significandOf(Build &build, Value bits) {
  return build.bitOr(build.bitAnd(bits, 0x7fffff), 0x800000);
}

// The bits of a guess at a number between two others, which it may have missed.
static Value clamp(Build &build, Value guess, uint32_t least, uint32_t most) {
  Value bits = build.bitcast(guess, build.i32());
  bits = build.select(build.compare(Build::Predicate::slt, bits, least), build.int32(least), bits);
  return build.select(build.compare(Build::Predicate::sgt, bits, most), build.int32(most), bits);
}

// x / y for significands of 24 bits; `isBelowOne`: x < y.
static Digits divideSingle(Build &build, Value x, Value y, Value isBelowOne) {
  Value guess = build.make<arith::DivFOp>(floatOf(build, x), floatOf(build, y));
  Value bits = clamp(build, guess, 0x3f000000, 0x3fffffff); // [0.5, 2)
  Value isHalf = build.compare(Build::Predicate::ult, bits, 0x3f800000);
  Value significand = significandOf(build, bits);
  Value quotient = build.select(isHalf, build.shl(significand, 2u), build.shl(significand, 3u)); // times 2^26
  Value rest = build.sub(build.shl(x, 26u), build.mul(quotient, y));
  Value correction = build.sub(smallQuotient(build, rest, y), 2); // never too much
  quotient = build.add(quotient, correction);
  rest = build.sub(rest, build.mul(correction, y));
  for (unsigned shift : {1u, 0u}) {
    Value step = build.shl(y, shift), fits = build.compare(Build::Predicate::uge, rest, step);
    rest = build.select(fits, build.sub(rest, step), rest);
    quotient = build.select(fits, build.add(quotient, uint64_t(1) << shift), quotient);
  }
  return {build.select(isBelowOne, build.shl(quotient, 6u), build.shl(quotient, 5u)), rest};
}

// The root of x * 2^-23, which lies in [1, 4).
static Digits rootSingle(Build &build, Value x) {
  Value scale = build.make<arith::ConstantOp>(build.builder.getF32FloatAttr(0x1p-23f));
  Value argument = build.make<arith::MulFOp>(floatOf(build, x), scale);
  Value guess = build.make<math::SqrtOp>(argument);
  Value bits = clamp(build, guess, 0x3f800000, 0x3fffffff); // [1, 2)
  Value root = build.shl(significandOf(build, bits), 1u);   // times 2^24
  auto restOf = [&](Value r) { return build.sub(build.shl(x, 25u), build.mul(r, r)); };
  root = build.sub(build.add(root, smallQuotient(build, restOf(root), build.shl(root, 1u))), 2);
  Value rest = restOf(root);
  for (unsigned i = 0; i < 4; ++i) {
    Value step = build.bitOr(build.shl(root, 1u), 1), fits = build.compare(Build::Predicate::uge, rest, step);
    rest = build.select(fits, build.sub(rest, step), rest);
    root = build.select(fits, build.add(root, 1), root);
  }
  return {build.shl(root, 7u), rest};
}

static Digits divideByBits(Build &build, SoftwareFloat &real, Value x, Value y) {
  SmallVector<Value> state =
      real.repeat(real.precision + 1, {x, real.word(0)}, [&](ArrayRef<Value> now) -> SmallVector<Value> {
        Value fits = build.compare(Build::Predicate::uge, now[0], y);
        Value rest = build.select(fits, build.sub(now[0], y), now[0]);
        Value quotient = build.bitOr(build.shl(now[1], 1u), build.extendUnsigned(fits, real.wordType));
        return {build.shl(rest, 1u), quotient};
      });
  return {build.shl(state[1], real.bits - real.precision - 1), state[0]};
}

Value softwareDivide(Build &build, Value a, Value b) {
  SoftwareFloat real(build, a.getType());
  Unpacked x = real.unpack(a), y = real.unpack(b);
  Value sign = build.bitXor(x.sign, y.sign);
  Value isBelowOne = build.compare(Build::Predicate::ult, x.significand, y.significand);
  Value step = build.extendUnsigned(isBelowOne, real.wordType);
  Value exponent = build.sub(build.add(build.sub(x.exponent, y.exponent), real.bias), step);
  Digits digits = a.getType().isF32()
                      ? divideSingle(build, x.significand, y.significand, isBelowOne)
                      : divideByBits(build, real, build.shl(x.significand, step), y.significand);
  Pair quotient{digits.bits, build.extendUnsigned(build.isNotZero(digits.rest), real.wordType)};
  Value bits = real.round(sign, exponent, quotient);
  bits = build.select(build.bitOr(x.isZero, y.isInfinite), sign, bits);
  bits = build.select(build.bitOr(y.isZero, x.isInfinite), real.infinity(sign), bits);
  Value undefined =
      build.bitOr(build.bitOr(x.isNan, y.isNan),
                  build.bitOr(build.bitAnd(x.isZero, y.isZero), build.bitAnd(x.isInfinite, y.isInfinite)));
  return real.fromWord(build.select(undefined, real.nan(), bits));
}

// The significand lies in [1, 4): two of its bits give one of the root's.
static Digits rootByBits(Build &build, SoftwareFloat &real, Value x) {
  Value radicand = build.shl(x, real.bits - 1 - real.precision);
  SmallVector<Value> state =
      real.repeat(real.precision + 1, {radicand, real.word(0), real.word(0)},
                  [&](ArrayRef<Value> now) -> SmallVector<Value> {
                    Value rest = build.bitOr(build.shl(now[1], 2u), build.shr(now[0], real.bits - 2));
                    Value trial = build.bitOr(build.shl(now[2], 2u), 1);
                    Value fits = build.compare(Build::Predicate::uge, rest, trial);
                    Value root =
                        build.bitOr(build.shl(now[2], 1u), build.extendUnsigned(fits, real.wordType));
                    return {build.shl(now[0], 2u), build.select(fits, build.sub(rest, trial), rest), root};
                  });
  return {build.shl(state[2], real.bits - real.precision - 1), state[1]};
}

Value softwareSqrt(Build &build, Value a) {
  SoftwareFloat real(build, a.getType());
  Unpacked x = real.unpack(a);
  // The exponent is made even.
  Value unbiased = build.sub(x.exponent, real.bias);
  Value isOdd = build.bitAnd(unbiased, 1);
  Value exponent = build.add(build.sar(unbiased, 1u), real.bias);
  Value radicand = build.shl(x.significand, isOdd);
  Digits digits = a.getType().isF32() ? rootSingle(build, radicand) : rootByBits(build, real, radicand);
  Pair root{digits.bits, build.extendUnsigned(build.isNotZero(digits.rest), real.wordType)};
  Value bits = real.round(real.word(0), exponent, root);
  Value raw = build.bitcast(a, real.wordType);
  bits = build.select(build.bitOr(x.isZero, x.isInfinite), raw, bits);
  Value isNegative = build.bitAnd(build.isNotZero(x.sign), build.bitXor(x.isZero, build.boolean(true)));
  return real.fromWord(build.select(build.bitOr(x.isNan, isNegative), real.nan(), bits));
}

} // namespace hd::ir
