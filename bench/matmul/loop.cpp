#include "bench/matmul/loop.h"

void matmul_loop(const float *__restrict a, const float *__restrict b, float *__restrict c, int n, int begin,
                 int end) {
  for (int row = begin; row < end; ++row) {
    for (int column = 0; column < n; ++column)
      c[row * n + column] = 0;
    for (int k = 0; k < n; ++k)
      for (int column = 0; column < n; ++column)
        c[row * n + column] += a[row * n + k] * b[k * n + column];
  }
}

void matmul_tiles(const float *__restrict a, const float *__restrict b, float *__restrict c, int n, int begin,
                  int end) {
  constexpr int kTile = 32;
  for (int top = begin; top < end; top += kTile)
    for (int left = 0; left < n; left += kTile) {
      float sum[kTile][kTile] = {};
      for (int first = 0; first < n; first += kTile)
        for (int y = 0; y < kTile; ++y)
          for (int k = 0; k < kTile; ++k)
            for (int x = 0; x < kTile; ++x)
              sum[y][x] += a[(top + y) * n + first + k] * b[(first + k) * n + left + x];
      for (int y = 0; y < kTile; ++y)
        for (int x = 0; x < kTile; ++x)
          c[(top + y) * n + left + x] = sum[y][x];
    }
}

float peak_loop() {
  using Vector [[gnu::vector_size(64)]] = float;
  constexpr int kChains = 12;      // latency times throughput, with room
  volatile float unknown = 0.999f; // to the optimiser
  const Vector factor = Vector{} + unknown, term = Vector{} + unknown;
  Vector sum[kChains] = {};
  for (int i = 0; i < 1000; ++i)
    for (int chain = 0; chain < kChains; ++chain)
      sum[chain] = sum[chain] * factor + term;
  float total = 0;
  for (const Vector &part : sum)
    total += part[0];
  return total;
}
