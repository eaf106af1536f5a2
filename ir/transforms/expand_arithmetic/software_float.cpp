#include "ir/transforms/expand_arithmetic/software_float.h"

#include "ir/transforms/expand_arithmetic/expansions.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace hd::ir {

SoftwareFloat::SoftwareFloat(Build &build, Type type, unsigned digits)
    : build(build), type(type), bits(type.getIntOrFloatBitWidth()), precision(bits == 32 ? 24 : 53),
      bias(bits == 32 ? 127 : 1023), digits(digits ? digits : precision) {
  wordType = build.builder.getIntegerType(bits);
}

Unpacked SoftwareFloat::unpack(Value x) {
  Value raw = build.bitcast(x, wordType);
  Unpacked result;
  uint64_t fractionMask = (uint64_t(1) << (precision - 1)) - 1, exponentMask = 2 * uint64_t(bias) + 1;
  result.sign = build.bitAnd(raw, uint64_t(1) << (bits - 1));
  Value exponent = build.bitAnd(build.shr(raw, precision - 1), exponentMask);
  Value fraction = build.bitAnd(raw, fractionMask);
  Value isSpecial = build.compare(Predicate::eq, exponent, exponentMask);
  Value isDenormal = build.isZero(exponent), noFraction = build.isZero(fraction);
  result.isZero = build.bitAnd(isDenormal, noFraction);
  result.isInfinite = build.bitAnd(isSpecial, noFraction);
  result.isNan = build.bitAnd(isSpecial, build.isNotZero(fraction));
  // A denormal is shifted until its top bit is where others have the hidden one.
  Value shift = build.sub(build.make<math::CountLeadingZerosOp>(fraction), bits - precision);
  Value safeShift = build.bitAnd(shift, bits - 1);
  result.significand =
      build.select(isDenormal, build.shl(fraction, safeShift), build.bitOr(fraction, fractionMask + 1));
  result.exponent = build.select(isDenormal, build.sub(word(1), shift), exponent);
  return result;
}

Value SoftwareFloat::infinity(Value sign) {
  return build.bitOr(sign, (2 * uint64_t(bias) + 1) << (precision - 1));
}

Value SoftwareFloat::nan() { return word((4 * uint64_t(bias) + 3) << (precision - 2)); }

Value SoftwareFloat::round(Value sign, Value exponent, Pair sum) {
  // Below the smallest normal exponent 1 the significand loses bits at its end.
  sum = shiftRightSticky(sum, build.sub(word(1), exponent));
  Value isNormal = build.compare(Predicate::sge, exponent, 1);
  Value field = build.select(isNormal, build.sub(exponent, 1), word(0));
  unsigned dropped = bits - digits;
  Value kept = build.shr(sum.high, dropped);
  Value half = build.bitAnd(build.shr(sum.high, dropped - 1), 1);
  Value below = build.bitOr(build.bitAnd(sum.high, (uint64_t(1) << (dropped - 1)) - 1), sum.low);
  Value belowOrOdd = build.bitOr(build.isNotZero(below), build.truncate(build.bitAnd(kept, 1), build.i1()));
  Value up = build.bitAnd(half, build.extendUnsigned(belowOrOdd, wordType));
  // A carry out of the significand, hidden bit included, adds to the exponent's field: as it should.
  Value packed = build.add(build.add(build.shl(field, digits - 1), kept), up);
  packed = digits == precision ? packed : build.shl(packed, precision - digits);
  Value overflows = build.compare(Predicate::sgt, exponent, 2 * uint64_t(bias));
  return build.select(overflows, infinity(sign), build.bitOr(sign, packed));
}

Pair SoftwareFloat::select(Value condition, Pair a, Pair b) {
  return {build.select(condition, a.high, b.high), build.select(condition, a.low, b.low)};
}

