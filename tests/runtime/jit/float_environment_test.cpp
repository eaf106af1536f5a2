// Constants are read and folded to nearest, with denormals, whatever the program that compiles has set.
#include "heddle/heddle.h"

#include <gtest/gtest.h>

#include <xmmintrin.h>

namespace hd {
namespace {

TEST(CompileSource, FloatEnvironmentOfTheCallerIsNotTheCompilers) {
  constexpr unsigned kRoundUp = _MM_ROUND_UP | 0x1f80, kFlush = _MM_FLUSH_ZERO_ON | 0x40 | 0x1f80;
  const unsigned before = _mm_getcsr();
  Result<Device> device = Device::open("cpu");
  ASSERT_TRUE(device) << device.status().to_string();
  for (unsigned changed : {kRoundUp, kFlush}) {
    CompileOptions options;
    options.use_cache = false;
    _mm_setcsr(changed);
    Result<Module> module = device->compile_source(source(R"(
constexpr double third = 1.0 / 3.0, quarter = 2e-323 / 4;
__global__ void constants(double *out) {
  out[0] = 0.7f;
  out[1] = third;
  out[2] = quarter;
}
)",
                                                          "constants.hd"),
                                                   options);
    _mm_setcsr(before);
    ASSERT_TRUE(module) << module.status().to_string();
    Buffer<double> out(*device, 3);
    ASSERT_TRUE(module->kernel("constants")->launch({}, out));
    EXPECT_EQ(*out.to_vector(), (std::vector<double>{0.7f, 1.0 / 3.0, 2e-323 / 4})) << changed;
  }
}

} // namespace
} // namespace hd
