// The expansions, one for each family. Each builds at the insertion point and returns the result.
#pragma once

#include "ir/hd/build.h"

namespace hd::ir {

using mlir::Value;

// x / 0 -> -1;  x % 0 -> x;  INT_MIN / -1 -> INT_MIN;  INT_MIN % -1 -> 0
Value expandDivision(Build &build, Value a, Value b, bool isSigned, bool isRemainder);
// The low and the high half of the product.
std::pair<Value, Value> expandWideMultiply(Build &build, Value a, Value b, bool isSigned);
// NaN -> 0, and the nearest integer of the type for what is beyond it.
Value expandFloatToInteger(Build &build, Value x, mlir::Type type, bool isSigned);
// -0 < +0. A NaN operand: `propagate` gives NaN, otherwise the other operand.
Value expandMinMax(Build &build, Value a, Value b, bool isMinimum, bool propagate);

Value expandLeadingZeros(Build &build, Value x);
Value expandTrailingZeros(Build &build, Value x);
Value expandBitReverse(Build &build, Value x);
// Of i64 by two i32, of narrower types by one.
enum class BitOperation { LeadingZeros, TrailingZeros, PopulationCount, Reverse };
Value expandByWords(Build &build, BitOperation operation, Value x);

// Correctly rounded, for f32 and f64. `digits`: rounded to a significand of so many instead of the type's.
Value softwareFma(Build &build, Value a, Value b, Value c, unsigned digits = 0);
Value softwareFmaInDouble(Build &build, Value a, Value b, Value c); // f32 only
Value softwareDivide(Build &build, Value a, Value b);
Value softwareSqrt(Build &build, Value x);
// Correctly rounded, for all types. By fma where the device has that (`fused`) and operands are near 1; else
// by the above.
enum class Fused { Always, Probed, Never };
Value exactDivide(Build &build, Value a, Value b, Fused fused);
Value exactSqrt(Build &build, Value x, Fused fused);

} // namespace hd::ir
