#include "bench/block_reduction/loop.h"

float sum_loop(const float *values, size_t n) {
  float sum = 0;
  for (size_t i = 0; i < n; ++i)
    sum += values[i];
  return sum;
}

float sum_any_order(const float *values, size_t n) {
#ifdef __clang__
#pragma clang fp reassociate(on)
#endif
  float sum = 0;
  for (size_t i = 0; i < n; ++i)
    sum += values[i];
  return sum;
}
