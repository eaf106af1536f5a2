#include "bench/triad/loop.h"

void triad_loop(size_t n, float s, const float *__restrict b, const float *__restrict c,
                float *__restrict a) {
  for (size_t i = 0; i < n; ++i)
    a[i] = b[i] + s * c[i];
}
