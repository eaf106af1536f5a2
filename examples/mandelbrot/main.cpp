// Draws the Mandelbrot set: mandelbrot [FILE.png] [--device NAME]. Kernels compiled ahead of time; the struct
// that one of them takes by value comes with the generated header.
#include "image.h"
#include "mandelbrot.h"
#include "support.h"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <vector>

using example::check;
using mandelbrot_kernels::View;

namespace {

// As the kernel counts, in the same precision.
int escape_time(float cx, float cy, int max_iterations) {
  float x = 0, y = 0;
  int count = 0;
  for (; count < max_iterations && x * x + y * y < 4.0f; ++count) {
    float next = x * x - y * y + cx;
    y = 2.0f * x * y + cy;
    x = next;
  }
  return count;
}

// Rounding may move a few pixels at the border of the set, where chaos magnifies it: one in a hundred.
bool agrees(const std::vector<int> &iterations, const View &view, int max_iterations) {
  int different = 0, looked_at = 0;
  for (int row = 0; row < view.height; row += 7)
    for (int column = 0; column < view.width; column += 7, ++looked_at) {
      int expected = escape_time(view.left + column * view.step, view.top + row * view.step, max_iterations);
      int found = iterations[size_t(row) * view.width + column];
      different += std::abs(found - expected) > 1 + expected / 10;
    }
  std::printf("%d of %d sampled pixels differ from the loop on the host\n", different, looked_at);
  return different * 100 <= looked_at;
}

} // namespace

int main(int argc, char **argv) {
  auto device = example::open_device(argc, argv);
  const char *path = argc > 1 ? argv[1] : "mandelbrot.png";
  const int width = 1200, height = 900, max_iterations = 500, n = width * height;
  const View view{.left = -2.25f, .top = -1.125f, .step = 3.0f / width, .width = width, .height = height};

  hd::Buffer<int> iterations(device, n);
  hd::Buffer<uint8_t> rgb(device, size_t{n} * 3);
  const hd::LaunchShape plane{.grid = {(width + 31) / 32, (height + 7) / 8}, .block = {32, 8}};
  auto run = [&] {
    check(mandelbrot_kernels::mandelbrot(device, plane, view, max_iterations, iterations));
    check(device.synchronize());
  };
  double seconds = example::fastest(5, run);
  const hd::LaunchShape line{.grid = {(n + 255) / 256}, .block = {256}};
  check(mandelbrot_kernels::colour(device, line, iterations, n, max_iterations, rgb));

  std::vector<int> counts = check(iterations.to_vector());
  if (!agrees(counts, view, max_iterations)) {
    std::fprintf(stderr, "error: too many pixels differ\n");
    return 1;
  }
  if (!example::write_png(path, check(rgb.to_vector()), width, height))
    return 1;
  double total = 0;
  for (int count : counts)
    total += count;
  std::printf("%dx%d pixels in %.1f ms: %.2f billion iterations/s; drawn to %s\n", width, height,
              seconds * 1e3, total / seconds / 1e9, path);
}
