// y = a * x + y, in the second-level cache (one thread only: starting threads would be what is timed) and in
// memory.
#include "bench/harness/contest.h"
#include "bench/saxpy/loop.h"

using namespace hd::bench;

namespace {

void add_size(Contest &contest, const std::string &where, int n) {
  const float a = 1e-3f;
  auto x = std::make_shared<hd::Buffer<float>>(contest.device(), random_floats(n, 1));
  auto y = std::make_shared<hd::Buffer<float>>(contest.device(), random_floats(n, 2));
  const hd::LaunchShape shape{.grid = {(n + 255) / 256}, .block = {256}};
  auto heddle = [=, saxpy = contest.kernel("saxpy")] { check(saxpy.launch(shape, n, a, *x, *y)); };
  auto cpp = [=, &contest] {
    contest.split(n, [&](size_t begin, size_t end) {
      saxpy_loop(end - begin, a, x->host_span().data() + begin, y->host_span().data() + begin);
    });
  };

  std::vector<double> expected(n);
  auto refresh = [&] {
    for (int i = 0; i < n; ++i)
      expected[i] = double{a} * x->host_span()[i] + y->host_span()[i];
  };
  refresh();
  heddle();
  Contest::gate("saxpy/heddle", largest_error(y->host_span(), expected), 1e-7);
  refresh();
  cpp();
  Contest::gate("saxpy/cpp", largest_error(y->host_span(), expected), 1e-7);

  const Work work{.bytes = 12.0 * n, .flops = 2.0 * n};
  contest.add("saxpy/" + where + "/heddle", work, heddle);
  contest.add("saxpy/" + where + "/cpp", work, cpp);
}

} // namespace

int main(int argc, char **argv) {
  Contest contest(argc, argv, HD_BENCH_KERNELS);
  if (contest.threads() == 1)
    add_size(contest, "cache", 1 << 16);
  add_size(contest, "memory", 1 << 24);
  return contest.run();
}
