// Directed arithmetic of double, bit for bit against the host's under fesetround: all pairs of special
// values, and random pairs whose results are denormal, overflow, cancel or are exact.
#include "tests/stdlib/math/arguments.h"
#include "tests/stdlib/math/library.h"
#include <cfenv>
#include <gtest/gtest.h>
#include <random>

namespace hd::math_test {
namespace {

struct Direction {
  int mode;
  const char *name;
  double (*add)(double, double), (*sub)(double, double), (*mul)(double, double), (*div)(double, double);
  double (*rcp)(double), (*sqrt)(double), (*fma)(double, double, double);
};

#define HD_DIRECTION(MODE, SUFFIX)                                                                           \
  {MODE,                                                                                                     \
   #SUFFIX,                                                                                                  \
   device_math::__dadd_##SUFFIX,                                                                             \
   device_math::__dsub_##SUFFIX,                                                                             \
   device_math::__dmul_##SUFFIX,                                                                             \
   device_math::__ddiv_##SUFFIX,                                                                             \
   device_math::__drcp_##SUFFIX,                                                                             \
   device_math::__dsqrt_##SUFFIX,                                                                            \
   device_math::__fma_##SUFFIX}
const Direction kDirections[] = {HD_DIRECTION(FE_TOWARDZERO, rz), HD_DIRECTION(FE_UPWARD, ru),
                                 HD_DIRECTION(FE_DOWNWARD, rd)};

bool same(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b);
}

// What the processor gives; volatile, so that it is computed here and now.
template <typename Function> double rounded(int mode, Function function) {
  std::fesetround(mode);
  volatile double result = function();
  std::fesetround(FE_TONEAREST);
  return result;
}

std::vector<std::pair<double, double>> pairs() {
  std::vector<std::pair<double, double>> all = randomPairs(50000);
  std::mt19937_64 random(11);
  auto scaled = [&](int low, int high) {
    double significand = double((random() >> 11) | (1ull << 52)) * 0x1p-52;
    int exponent = low + int(random() % uint64_t(high - low + 1));
    return std::ldexp(random() & 1 ? significand : -significand, exponent);
  };
  for (int i = 0; i < 50000; ++i) {
    int center = -1080 + int(random() % 2100);
    double x = scaled(-600, 600), y = scaled(center, center + 4);
    all.push_back({y, std::ldexp(x, std::clamp(-1075 - center, -400, 400))});
    all.push_back({scaled(-540, -530), scaled(-545, -530)});       // products around the smallest numbers
    all.push_back({scaled(510, 513), scaled(508, 512)});           // and the largest
    all.push_back({y, -y * (1 + double(random() % 8) * 0x1p-52)}); // sums that cancel
    all.push_back({double(int(random() % 4096)), double(random() % 64)}); // exact results
  }
  return all;
}

TEST(DirectedDouble, TwoArguments) {
  for (const Direction &direction : kDirections)
    for (auto [first, second] : pairs()) {
      volatile double x = first, y = second;
      auto expect = [&](const char *name, double actual, auto function) {
        double expected = rounded(direction.mode, function);
        ASSERT_TRUE(same(actual, expected)) << name << direction.name << std::hexfloat << " " << x << " " << y
                                            << ": " << actual << ", expected " << expected;
      };
      expect("add_", direction.add(x, y), [&] { return x + y; });
      expect("sub_", direction.sub(x, y), [&] { return x - y; });
      expect("mul_", direction.mul(x, y), [&] { return x * y; });
      expect("div_", direction.div(x, y), [&] { return x / y; });
    }
}

TEST(DirectedDouble, OneArgument) {
  for (const Direction &direction : kDirections)
    for (double argument : randomArguments(50000)) {
      volatile double x = argument;
      double root = rounded(direction.mode, [&] { return std::sqrt(x); });
      ASSERT_TRUE(same(direction.sqrt(x), root)) << direction.name << std::hexfloat << " " << x;
      double reciprocal = rounded(direction.mode, [&] { return 1.0 / x; });
      ASSERT_TRUE(same(direction.rcp(x), reciprocal)) << direction.name << std::hexfloat << " " << x;
    }
}

TEST(DirectedDouble, Fma) {
  std::mt19937_64 random(5);
  for (const Direction &direction : kDirections)
    for (auto [first, second] : pairs()) {
      volatile double x = first, y = second;
      double product = first * second;
      // Addends that cancel, are of a like size, far above or below, tie, or have nothing to do with the
      // product.
      const double addends[] = {-product,
                                product * (1 + double(random() % 5) * 0x1p-52) * -1,
                                std::ldexp(product, -int(random() % 130)),
                                std::ldexp(-product, int(random() % 130)),
                                std::ldexp(1.0, int(random() % 2000) - 1060),
                                first,
                                0.0,
                                -0.0,
                                0x1p-1074,
                                -0x1.fffffffffffffp1023};
      for (double addend : addends) {
        volatile double z = addend;
        double expected = rounded(direction.mode, [&] { return std::fma(x, y, z); });
        double actual = direction.fma(x, y, z);
        ASSERT_TRUE(same(actual, expected)) << direction.name << std::hexfloat << " " << x << " " << y << " "
                                            << z << ": " << actual << ", expected " << expected;
      }
    }
}

} // namespace
} // namespace hd::math_test
