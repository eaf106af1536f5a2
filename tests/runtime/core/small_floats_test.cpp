// The host's half and bfloat16 against each other's formats and float's.
#include "heddle/small_floats.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hd {
namespace {

// From the definition: sign, exponent, fraction.
double numberOf(uint16_t bits, int fraction, int bias) {
  double sign = bits & 0x8000 ? -1 : 1;
  int exponent = (bits & 0x7fff) >> fraction, rest = bits & ((1 << fraction) - 1);
  if (exponent == 0)
    return sign * std::ldexp(rest, 1 - bias - fraction);
  return sign * std::ldexp(rest + (1 << fraction), exponent - bias - fraction);
}

template <class T> void checkAll(int fraction, int bias) {
  uint16_t infinity = uint16_t(((1 << (15 - fraction)) - 1) << fraction);
  for (uint32_t i = 0; i < infinity; ++i) {
    uint16_t bits = uint16_t(i);
    double value = numberOf(bits, fraction, bias), next = numberOf(uint16_t(bits + 1), fraction, bias);
    ASSERT_EQ(double(float(T::from_bits(bits))), value);
    ASSERT_EQ(T(value).bits, bits);
    ASSERT_EQ(T(-value).bits, bits | 0x8000);
    double tie = value / 2 + next / 2;
    ASSERT_EQ(T(tie).bits, bits + (bits & 1)) << bits;
    ASSERT_EQ(T(std::nextafter(tie, 0)).bits, bits);
    ASSERT_EQ(T(std::nextafter(tie, next)).bits, bits + 1);
  }
  EXPECT_TRUE(std::isinf(float(T::from_bits(infinity))));
  EXPECT_TRUE(std::isnan(float(T::from_bits(uint16_t(infinity + 1)))));
  EXPECT_EQ(T(std::numeric_limits<double>::infinity()).bits, infinity);
  EXPECT_EQ(T(1e300).bits, infinity);
  EXPECT_EQ(T(-1e-300).bits, 0x8000);
  EXPECT_GT(T(std::nan("")).bits & 0x7fff, infinity);
}

TEST(SmallFloats, Half) { checkAll<half>(10, 15); }
TEST(SmallFloats, BFloat16) { checkAll<bfloat16>(7, 127); }

static_assert(sizeof(half) == 2 && float(half(1.5f)) == 1.5f && half(65520).bits == 0x7c00);

} // namespace
} // namespace hd
