// A histogram of bytes with atomics in shared and in global memory.
#include "support.h"

#include <array>
#include <cstdio>
#include <vector>

using example::check;

int main(int argc, char **argv) {
  const int n = 1 << 24, blocks = 64, block = 256;
  std::vector<uint8_t> bytes(n);
  std::array<uint32_t, 256> expected{};
  uint32_t state = 1;
  for (uint8_t &byte : bytes) {
    state = state * 1664525u + 1013904223u;
    byte = static_cast<uint8_t>((state >> 24) & (state >> 16)); // uneven on purpose
    ++expected[byte];
  }

  auto device = example::open_device(argc, argv);
  auto module = check(device.compile_file(example::kernel_file("histogram.hd")));
  auto histogram = check(module.kernel("histogram"));
  hd::Buffer<uint8_t> input(device, bytes);
  hd::Buffer<uint32_t> counts(device, expected.size());
  auto count = [&] {
    check(counts.fill(0));
    check(histogram.launch({.grid = {blocks}, .block = {block}}, input, n, counts));
    check(device.synchronize());
  };

  count();
  std::vector<uint32_t> result = check(counts.to_vector());
  for (size_t bin = 0; bin < expected.size(); ++bin)
    if (result[bin] != expected[bin]) {
      std::fprintf(stderr, "error: %u bytes of value %zu, expected %u\n", result[bin], bin, expected[bin]);
      return 1;
    }
  double seconds = example::fastest(10, count);
  std::printf("histogram of %d bytes: all %zu counts correct (most frequent: 0, %u times)\n", n,
              expected.size(), result[0]);
  std::printf("%.2f ms, %.2f GB/s\n", seconds * 1e3, n / seconds / 1e9);
}
