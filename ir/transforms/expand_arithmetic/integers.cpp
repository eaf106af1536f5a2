// Integer families: division, wide products, bit operations.
#include "ir/transforms/expand_arithmetic/expansions.h"

#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace hd::ir {

using Predicate = Build::Predicate;

Value expandDivision(Build &build, Value a, Value b, bool isSigned, bool isRemainder) {
  Type type = a.getType();
  Value isZero = build.isZero(b);
  Value ones = build.integer(type, ~uint64_t(0)), one = build.integer(type, 1);
  Value isMinusOne = isSigned ? build.compare(Predicate::eq, b, ones) : Value();
  Value special = isSigned ? build.bitOr(isZero, isMinusOne) : isZero;
  Value safe = build.select(special, one, b);
  if (isRemainder) {
    Value rest = isSigned ? build.make<arith::RemSIOp>(a, safe).getResult()
                          : build.make<arith::RemUIOp>(a, safe).getResult();
    return build.select(isZero, a, rest);
  }
  Value quotient = isSigned ? build.make<arith::DivSIOp>(a, safe).getResult()
                            : build.make<arith::DivUIOp>(a, safe).getResult();
  if (isSigned)
    quotient = build.select(isMinusOne, build.negate(a), quotient);
  return build.select(isZero, ones, quotient);
}

// (ah:al) * (bh:bl) by halves of 32 bits, each product in 64.
static Value highOf64(Build &build, Value a, Value b) {
  Value mask = build.int64(0xffffffff);
  Value al = build.bitAnd(a, mask), ah = build.shr(a, 32u), bl = build.bitAnd(b, mask),
        bh = build.shr(b, 32u);
  Value low = build.mul(al, bl), cross = build.mul(al, bh), other = build.mul(ah, bl);
  Value carry =
      build.add(build.add(build.shr(low, 32u), build.bitAnd(cross, mask)), build.bitAnd(other, mask));
  Value high = build.add(build.mul(ah, bh), build.add(build.shr(cross, 32u), build.shr(other, 32u)));
  return build.add(high, build.shr(carry, 32u));
}

std::pair<Value, Value> expandWideMultiply(Build &build, Value a, Value b, bool isSigned) {
  Type type = a.getType();
  unsigned bits = type.getIntOrFloatBitWidth();
  if (bits < 64) {
    Type wide = bits == 32 ? build.i64() : build.i32();
    auto extend = [&](Value x) {
      return isSigned ? build.extendSigned(x, wide) : build.extendUnsigned(x, wide);
    };
    Value product = build.mul(extend(a), extend(b));
    return {build.truncate(product, type), build.truncate(build.shr(product, bits), type)};
  }
  Value high = highOf64(build, a, b);
  if (isSigned) { // a negative operand counts 2^64 too much
    high = build.sub(high, build.bitAnd(build.sar(a, 63u), b));
    high = build.sub(high, build.bitAnd(build.sar(b, 63u), a));
  }
  return {build.mul(a, b), high};
}

// The ones below the lowest one: trailing zeros as a population.
Value expandTrailingZeros(Build &build, Value x) {
  Value below = build.bitAnd(build.invert(x), build.sub(x, 1));
  return build.make<math::CtPopOp>(below);
}

// Smears the highest one downwards; what is left zero leads.
Value expandLeadingZeros(Build &build, Value x) {
  for (unsigned shift = 1; shift < x.getType().getIntOrFloatBitWidth(); shift *= 2)
    x = build.bitOr(x, build.shr(x, shift));
  return build.make<math::CtPopOp>(build.invert(x));
}

// Swaps neighbours, pairs, nibbles and so on.
Value expandBitReverse(Build &build, Value x) {
  unsigned bits = x.getType().getIntOrFloatBitWidth();
  for (unsigned shift = 1; shift < bits; shift *= 2) {
    APInt mask(bits, 0);
    for (unsigned bit = 0; bit < bits; ++bit)
      mask.setBitVal(bit, (bit / shift) % 2 == 0);
    Value pattern = build.integer(x.getType(), mask);
    x = build.bitOr(build.bitAnd(build.shr(x, shift), pattern), build.shl(build.bitAnd(x, pattern), shift));
  }
  return x;
}

static Value ofWord(Build &build, BitOperation operation, Value x) {
  switch (operation) {
  case BitOperation::LeadingZeros:
    return build.make<math::CountLeadingZerosOp>(x);
  case BitOperation::TrailingZeros:
    return build.make<math::CountTrailingZerosOp>(x);
  case BitOperation::PopulationCount:
    return build.make<math::CtPopOp>(x);
  case BitOperation::Reverse:
    return build.make<BitReverseOp>(x.getType(), x);
  }
  llvm_unreachable("all operations are handled");
}

static Value ofNarrow(Build &build, BitOperation operation, Value x) {
  unsigned bits = x.getType().getIntOrFloatBitWidth();
  Value word = build.extendUnsigned(x, build.i32());
  if (operation == BitOperation::TrailingZeros)
    word = build.bitOr(word, uint64_t(1) << bits);
  Value result = ofWord(build, operation, word);
  if (operation == BitOperation::LeadingZeros)
    result = build.sub(result, 32 - bits);
  if (operation == BitOperation::Reverse)
    result = build.shr(result, 32 - bits);
  return build.truncate(result, x.getType());
}

Value expandByWords(Build &build, BitOperation operation, Value x) {
  if (x.getType().getIntOrFloatBitWidth() < 32)
    return ofNarrow(build, operation, x);
  Value lowWord = build.truncate(x, build.i32()), highWord = build.truncate(build.shr(x, 32u), build.i32());
  Value low = ofWord(build, operation, lowWord), high = ofWord(build, operation, highWord);
  auto wide = [&](Value word) { return build.extendUnsigned(word, build.i64()); };
  switch (operation) {
  case BitOperation::LeadingZeros:
    return wide(build.select(build.isZero(highWord), build.add(low, 32), high));
  case BitOperation::TrailingZeros:
    return wide(build.select(build.isZero(lowWord), build.add(high, 32), low));
  case BitOperation::PopulationCount:
    return wide(build.add(low, high));
  case BitOperation::Reverse:
    return build.bitOr(build.shl(wide(low), 32u), wide(high));
  }
  llvm_unreachable("all operations are handled");
}

} // namespace hd::ir
