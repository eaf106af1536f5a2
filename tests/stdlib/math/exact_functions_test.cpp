// The functions that never round, bit for bit against the host's: decomposition, scaling, neighbours; and
// sincos against sin and cos.
#include "tests/stdlib/math/arguments.h"
#include "tests/stdlib/math/library.h"
#include <climits>
#include <gtest/gtest.h>

namespace hd::math_test {
namespace {

template <typename T> bool same(T a, T b) {
  return (std::isnan(a) && std::isnan(b)) || (a == b && std::signbit(a) == std::signbit(b));
}

TEST(ExactFunctions, Ldexp) {
  for (double x : randomArguments(20000))
    for (int n : {0, 1, -1, 52, -52, 120, -120, 300, -300, 1040, -1040, 2098, -2098, INT_MAX, INT_MIN}) {
      float narrow = static_cast<float>(x);
      ASSERT_TRUE(same(device_math::ldexp(x, n), std::ldexp(x, n))) << x << " " << n;
      ASSERT_TRUE(same(device_math::ldexpf(narrow, n), std::ldexp(narrow, n))) << narrow << " " << n;
      ASSERT_TRUE(same(device_math::scalblnf(narrow, n), std::ldexp(narrow, n))) << narrow << " " << n;
    }
}

TEST(ExactFunctions, FrexpAndLogb) {
  for (double x : randomArguments(20000)) {
    int got = 0, expected = 0;
    ASSERT_TRUE(same(device_math::frexp(x, &got), std::frexp(x, &expected))) << x;
    if (std::isfinite(x))
      ASSERT_EQ(got, expected) << x;
    float narrow = static_cast<float>(x);
    ASSERT_TRUE(same(device_math::frexpf(narrow, &got), std::frexp(narrow, &expected))) << x;
    if (std::isfinite(narrow))
      ASSERT_EQ(got, expected) << x;
    ASSERT_TRUE(same(device_math::logb(x), std::logb(x))) << x;
    ASSERT_TRUE(same(device_math::logbf(narrow), std::logb(narrow))) << x;
    if (x != 0 && std::isfinite(x))
      ASSERT_EQ(device_math::ilogb(x), std::ilogb(x)) << x;
  }
  EXPECT_EQ(device_math::ilogbf(0.0f), INT_MIN);
  EXPECT_EQ(device_math::ilogbf(-HUGE_VALF), INT_MAX);
  EXPECT_EQ(device_math::ilogb(std::nan("")), INT_MIN);
}

TEST(ExactFunctions, Modf) {
  for (double x : randomArguments(20000)) {
    double got = 0, expected = 0;
    ASSERT_TRUE(same(device_math::modf(x, &got), std::modf(x, &expected))) << x;
    ASSERT_TRUE(same(got, expected)) << x;
    float narrow = static_cast<float>(x), got32 = 0, expected32 = 0;
    ASSERT_TRUE(same(device_math::modff(narrow, &got32), std::modf(narrow, &expected32))) << x;
    ASSERT_TRUE(same(got32, expected32)) << x;
  }
}

TEST(ExactFunctions, Nextafter) {
  for (auto [x, y] : randomPairs(20000)) {
    ASSERT_TRUE(same(device_math::nextafter(x, y), std::nextafter(x, y))) << x << " " << y;
    float a = static_cast<float>(x), b = static_cast<float>(y);
    ASSERT_TRUE(same(device_math::nextafterf(a, b), std::nextafter(a, b))) << a << " " << b;
  }
}

TEST(ExactFunctions, Remquo) {
  for (auto [x, y] : randomPairs(20000)) {
    int got = 0, expected = 0;
    ASSERT_TRUE(same(device_math::remquo(x, y, &got), std::remquo(x, y, &expected))) << x << " " << y;
    if (std::isfinite(x) && y != 0 && !std::isnan(y))
      ASSERT_EQ(got & 7, expected & 7) << x << " " << y;
    float a = static_cast<float>(x), b = static_cast<float>(y);
    ASSERT_TRUE(same(device_math::remquof(a, b, &got), std::remquo(a, b, &expected))) << a << " " << b;
  }
}

TEST(ExactFunctions, SincosIsSinAndCos) {
  for (double x : randomArguments(20000)) {
    double s, c;
    device_math::sincos(x, &s, &c);
    ASSERT_TRUE(same(s, device_math::sin(x)) && same(c, device_math::cos(x))) << x;
    device_math::sincospi(x, &s, &c);
    ASSERT_TRUE(same(s, device_math::sinpi(x)) && same(c, device_math::cospi(x))) << x;
    float narrow = static_cast<float>(x), s32, c32;
    device_math::sincospif(narrow, &s32, &c32);
    ASSERT_TRUE(same(s32, device_math::sinpif(narrow)) && same(c32, device_math::cospif(narrow))) << x;
    device_math::sincosf(narrow, &s32, &c32);
    ASSERT_TRUE(same(s32, device_math::sinf(narrow)) && same(c32, device_math::cosf(narrow))) << x;
  }
}

} // namespace
} // namespace hd::math_test
