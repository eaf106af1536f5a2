// lgamma: within its bound in ulp for positive arguments, and within the same absolute error (relative above
// 1) for negative ones, where it has zeros that are not treated.
#include "tests/stdlib/math/arguments.h"
#include "tests/stdlib/math/library.h"
#include "tests/stdlib/math/ulp.h"
#include <gtest/gtest.h>
#include <random>

namespace hd::math_test {
namespace {

#define HD_MATH_POSITIVE(name, ulp32, ulp64) constexpr double kBound32 = ulp32, kBound64 = ulp64;
#include "stdlib/math/error_bounds.def"
constexpr double kNegativeUlp = 4.0;

std::vector<double> arguments() {
  std::vector<double> all = specialArguments();
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> unit(0.0, 1.0);
  for (int i = 0; i < 3000; ++i)
    for (double range : {1.0, 4.0, 20.0, 200.0, 1e8})
      all.push_back(range * unit(random));
  return all;
}

void exact(Reference &result, double x) {
  Reference argument(x);
  int sign;
  mpfr_lgamma(result.value, &sign, argument.value, MPFR_RNDN);
}

TEST(Lgamma, PositiveF32) {
  const std::uint32_t stride = isExhaustive() ? 1 : 2147;
  Worst worst;
  for (std::uint32_t bits = 0; bits <= 0x7f800000; bits += stride) {
    float x = std::bit_cast<float>(bits);
    int sign;
    worst.see(ulpDistance(device_math::lgammaf(x), ::lgamma_r(x, &sign)), x);
  }
  report("lgammaf", worst, kBound32);
}

TEST(Lgamma, PositiveF64) {
  Worst worst;
  Reference expected;
  for (double x : arguments()) {
    if (x < 0)
      continue;
    exact(expected, x);
    worst.see(ulpDistance(device_math::lgamma(x), expected), x);
  }
  report("lgamma", worst, kBound64);
}

TEST(Lgamma, Negative) {
  Reference expected;
  double worst32 = 0, worst64 = 0;
  for (double positive : arguments()) {
    double x = -positive;
    if (!(x < 0) || x < -1000 || std::trunc(x) == x)
      continue;
    exact(expected, x);
    double value = mpfr_get_d(expected.value, MPFR_RNDN);
    double scale = std::max(1.0, std::abs(value));
    worst64 = std::max(worst64, std::abs(device_math::lgamma(x) - value) / scale * 0x1p52);
    float narrow = static_cast<float>(x);
    if (std::trunc(narrow) == narrow)
      continue;
    exact(expected, narrow);
    value = mpfr_get_d(expected.value, MPFR_RNDN);
    worst32 = std::max(worst32, std::abs(device_math::lgammaf(narrow) - value) / scale * 0x1p23);
  }
  std::printf("[ ulp ] lgamma, x < 0: f32 %.3f, f64 %.3f of max(1, |result|)\n", worst32, worst64);
  EXPECT_LE(worst32, kNegativeUlp);
  EXPECT_LE(worst64, kNegativeUlp);
}

} // namespace
} // namespace hd::math_test
