#pragma once

#include <cstddef>

// The sum in the order of the values, which no compiler may vectorize.
float sum_loop(const float *values, size_t n);
// The same with leave to add in any order, which clang takes.
float sum_any_order(const float *values, size_t n);
