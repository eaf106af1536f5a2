// A matrix transpose, compiled ahead of time: transpose.h is generated from transpose.hd, and a wrong
// argument below would not compile.
#include "support.h"
#include "transpose.h"

#include <cstdio>
#include <numeric>
#include <vector>

using example::check;

int main(int argc, char **argv) {
  const int width = 3000, height = 2000, tile = 32, rows = 8; // no multiples of the tile
  std::vector<float> matrix(size_t{width} * height);
  std::iota(matrix.begin(), matrix.end(), 0.0f);

  auto device = example::open_device(argc, argv);
  hd::Buffer<float> from(device, matrix), to(device, matrix.size());
  const hd::LaunchShape shape{.grid = {(width + tile - 1) / tile, (height + tile - 1) / tile},
                              .block = {tile, rows}};
  auto run = [&] {
    check(transpose_kernels::transpose(device, shape, from, to, width, height));
    check(device.synchronize());
  };

  run();
  std::vector<float> result = check(to.to_vector());
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      if (result[size_t(x) * height + y] != matrix[size_t(y) * width + x]) {
        std::fprintf(stderr, "error: element (%d, %d) is %g, expected %g\n", y, x,
                     result[size_t(x) * height + y], matrix[size_t(y) * width + x]);
        return 1;
      }
  double seconds = example::fastest(20, run);
  std::printf("transpose of a %dx%d matrix: correct\n", height, width);
  std::printf("%.2f ms, %.1f GB/s\n", seconds * 1e3, 2.0 * sizeof(float) * matrix.size() / seconds / 1e9);
}