Pair SoftwareFloat::shiftRightSticky(Pair pair, Value amount) {
  Value most = word(2 * bits - 1);
  amount = build.select(build.compare(Predicate::slt, amount, 0), word(0), amount);
  amount = build.select(build.compare(Predicate::sgt, amount, 2 * bits - 1), most, amount);
  Value isWhole = build.compare(Predicate::uge, amount, bits), part = build.bitAnd(amount, bits - 1);
  Value mask = build.sub(build.shl(word(1), part), 1);
  Value high = build.shr(pair.high, part);
  // (high << 1) << (bits - 1 - part) is high << (bits - part), with amounts that stay below the width.
  Value carried = build.shl(build.shl(pair.high, 1u), build.sub(word(bits - 1), part));
  Pair small{high, build.bitOr(build.shr(pair.low, part), carried)}, big{word(0), high};
  Value lostSmall = build.bitAnd(pair.low, mask);
  Value lostBig = build.bitOr(pair.low, build.bitAnd(pair.high, mask));
  Pair result = select(isWhole, big, small);
  Value lost = build.isNotZero(build.select(isWhole, lostBig, lostSmall));
  return {result.high, build.bitOr(result.low, build.extendUnsigned(lost, wordType))};
}

Pair SoftwareFloat::shiftLeft(Pair pair, Value amount) {
  Value isWhole = build.compare(Predicate::uge, amount, bits), part = build.bitAnd(amount, bits - 1);
  Value carried = build.shr(build.shr(pair.low, 1u), build.sub(word(bits - 1), part));
  Value low = build.shl(pair.low, part);
  Pair small{build.bitOr(build.shl(pair.high, part), carried), low}, big{low, word(0)};
  return select(isWhole, big, small);
}

Pair SoftwareFloat::add(Pair a, Pair b) {
  Value low = build.add(a.low, b.low);
  Value carry = build.extendUnsigned(build.compare(Predicate::ult, low, a.low), wordType);
  return {build.add(build.add(a.high, b.high), carry), low};
}

Pair SoftwareFloat::sub(Pair a, Pair b) {
  Value borrow = build.extendUnsigned(build.compare(Predicate::ult, a.low, b.low), wordType);
  return {build.sub(build.sub(a.high, b.high), borrow), build.sub(a.low, b.low)};
}

Value SoftwareFloat::less(Pair a, Pair b) {
  Value equal = build.compare(Predicate::eq, a.high, b.high);
  return build.select(equal, build.compare(Predicate::ult, a.low, b.low),
                      build.compare(Predicate::ult, a.high, b.high));
}

Pair SoftwareFloat::multiply(Value a, Value b) {
  auto product = build.make<arith::MulUIExtendedOp>(a, b);
  return {product.getHigh(), product.getLow()};
}

Value SoftwareFloat::leadingZeros(Pair pair) {
  Value highIsZero = build.isZero(pair.high);
  Value zeros = build.make<math::CountLeadingZerosOp>(build.select(highIsZero, pair.low, pair.high));
  return build.select(highIsZero, build.add(zeros, bits), zeros);
}

SmallVector<Value> SoftwareFloat::repeat(unsigned count, ArrayRef<Value> start,
                                         function_ref<SmallVector<Value>(ArrayRef<Value>)> step) {
  SmallVector<Value> first{build.int32(count)};
  first.append(start.begin(), start.end());
  SmallVector<Type> types(ValueRange(first).getTypes());
  SmallVector<Location> locations(types.size(), build.loc);
  auto loop = build.make<scf::WhileOp>(types, first);
  OpBuilder::InsertionGuard guard(build.builder);
  Block *before = build.builder.createBlock(&loop.getBefore(), {}, types, locations);
  Value more = build.isNotZero(before->getArgument(0));
  build.make<scf::ConditionOp>(more, before->getArguments());
  Block *after = build.builder.createBlock(&loop.getAfter(), {}, types, locations);
  SmallVector<Value> state(after->getArguments().drop_front());
  SmallVector<Value> next{build.sub(after->getArgument(0), 1)};
  next.append(step(state));
  build.make<scf::YieldOp>(next);
  return SmallVector<Value>(loop.getResults().drop_front());
}

