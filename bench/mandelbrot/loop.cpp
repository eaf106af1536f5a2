#include "bench/mandelbrot/loop.h"

void mandelbrot_loop(const Plane &plane, int begin, int end, int max_iterations, int *iterations) {
  for (int row = begin; row < end; ++row)
    for (int column = 0; column < plane.width; ++column) {
      float cx = plane.left + column * plane.step, cy = plane.top + row * plane.step;
      float x = 0, y = 0;
      int count = 0;
      while (count < max_iterations && x * x + y * y < 4.0f) {
        float next = x * x - y * y + cx;
        y = 2.0f * x * y + cy;
        x = next;
        ++count;
      }
      iterations[row * plane.width + column] = count;
    }
}
