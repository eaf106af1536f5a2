// The norms of three and four numbers: within 1 ulp of the exact root, also where the squares would overflow
// or vanish.
#include "tests/stdlib/math/library.h"
#include "tests/stdlib/math/ulp.h"
#include <gtest/gtest.h>
#include <random>

namespace hd::math_test {
namespace {

constexpr double kBound = 1.0;

// sqrt(a^2 + b^2 + c^2 + d^2) and its reciprocal.
void exact(Reference &norm, Reference &reciprocal, const double (&parts)[4]) {
  Reference square;
  mpfr_set_zero(norm.value, 1);
  for (double part : parts) {
    mpfr_set_d(square.value, part, MPFR_RNDN);
    mpfr_sqr(square.value, square.value, MPFR_RNDN);
    mpfr_add(norm.value, norm.value, square.value, MPFR_RNDN);
  }
  mpfr_sqrt(norm.value, norm.value, MPFR_RNDN);
  mpfr_ui_div(reciprocal.value, 1, norm.value, MPFR_RNDN);
}

TEST(Norm, RandomAtEveryScale) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> unit(-1.0, 1.0);
  Worst worst32, worst64;
  Reference norm, reciprocal;
  for (int exponent = -140; exponent <= 120; ++exponent)
    for (int i = 0; i < 100; ++i) {
      float f[4];
      double d[4], wide[4];
      for (int k = 0; k < 4; ++k) {
        f[k] = static_cast<float>(std::ldexp(unit(random), exponent));
        d[k] = std::ldexp(unit(random), exponent * 7);
        wide[k] = f[k];
      }
      exact(norm, reciprocal, wide);
      worst32.see(ulpDistance(device_math::norm4df(f[0], f[1], f[2], f[3]), norm), f[0]);
      worst32.see(ulpDistance(device_math::rnorm4df(f[0], f[1], f[2], f[3]), reciprocal), f[0]);
      exact(norm, reciprocal, d);
      worst64.see(ulpDistance(device_math::norm4d(d[0], d[1], d[2], d[3]), norm), d[0]);
      worst64.see(ulpDistance(device_math::rnorm4d(d[0], d[1], d[2], d[3]), reciprocal), d[0]);
    }
  report("norm4df", worst32, kBound);
  report("norm4d", worst64, kBound);
}

TEST(Norm, ThreeIsFourWithZero) {
  EXPECT_EQ(device_math::norm3df(2, 3, 6), 7.0f);
  EXPECT_EQ(device_math::norm3d(2, 3, 6), 7.0);
  EXPECT_EQ(device_math::rnorm3df(0, 4, 0), 0.25f);
  EXPECT_EQ(device_math::norm3df(NAN, HUGE_VALF, 0), HUGE_VALF);
  EXPECT_EQ(device_math::rnorm3d(0, 0, 0), HUGE_VAL);
}

} // namespace
} // namespace hd::math_test
