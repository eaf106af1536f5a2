// Distances in ulp for f32 and f64 against a wider reference.
#include "tests/stdlib/math/ulp.h"
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <gtest/gtest.h>
#include <limits>

namespace hd::math_test {
namespace {

constexpr double kWrong = std::numeric_limits<double>::infinity();

// Zero, infinity and NaN of the reference; true when `distance` is decided by them.
template <typename T> bool special(T got, const Reference &reference, double &distance) {
  if (mpfr_nan_p(reference.value)) {
    distance = std::isnan(got) ? 0 : kWrong;
    return true;
  }
  if (std::isnan(got)) {
    distance = kWrong;
    return true;
  }
  if (!mpfr_regular_p(reference.value)) {
    T expected = static_cast<T>(mpfr_get_d(reference.value, MPFR_RNDN));
    distance = got == expected && std::signbit(got) == std::signbit(expected) ? 0 : kWrong;
    return true;
  }
  return false;
}

template <typename T> double distance(T got, const Reference &reference) {
  using Limits = std::numeric_limits<T>;
  double result;
  if (special(got, reference, result))
    return result;
  if (std::signbit(got) != (mpfr_signbit(reference.value) != 0))
    return kWrong;
  Reference difference;
  if (std::isinf(got)) {
    mpfr_set_ui_2exp(difference.value, 1, Limits::max_exponent, MPFR_RNDN);
    mpfr_setsign(difference.value, difference.value, got < 0, MPFR_RNDN);
    if (mpfr_cmpabs(reference.value, difference.value) >= 0)
      return 0;
  } else {
    mpfr_set_d(difference.value, got, MPFR_RNDN);
  }
  long ulp =
      std::max<long>(mpfr_get_exp(reference.value) - Limits::digits, Limits::min_exponent - Limits::digits);
  ulp = std::min<long>(ulp, Limits::max_exponent - Limits::digits);
  mpfr_sub(difference.value, difference.value, reference.value, MPFR_RNDN);
  mpfr_mul_2si(difference.value, difference.value, -ulp, MPFR_RNDN);
  return std::abs(mpfr_get_d(difference.value, MPFR_RNDN));
}

} // namespace

double ulpDistance(float got, const Reference &reference) { return distance(got, reference); }
double ulpDistance(double got, const Reference &reference) { return distance(got, reference); }

void report(const std::string &name, const Worst &worst, double bound) {
  std::printf("[ ulp ] %-10s %.4f at %.17g %.17g (bound %g)\n", name.c_str(), worst.ulp, worst.x, worst.y,
              bound);
  ::testing::Test::RecordProperty(name + "_ulp", std::to_string(worst.ulp));
  EXPECT_LE(worst.ulp, bound) << name << " at " << worst.x << ", " << worst.y;
}

} // namespace hd::math_test
