#include "bench/saxpy/loop.h"

void saxpy_loop(size_t n, float a, const float *__restrict x, float *__restrict y) {
  for (size_t i = 0; i < n; ++i)
    y[i] = a * x[i] + y[i];
}
