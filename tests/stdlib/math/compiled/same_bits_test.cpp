// The functions as Heddle compiles them for the cpu give the bits that the host compiler's build of the same
// source gives: what the accuracy tests measure is what kernels get.
#include "tests/stdlib/math/arguments.h"
#include "tests/stdlib/math/library.h"
#include <gtest/gtest.h>
#include <heddle/heddle.h>

namespace hd::math_test {
namespace {

std::string kernelText(const std::string &name, const std::string &type, const std::string &arguments) {
  return "__global__ void k_" + name + "(const " + type + " *x, const " + type + " *y, " + type +
         " *out) {\n  int i = blockIdx.x * blockDim.x + threadIdx.x;\n  out[i] = " + name + "(" + arguments +
         ");\n}\n";
}

std::string allKernels() {
  std::string text;
#define HD_MATH(name, ulp32, ulp64)                                                                          \
  text += kernelText(#name "f", "float", "x[i]") + kernelText(#name, "double", "x[i]");
#define HD_MATH_POSITIVE HD_MATH
#define HD_MATH2(name, ulp32, ulp64)                                                                         \
  text += kernelText(#name "f", "float", "x[i], y[i]") + kernelText(#name, "double", "x[i], y[i]");
#include "stdlib/math/error_bounds.def"
#undef HD_MATH_POSITIVE
  return text;
}

class SameBits : public testing::Test {
protected:
  static void SetUpTestSuite() {
    auto opened = Device::open("cpu");
    ASSERT_TRUE(opened) << opened.status().message();
    device = *opened;
    auto compiled = device.compile_source(source(allKernels(), "math.hd"));
    ASSERT_TRUE(compiled) << compiled.status().message();
    module = *compiled;
  }
  static void TearDownTestSuite() {
    module = {};
    device = {};
  }

  // Runs k_NAME over random pairs and compares with function(x, y).
  template <typename T, typename Function> void compare(const std::string &name, Function function) {
    std::vector<T> x, y;
    for (auto [first, second] : randomPairs(20000)) {
      x.push_back(static_cast<T>(first));
      y.push_back(static_cast<T>(second));
    }
    const unsigned block = 256, grid = static_cast<unsigned>(x.size() / block);
    Buffer<T> deviceX(device, x), deviceY(device, y), out(device, x.size());
    auto kernel = module.kernel("k_" + name);
    ASSERT_TRUE(kernel) << kernel.status().message();
    Status status = kernel->launch({.grid = {grid}, .block = {block}}, deviceX, deviceY, out);
    ASSERT_TRUE(status) << status.message();
    auto got = out.to_vector();
    ASSERT_TRUE(got);
    for (size_t i = 0; i < size_t(grid) * block; ++i) {
      T expected = function(x[i], y[i]);
      bool same = std::isnan(expected)
                      ? std::isnan((*got)[i])
                      : expected == (*got)[i] && std::signbit(expected) == std::signbit((*got)[i]);
      ASSERT_TRUE(same) << name << "(" << x[i] << ", " << y[i] << ") is " << (*got)[i] << ", expected "
                        << expected;
    }
  }

  static inline Device device;
  static inline Module module;
};

#define HD_MATH(name, ulp32, ulp64)                                                                          \
  TEST_F(SameBits, name) {                                                                                   \
    compare<float>(#name "f", [](float x, float) { return device_math::name##f(x); });                       \
    compare<double>(#name, [](double x, double) { return device_math::name(x); });                           \
  }
#define HD_MATH_POSITIVE HD_MATH
#define HD_MATH2(name, ulp32, ulp64)                                                                         \
  TEST_F(SameBits, name) {                                                                                   \
    compare<float>(#name "f", device_math::name##f);                                                         \
    compare<double>(#name, device_math::name);                                                               \
  }
#include "stdlib/math/error_bounds.def"

} // namespace
} // namespace hd::math_test
