// The fast intrinsics hold the errors stated at the head of fast.hd.
#include "tests/stdlib/math/library.h"
#include <gtest/gtest.h>

namespace hd::math_test {
namespace {

// Calls visit(x) for 200,000 floats from `first` to `last`.
template <typename Visit> void sweep(double first, double last, Visit visit) {
  constexpr int kSteps = 200000;
  for (int i = 0; i <= kSteps; ++i)
    visit(static_cast<float>(first + (last - first) * i / kSteps));
}

double relative(double got, double expected) { return std::abs(got - expected) / std::abs(expected); }

TEST(FastIntrinsics, Exponentials) {
  sweep(-87, 88, [](float x) {
    ASSERT_LE(relative(device_math::__expf(x), std::exp(double(x))), 0x1p-21 + std::abs(x) * 0x1p-23) << x;
  });
  sweep(-37, 38, [](float x) {
    ASSERT_LE(relative(device_math::__exp10f(x), ::exp10(double(x))), 0x1p-21 + std::abs(x) * 0x1p-22) << x;
  });
  EXPECT_EQ(device_math::__expf(1000), HUGE_VALF);
  EXPECT_EQ(device_math::__expf(-1000), 0);
  EXPECT_TRUE(std::isnan(device_math::__expf(NAN)));
}

TEST(FastIntrinsics, Logarithms) {
  sweep(0.5, 2, [](float x) {
    ASSERT_NEAR(device_math::__log2f(x), std::log2(double(x)), 0x1p-21) << x;
    ASSERT_NEAR(device_math::__logf(x), std::log(double(x)), 0x1p-21) << x;
    ASSERT_NEAR(device_math::__log10f(x), std::log10(double(x)), 0x1p-21) << x;
  });
  sweep(-126, 127.9, [](float exponent) {
    float x = std::exp2(exponent);
    if (x > 0.5 && x < 2)
      return;
    ASSERT_LE(relative(device_math::__log2f(x), std::log2(double(x))), 3 * 0x1p-23) << x;
    ASSERT_LE(relative(device_math::__logf(x), std::log(double(x))), 3 * 0x1p-23) << x;
    ASSERT_LE(relative(device_math::__log10f(x), std::log10(double(x))), 3 * 0x1p-23) << x;
  });
  EXPECT_EQ(device_math::__logf(0), -HUGE_VALF);
  EXPECT_EQ(device_math::__logf(HUGE_VALF), HUGE_VALF);
  EXPECT_TRUE(std::isnan(device_math::__logf(-1)));
}

TEST(FastIntrinsics, Trigonometry) {
  sweep(-M_PI, M_PI, [](float x) {
    ASSERT_NEAR(device_math::__sinf(x), std::sin(double(x)), 0x1p-21) << x;
    ASSERT_NEAR(device_math::__cosf(x), std::cos(double(x)), 0x1p-21) << x;
    float s, c;
    device_math::__sincosf(x, &s, &c);
    ASSERT_EQ(s, device_math::__sinf(x));
    ASSERT_EQ(c, device_math::__cosf(x));
  });
  sweep(-1.5, 1.5, [](float x) { ASSERT_NEAR(device_math::__tanf(x), std::tan(double(x)), 0.001) << x; });
}

TEST(FastIntrinsics, PowerAndDivision) {
  sweep(0.01, 100, [](float x) {
    for (float y : {-2.5f, -1.0f, 0.5f, 3.0f})
      ASSERT_LE(relative(device_math::__powf(x, y), std::pow(double(x), double(y))), 0x1p-17)
          << x << " " << y;
    ASSERT_LE(relative(device_math::__fdividef(3, x), 3.0 / x), 0x1p-22) << x;
  });
  EXPECT_EQ(device_math::__fdividef(1, 0x1p127f), 0);
}

} // namespace
} // namespace hd::math_test
