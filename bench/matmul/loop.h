#pragma once

// Rows [begin, end) of c = a * b of n x n, in the order of loops that vectorizes.
void matmul_loop(const float *__restrict a, const float *__restrict b, float *__restrict c, int n, int begin,
                 int end);
// The same through tiles of 32x32, as the kernel does it.
void matmul_tiles(const float *__restrict a, const float *__restrict b, float *__restrict c, int n, int begin,
                  int end);
