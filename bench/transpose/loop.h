#pragma once

// Rows [begin, end) of `from`, multiples of 32, as columns of `to`: row by row.
void transpose_loop(const float *__restrict from, float *__restrict to, int width, int height, int begin,
                    int end);
// The same in tiles of 32x32.
void transpose_tiles(const float *__restrict from, float *__restrict to, int width, int height, int begin,
                     int end);
