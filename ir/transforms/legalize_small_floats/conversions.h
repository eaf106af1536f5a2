// Conversions to and from f16 and bf16 in integer and f32 arithmetic. Each builds at the insertion point.
//
// Rounding to odd: an inexact result is the one of its two neighbours whose last bit is set. Rounded once
// more to nearest, to at least two digits less, it gives what rounding the exact number gives.
#pragma once

#include "ir/hd/build.h"

namespace hd::ir {

bool isSmallFloat(mlir::Type type); // f16, bf16

// To f32, exact.
mlir::Value widenByIntegers(Build &build, mlir::Value value);
// From f32 to nearest even.
mlir::Value narrowByIntegers(Build &build, mlir::Value value, mlir::Type small);

// f64 to f32, rounded to odd.
mlir::Value narrowToOdd(Build &build, mlir::Value value);
// a + b rounded to odd in their type, f32 or f64; nothing may overflow or be lost in it but digits.
mlir::Value addToOdd(Build &build, mlir::Value a, mlir::Value b);
// An f32 that gives the same when rounded to `small` as the integer.
mlir::Value integerToFloat(Build &build, mlir::Value integer, bool isSigned, mlir::Type small);

} // namespace hd::ir
