// Sums: one of 2^24 values, whose limit is memory, and one for each 256 of 2^16 values, whose limit is the
// tree.
#include "bench/block_reduction/loop.h"
#include "bench/harness/contest.h"

#include <algorithm>
#include <cmath>

using namespace hd::bench;

namespace {

constexpr int kBlock = 256;

double relative_error(double found, double expected) { return std::fabs(found - expected) / expected; }

template <class Loop> double split_sum(const Contest &contest, std::span<const float> values, Loop loop) {
  std::vector<double> sums(contest.threads());
  contest.split(values.size(), [&](size_t begin, size_t end) {
    sums[begin * sums.size() / values.size()] = loop(values.data() + begin, end - begin);
  });
  double total = 0;
  for (double sum : sums)
    total += sum;
  return total;
}

void add_sum(Contest &contest, int n, int blocks) {
  auto values = std::make_shared<hd::Buffer<float>>(contest.device(), random_floats(n, 1));
  auto sums = std::make_shared<hd::Buffer<float>>(contest.device(), blocks);
  auto result = std::make_shared<double>();
  auto heddle = [=, kernel = contest.kernel("sum_blocks")] {
    check(kernel.launch({.grid = {blocks}, .block = {kBlock}}, *values, n, *sums));
    *result = 0;
    for (float sum : sums->host_span())
      *result += sum;
  };
  auto cpp = [=, &contest] { *result = split_sum(contest, values->host_span(), sum_loop); };
  auto any_order = [=, &contest] { *result = split_sum(contest, values->host_span(), sum_any_order); };

  double expected = 0;
  for (float value : values->host_span())
    expected += value;
  const Work work{.bytes = 4.0 * n, .flops = 1.0 * n};
  auto enter = [&](const char *name, double bound, auto call) {
    call();
    Contest::gate(name, relative_error(*result, expected), bound);
    contest.add(name, work, call);
  };
  enter("block_reduction/memory/heddle", 1e-5, heddle);
  enter("block_reduction/memory/cpp", 0.5, cpp); // a float counts only to 2^24: the loop itself is inexact
  enter("block_reduction/memory/cpp_any_order", 1e-3, any_order);
}

void add_tree(Contest &contest, int blocks) {
  const int n = blocks * kBlock;
  auto values = std::make_shared<hd::Buffer<float>>(contest.device(), random_floats(n, 2));
  auto sums = std::make_shared<hd::Buffer<float>>(contest.device(), blocks);
  auto heddle = [=, kernel = contest.kernel("tree")] {
    check(kernel.launch({.grid = {blocks}, .block = {kBlock}}, *values, *sums));
  };
  auto cpp = [=](auto loop) {
    for (int block = 0; block < blocks; ++block)
      sums->host_span()[block] = loop(values->host_span().data() + block * kBlock, kBlock);
  };
  std::vector<double> expected(blocks);
  for (int i = 0; i < n; ++i)
    expected[i / kBlock] += values->host_span()[i];
  const Work work{.bytes = 4.0 * n, .flops = 1.0 * n};
  auto enter = [&](const char *name, auto call) {
    call();
    Contest::gate(name, largest_error(sums->host_span(), expected), 1e-6);
    contest.add(name, work, call);
  };
  enter("block_reduction/blocks/heddle", heddle);
  enter("block_reduction/blocks/cpp", [=] { cpp(sum_loop); });
  enter("block_reduction/blocks/cpp_any_order", [=] { cpp(sum_any_order); });
}

} // namespace

int main(int argc, char **argv) {
  Contest contest(argc, argv, HD_BENCH_KERNELS);
  add_sum(contest, 1 << 24, 64);
  if (contest.threads() == 1)
    add_tree(contest, 256);
  return contest.run();
}
