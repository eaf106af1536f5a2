// The arguments that the accuracy tests use: special values of both types, and random f64 bit patterns.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

namespace hd::math_test {

// HEDDLE_EXHAUSTIVE=1: every f32 input, and more f64 ones.
bool isExhaustive();

std::vector<double> specialArguments();
// Doubles for a one-argument function: all exponents, and denser where functions have structure.
std::vector<double> randomArguments(int count);
// All pairs of special values, then random pairs: both near one another, far apart, and across a power's
// range.
std::vector<std::pair<double, double>> randomPairs(int count);

} // namespace hd::math_test
