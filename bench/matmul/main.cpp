// The product of two matrices of 512x512, through shared memory.
#include "bench/harness/contest.h"
#include "bench/matmul/loop.h"

#include <benchmark/benchmark.h>

using namespace hd::bench;

int main(int argc, char **argv) {
  Contest contest(argc, argv, HD_BENCH_KERNELS);
  const int n = 512;
  hd::Buffer<float> a(contest.device(), random_floats(n * n, 1)),
      b(contest.device(), random_floats(n * n, 2));
  hd::Buffer<float> c(contest.device(), n * n);
  std::vector<double> expected(n * n);
  for (int row = 0; row < n; ++row)
    for (int k = 0; k < n; ++k)
      for (int column = 0; column < n; ++column)
        expected[row * n + column] += double{a.host_span()[row * n + k]} * b.host_span()[k * n + column];

  const Work work{.flops = 2.0 * n * n * n};
  auto enter = [&](const char *name, auto call) {
    check(c.fill(0));
    call();
    Contest::gate(name, largest_error(c.host_span(), expected), 1e-5);
    contest.add(name, work, call);
  };
  auto on_threads = [&](auto loop) {
    contest.split(n / 32, [&](size_t begin, size_t end) {
      loop(a.host_span().data(), b.host_span().data(), c.host_span().data(), n, int(begin) * 32,
           int(end) * 32);
    });
  };
  enter("matmul/512/heddle", [&, kernel = contest.kernel("matmul_registers")] {
    check(kernel.launch({.grid = {n / 64, n / 32}, .block = {32, 8}}, a, b, c, n));
  });
  enter("matmul/512/heddle_tile", [&, kernel = contest.kernel("matmul_tile")] {
    check(kernel.launch({.grid = {n / 32, n / 32}, .block = {32, 32}}, a, b, c, n));
  });
  enter("matmul/512/cpp", [&] { on_threads(matmul_loop); });
  enter("matmul/512/cpp_tiles", [&] { on_threads(matmul_tiles); });
  if (contest.threads() == 1)
    contest.add("matmul/peak/cpp", {.flops = kPeakFlops}, [] { benchmark::DoNotOptimize(peak_loop()); });
  return contest.run();
}