// a*b and c on one scale of two words with one bit free above, added, rounded once.
Value softwareFma(Build &build, Value a, Value b, Value c, unsigned digits) {
  SoftwareFloat real(build, a.getType(), digits);
  Unpacked x = real.unpack(a), y = real.unpack(b), z = real.unpack(c);
  unsigned top = 2 * real.bits - 2; // bit that stays clear
  unsigned productShift = top - 2 * real.precision;
  Pair product = real.shiftLeft(real.multiply(x.significand, y.significand), real.word(productShift));
  Value sign = build.bitXor(x.sign, y.sign);
  // Biased exponents of bit `top - 1`.
  Value productExponent = build.sub(build.add(x.exponent, y.exponent), real.bias - 1);
  Pair addend{build.shl(z.significand, real.bits - 2 - real.precision), real.word(0)};
  Value ahead = build.sub(productExponent, z.exponent);
  Value productLeads = build.compare(Build::Predicate::sge, ahead, 0);
  Value exponent = build.select(productLeads, productExponent, z.exponent);
  product = real.shiftRightSticky(product, build.negate(ahead));
  addend = real.shiftRightSticky(addend, ahead);

  Value sameSign = build.compare(Build::Predicate::eq, sign, z.sign);
  Value addendIsMore = real.less(product, addend);
  Pair difference = real.select(addendIsMore, real.sub(addend, product), real.sub(product, addend));
  Pair sum = real.select(sameSign, real.add(product, addend), difference);
  Value resultSign =
      build.select(build.bitOr(sameSign, build.bitXor(addendIsMore, build.boolean(true))), sign, z.sign);
  Value isNothing = build.isZero(build.bitOr(sum.high, sum.low));
  Value zeros = real.leadingZeros(sum);
  Pair normal = real.shiftLeft(sum, build.bitAnd(zeros, 2 * real.bits - 1));
  Value rounded = real.round(resultSign, build.add(build.sub(exponent, zeros), 2), normal);
  Value finite = real.fromWord(build.select(isNothing, real.word(0), rounded));

  // A zero or special factor: the product is exact. A special addend alone decides.
  Value simple = build.make<arith::AddFOp>(build.make<arith::MulFOp>(a, b), c);
  Value factors =
      build.bitOr(build.bitOr(x.isZero, y.isZero),
                  build.bitOr(build.bitOr(x.isInfinite, x.isNan), build.bitOr(y.isInfinite, y.isNan)));
  Value result = build.select(build.bitOr(z.isInfinite, z.isNan), build.make<arith::AddFOp>(c, c), finite);
  return build.select(factors, simple, result);
}

// The product of two f32 is exact in f64. Its sum with c is rounded to odd there: then the rounding to f32
// cannot come from a tie that was none.
Value softwareFmaInDouble(Build &build, Value a, Value b, Value c) {
  Type wide = build.builder.getF64Type();
  auto extend = [&](Value x) { return build.make<arith::ExtFOp>(wide, x).getResult(); };
  auto add = [&](Value x, Value y) { return build.make<arith::AddFOp>(x, y).getResult(); };
  auto sub = [&](Value x, Value y) { return build.make<arith::SubFOp>(x, y).getResult(); };
  Value p = build.make<arith::MulFOp>(extend(a), extend(b)), q = extend(c);
  Value sum = add(p, q);
  Value qPart = sub(sum, p), pPart = sub(sum, qPart);
  Value error = add(sub(p, pPart), sub(q, qPart));
  Value sumBits = build.bitcast(sum, build.i64()), errorBits = build.bitcast(error, build.i64());
  Value inexact =
      build.make<arith::CmpFOp>(arith::CmpFPredicate::ONE, error, build.zero(wide)); // false for NaN
  Value even = build.isZero(build.bitAnd(sumBits, 1));
  // Away from zero if the rest has the sum's sign, else towards it.
  Value outwards = build.compare(Build::Predicate::sge, build.bitXor(sumBits, errorBits), 0);
  Value odd = build.add(sumBits, build.select(outwards, build.int64(1), build.int64(~uint64_t(0))));
  Value bits = build.select(build.bitAnd(inexact, even), odd, sumBits);
  return build.make<arith::TruncFOp>(a.getType(), build.bitcast(bits, wide));
}

} // namespace hd::ir
