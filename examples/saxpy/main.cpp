// The smallest whole program: compile a kernel at run time, give it buffers, launch it, look at the result.
#include "support.h"

#include <cmath>
#include <cstdio>
#include <vector>

using example::check;

int main(int argc, char **argv) {
  const int n = 1 << 24;
  const float a = 2.5f;
  std::vector<float> x(n), y(n);
  for (int i = 0; i < n; ++i) {
    x[i] = 0.001f * (i % 1000);
    y[i] = 1.0f + i % 7;
  }

  auto device = example::open_device(argc, argv);
  auto module = check(device.compile_file(example::kernel_file("saxpy.hd")));
  auto saxpy = check(module.kernel("saxpy"));
  hd::Buffer<float> device_x(device, x), device_y(device, y);

  const int block = 256;
  const hd::LaunchShape shape{.grid = {(n + block - 1) / block}, .block = {block}};
  check(saxpy.launch(shape, n, a, device_x, device_y));

  std::vector<float> result = check(device_y.to_vector());
  for (int i = 0; i < n; ++i)
    if (float expected = std::fma(a, x[i], y[i]); result[i] != expected) {
      std::fprintf(stderr, "error: y[%d] is %g, expected %g\n", i, result[i], expected);
      return 1;
    }

  double seconds = example::fastest(20, [&] {
    check(saxpy.launch(shape, n, a, device_x, device_y));
    check(device.synchronize());
  });
  std::printf("saxpy of %d elements on %s: correct\n", n, device.properties().description.c_str());
  std::printf("%.2f ms, %.1f GB/s with %u threads\n", seconds * 1e3, 3.0 * sizeof(float) * n / seconds / 1e9,
              device.properties().parallelism);
}
