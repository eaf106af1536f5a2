// A matrix of 2048x1024 floats, transposed.
#include "bench/harness/contest.h"
#include "bench/transpose/loop.h"

using namespace hd::bench;

int main(int argc, char **argv) {
  Contest contest(argc, argv, HD_BENCH_KERNELS);
  const int width = 2048, height = 1024, n = width * height;
  hd::Buffer<float> from(contest.device(), random_floats(n, 1)), to(contest.device(), n);
  std::vector<double> expected(n);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      expected[x * height + y] = from.host_span()[y * width + x];

  const Work work{.bytes = 8.0 * n};
  auto enter = [&](const char *name, auto call) {
    check(to.fill(0));
    call();
    Contest::gate(name, largest_error(to.host_span(), expected), 0);
    contest.add(name, work, call);
  };
  auto on_threads = [&](auto loop) {
    contest.split(height / 32, [&](size_t begin, size_t end) {
      loop(from.host_span().data(), to.host_span().data(), width, height, int(begin) * 32, int(end) * 32);
    });
  };
  enter("transpose/2048x1024/heddle", [&, kernel = contest.kernel("transpose")] {
    check(kernel.launch({.grid = {width / 32, height / 32}, .block = {32, 8}}, from, to, width, height));
  });
  enter("transpose/2048x1024/cpp", [&] { on_threads(transpose_loop); });
  enter("transpose/2048x1024/cpp_tiles", [&] { on_threads(transpose_tiles); });
  return contest.run();
}
