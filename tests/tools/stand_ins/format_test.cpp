// Both libraries under two names: the same text from the same format.
#include <fmt/format.h>
#define fmt stand_in_fmt
#include "tools/stand_ins/fmt/format.h"
#undef fmt

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace {

#define EXPECT_SAME(...) EXPECT_EQ(stand_in_fmt::format(__VA_ARGS__), fmt::format(__VA_ARGS__))

template <class T> void expectSameShortest(T value) { EXPECT_SAME("{}", value); }

TEST(Format, FloatsOfAllBits) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20000; ++i) {
    expectSameShortest(std::bit_cast<double>(random()));
    expectSameShortest(std::bit_cast<float>(static_cast<uint32_t>(random())));
  }
}

TEST(Format, FloatsOfOrdinarySizes) {
  std::mt19937_64 random(2);
  for (int i = 0; i < 20000; ++i) {
    double value =
        static_cast<double>(static_cast<int64_t>(random()) >> (random() % 64)) / (i % 3 ? 1 : 1000);
    expectSameShortest(value);
    expectSameShortest(static_cast<float>(value));
    EXPECT_SAME("{:.1f} {:.3f}", value, value);
  }
}

TEST(Format, EdgesOfPositionalNotation) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity(),
                   kNan = std::numeric_limits<double>::quiet_NaN();
  for (double value : {0.0, 1e-4, 1e-5, 0.00012345, 1e15, 9999999999999998.0, 1e16, 1e22, kInfinity, kNan})
    for (double sign : {1.0, -1.0}) {
      expectSameShortest(std::copysign(value, sign));
      expectSameShortest(static_cast<float>(std::copysign(value, sign)));
    }
}

TEST(Format, WidthsBracesAndIntegers) {
  EXPECT_SAME("{:<12}|{:>10}|{:<5}|{:>6}|{:>2}", "abc", 12, 7, std::string("x"), "long");
  EXPECT_SAME("{{}} {:04x} {:#06x} {:#06x}", 10, uint16_t{0xbe}, 0x12345);
  EXPECT_SAME("{} {} {} {}", true, 'c', std::string_view("view"), std::numeric_limits<int64_t>::min());
  EXPECT_SAME("no arguments");
}

} // namespace
