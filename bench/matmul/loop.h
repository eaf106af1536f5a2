#pragma once

// Rows [begin, end) of c = a * b of n x n, in the order of loops that vectorizes.
void matmul_loop(const float *__restrict a, const float *__restrict b, float *__restrict c, int n, int begin,
                 int end);
// The same through tiles of 32x32, as the kernel does it.
void matmul_tiles(const float *__restrict a, const float *__restrict b, float *__restrict c, int n, int begin,
                  int end);

// Nothing but fused multiply-adds in registers, kPeakFlops of them: what the processor can do at most.
constexpr double kPeakFlops = 2.0 * 1000 * 12 * 16;
float peak_loop();
