#include "bench/softmax/loop.h"

#include <algorithm>
#include <cmath>

void softmax_loop(const float *__restrict from, float *__restrict to, int columns, int begin, int end) {
  for (int row = begin; row < end; ++row) {
    const float *values = from + row * columns;
    float *result = to + row * columns;
    float largest = values[0];
    for (int i = 1; i < columns; ++i)
      largest = std::max(largest, values[i]);
    float sum = 0;
    for (int i = 0; i < columns; ++i)
      sum += result[i] = std::exp(values[i] - largest);
    for (int i = 0; i < columns; ++i)
      result[i] = result[i] / sum;
  }
}
