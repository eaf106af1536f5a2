#include "bench/transpose/loop.h"

void transpose_loop(const float *__restrict from, float *__restrict to, int width, int height, int begin,
                    int end) {
  for (int y = begin; y < end; ++y)
    for (int x = 0; x < width; ++x)
      to[x * height + y] = from[y * width + x];
}

void transpose_tiles(const float *__restrict from, float *__restrict to, int width, int height, int begin,
                     int end) {
  for (int top = begin; top < end; top += 32)
    for (int left = 0; left < width; left += 32)
      for (int x = left; x < left + 32; ++x)
        for (int y = top; y < top + 32; ++y)
          to[x * height + y] = from[y * width + x];
}
