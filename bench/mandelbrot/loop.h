#pragma once

struct Plane {
  int width, height;
  float left, top, step;
};

// Iterations until each point of the rows [begin, end) escapes, at most max_iterations.
void mandelbrot_loop(const Plane &plane, int begin, int end, int max_iterations, int *iterations);
