// A loop whose end differs from thread to thread: the whole set at 512x384, 256 iterations.
#include "bench/harness/contest.h"
#include "bench/mandelbrot/loop.h"

#include <algorithm>

using namespace hd::bench;

namespace {

// The share of pixels that differ from the count in double by more than one: rounding moves some at the
// border.
double share_wrong(std::span<const int> found, const Plane &plane, int max_iterations) {
  size_t wrong = 0;
  for (int row = 0; row < plane.height; ++row)
    for (int column = 0; column < plane.width; ++column) {
      double cx = plane.left + column * double{plane.step}, cy = plane.top + row * double{plane.step};
      double x = 0, y = 0;
      int count = 0;
      for (; count < max_iterations && x * x + y * y < 4; ++count) {
        double next = x * x - y * y + cx;
        y = 2 * x * y + cy;
        x = next;
      }
      wrong += std::abs(found[row * plane.width + column] - count) > 1;
    }
  return double(wrong) / double(found.size());
}

} // namespace

int main(int argc, char **argv) {
  Contest contest(argc, argv, HD_BENCH_KERNELS);
  const Plane plane{.width = 512, .height = 384, .left = -2.25f, .top = -1.125f, .step = 3.0f / 512};
  const int max_iterations = 256, n = plane.width * plane.height;
  hd::Buffer<int> iterations(contest.device(), n);
  const hd::LaunchShape shape{.grid = {plane.width / 32, plane.height / 8}, .block = {32, 8}};
  auto heddle = [&, mandelbrot = contest.kernel("mandelbrot")] {
    check(mandelbrot.launch(shape, plane.width, plane.height, plane.left, plane.top, plane.step,
                            max_iterations, iterations));
  };
  auto cpp = [&] {
    contest.split(plane.height, [&](size_t begin, size_t end) {
      mandelbrot_loop(plane, int(begin), int(end), max_iterations, iterations.host_span().data());
    });
  };

  heddle();
  Contest::gate("mandelbrot/heddle", share_wrong(iterations.host_span(), plane, max_iterations), 0.01);
  double total = 0;
  for (int count : iterations.host_span())
    total += count;
  check(iterations.fill(0));
  cpp();
  Contest::gate("mandelbrot/cpp", share_wrong(iterations.host_span(), plane, max_iterations), 0.01);

  const Work work{.flops = 9 * total};
  contest.add("mandelbrot/512x384/heddle", work, heddle);
  contest.add("mandelbrot/512x384/cpp", work, cpp);
  return contest.run();
}
