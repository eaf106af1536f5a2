// a = b + s * c, in the second-level cache (one thread only, as for saxpy) and in memory.
#include "bench/harness/contest.h"
#include "bench/triad/loop.h"

using namespace hd::bench;

namespace {

void add_size(Contest &contest, const std::string &where, int n) {
  const float s = 3.0f;
  auto a = std::make_shared<hd::Buffer<float>>(contest.device(), n);
  auto b = std::make_shared<hd::Buffer<float>>(contest.device(), random_floats(n, 1));
  auto c = std::make_shared<hd::Buffer<float>>(contest.device(), random_floats(n, 2));
  const hd::LaunchShape shape{.grid = {(n + 255) / 256}, .block = {256}};
  auto heddle = [=, triad = contest.kernel("triad")] { check(triad.launch(shape, n, s, *b, *c, *a)); };
  auto cpp = [=, &contest] {
    contest.split(n, [&](size_t begin, size_t end) {
      triad_loop(end - begin, s, b->host_span().data() + begin, c->host_span().data() + begin,
                 a->host_span().data() + begin);
    });
  };

  std::vector<double> expected(n);
  for (int i = 0; i < n; ++i)
    expected[i] = b->host_span()[i] + double{s} * c->host_span()[i];
  heddle();
  Contest::gate("triad/heddle", largest_error(a->host_span(), expected), 1e-7);
  check(a->fill(0));
  cpp();
  Contest::gate("triad/cpp", largest_error(a->host_span(), expected), 1e-7);

  const Work work{.bytes = 12.0 * n, .flops = 2.0 * n};
  contest.add("triad/" + where + "/heddle", work, heddle);
  contest.add("triad/" + where + "/cpp", work, cpp);
}

} // namespace

int main(int argc, char **argv) {
  Contest contest(argc, argv, HD_BENCH_KERNELS);
  if (contest.threads() == 1)
    add_size(contest, "cache", 1 << 16);
  add_size(contest, "memory", 1 << 24);
  return contest.run();
}
