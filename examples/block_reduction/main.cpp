// A sum over many values, by a tree in the shared memory of each block.
#include "support.h"

#include <cmath>
#include <cstdio>
#include <vector>

using example::check;

int main(int argc, char **argv) {
  const int n = 1 << 24, block = 256, blocks = 64;
  std::vector<float> values(n);
  double expected = 0;
  for (int i = 0; i < n; ++i) {
    values[i] = 0.5f + 0.25f * static_cast<float>(std::sin(0.001 * i));
    expected += values[i];
  }

  auto device = example::open_device(argc, argv);
  auto module = check(device.compile_file(example::kernel_file("block_reduction.hd")));
  auto sum_blocks = check(module.kernel("sum_blocks"));
  hd::Buffer<float> input(device, values), sums(device, blocks), total(device, 1);
  auto sum = [&] {
    check(sum_blocks.launch({.grid = {blocks}, .block = {block}}, input, n, sums));
    check(sum_blocks.launch({.grid = {1}, .block = {block}}, sums, blocks, total));
    check(device.synchronize());
  };

  sum();
  float result = check(total.to_vector())[0];
  double error = std::fabs(result - expected) / expected;
  if (!(error < 1e-5)) {
    std::fprintf(stderr, "error: the sum is %.9g, expected %.9g\n", result, expected);
    return 1;
  }
  double seconds = example::fastest(20, sum);
  std::printf("sum of %d values: %.6g, relative error %.1e\n", n, result, error);
  std::printf("%.2f ms, %.1f GB/s\n", seconds * 1e3, sizeof(float) * double(n) / seconds / 1e9);
}
