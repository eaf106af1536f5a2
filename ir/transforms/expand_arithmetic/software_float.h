// IEEE 754 arithmetic by integers, in words as wide as the type: f32 in i32, f64 in i64. A number is taken
// apart into sign, exponent and significand; a result is a significand of two words, rounded once.
#pragma once

#include "ir/hd/build.h"

namespace hd::ir {

// An unsigned number of two words.
struct Pair {
  mlir::Value high, low;
};

// Sign in the top bit of a word; a number's value is significand * 2^(exponent - bias - (precision - 1)).
struct Unpacked {
  mlir::Value sign;
  mlir::Value exponent;    // biased, below 1 for denormals that were normalised
  mlir::Value significand; // top bit set at precision - 1, unless the number is 0
  mlir::Value isZero, isInfinite, isNan;
};

class SoftwareFloat {
public:
  using Value = mlir::Value;
  using Predicate = Build::Predicate;

  // `digits`: of results, at most the type's own, which 0 stands for.
  SoftwareFloat(Build &build, mlir::Type type, unsigned digits = 0);

  Unpacked unpack(Value x);
  // `sum` (top bit of the upper word set) * 2^(exponent - bias) with the top bit counting 1, rounded to
  // nearest even, with gradual underflow and overflow to infinity. The lowest bit may stand for more below.
  Value round(Value sign, Value exponent, Pair sum);

  Value infinity(Value sign);
  Value nan();
  Value word(uint64_t value) { return build.integer(wordType, value); }
  Value fromWord(Value bits) { return build.bitcast(bits, type); }
  // -1, 0 or more shifted; the bits that fall off count as one sticky bit. Any amount; negative is none.
  Pair shiftRightSticky(Pair pair, Value amount);
  Pair shiftLeft(Pair pair, Value amount);
  Pair add(Pair a, Pair b);
  Pair sub(Pair a, Pair b);
  Value less(Pair a, Pair b);
  Pair select(Value condition, Pair a, Pair b);
  Pair multiply(Value a, Value b);
  Value leadingZeros(Pair pair);
  // Runs `step` on the values `count` times.
  llvm::SmallVector<Value> repeat(unsigned count, llvm::ArrayRef<Value> start,
                                  llvm::function_ref<llvm::SmallVector<Value>(llvm::ArrayRef<Value>)> step);

  Build &build;
  mlir::Type type, wordType;
  unsigned bits;      // of a word
  unsigned precision; // of the significand, the hidden bit included
  unsigned bias;
  unsigned digits; // that rounding leaves of the precision
};

} // namespace hd::ir
