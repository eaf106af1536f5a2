// The softmax of 256 rows of 1024 values.
#include "bench/harness/contest.h"
#include "bench/softmax/loop.h"

#include <algorithm>
#include <cmath>

using namespace hd::bench;

namespace {

std::vector<double> reference(std::span<const float> from, int rows, int columns) {
  std::vector<double> expected(from.begin(), from.end());
  for (int row = 0; row < rows; ++row) {
    std::span<double> values(expected.data() + size_t(row) * columns, columns);
    double largest = *std::max_element(values.begin(), values.end()), sum = 0;
    for (double &value : values)
      sum += value = std::exp(value - largest);
    for (double &value : values)
      value /= sum;
  }
  return expected;
}

} // namespace

int main(int argc, char **argv) {
  Contest contest(argc, argv, HD_BENCH_KERNELS);
  const int rows = 256, columns = 1024, n = rows * columns;
  std::vector<float> values = random_floats(n, 1);
  for (float &value : values)
    value = 10 * value - 5;
  hd::Buffer<float> from(contest.device(), values), to(contest.device(), n);
  const std::vector<double> expected = reference(values, rows, columns);

  const Work work{.bytes = 8.0 * n};
  auto enter = [&](const char *name, auto call) {
    check(to.fill(0));
    call();
    Contest::gate(name, largest_error(to.host_span(), expected), 1e-5);
    contest.add(name, work, call);
  };
  enter("softmax/256x1024/heddle", [&, kernel = contest.kernel("softmax")] {
    check(kernel.launch({.grid = {rows}, .block = {128}}, from, to, columns));
  });
  enter("softmax/256x1024/cpp", [&] {
    contest.split(rows, [&](size_t begin, size_t end) {
      softmax_loop(from.host_span().data(), to.host_span().data(), columns, int(begin), int(end));
    });
  });
  return contest.run();
}
