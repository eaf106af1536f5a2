// printf of kernels: C's formats over slots, and whole lines in the sink.
#include "runtime/drivers/print_format.h"

#include "tests/runtime/drivers/cpu/cpu_test.h"

#include <algorithm>
#include <bit>

namespace hd::test {
namespace {

std::string format(const char *text, std::vector<uint64_t> slots = {}) {
  std::string out;
  drivers::formatPrint(out, text, slots);
  return out;
}
uint64_t real(double value) { return std::bit_cast<uint64_t>(value); }
uint64_t integer(int64_t value) { return static_cast<uint64_t>(value); }
uint64_t address(const char *value) { return reinterpret_cast<uint64_t>(value); }

TEST(PrintFormat, Integers) {
  EXPECT_EQ(format("%d %i|%u", {integer(-3), 7, 0xffffffff}), "-3 7|4294967295");
  EXPECT_EQ(format("%u", {integer(-1)}), "4294967295");
  EXPECT_EQ(format("%ld %lld %llu", {integer(-5), integer(INT64_MIN), UINT64_MAX}),
            "-5 -9223372036854775808 18446744073709551615");
  EXPECT_EQ(format("%x %X %#o %lx", {255, 255, 8, 0x1234567890}), "ff FF 010 1234567890");
  EXPECT_EQ(format("%5d|%-5d|%05d|%+d|%*d", {42, 42, 42, 42, 6, 42}), "   42|42   |00042|+42|    42");
  EXPECT_EQ(format("%-*d|%.3d|%hhd|%hd", {4, 1, 7, 511, 65537}), "1   |007|-1|1");
  EXPECT_EQ(format("%zu %c%c", {9, 'a', 'b'}), "9 ab");
}

TEST(PrintFormat, Floats) {
  EXPECT_EQ(format("%f %.2f %8.3f|%-8.1f|", {real(1.5), real(2.345), real(3.14159), real(9)}),
            "1.500000 2.35 "
            "   3.142|9.0     |");
  EXPECT_EQ(format("%e %g %G %.*f", {real(1234.5), real(1e-10), real(1e20), 1, real(0.25)}),
            "1.234500e+03 1e-10 1E+20 0.2");
  EXPECT_EQ(format("%f %f %g", {real(1.0 / 0.0), real(-1.0 / 0.0), real(-0.0)}), "inf -inf -0");
  EXPECT_EQ(format("%f", {real(1e300)}).size(), 308u);
}

TEST(PrintFormat, StringsAndPointers) {
  EXPECT_EQ(format("[%s|%6s|%-6s|%.2s]", {address("abc"), address("abc"), address("abc"), address("abc")}),
            "[abc|   abc|abc   |ab]");
  EXPECT_EQ(format("%s %p", {0, 0xabc}), "(null) 0xabc");
}

TEST(PrintFormat, WhatCannotBeFormattedStays) {
  EXPECT_EQ(format("100%% %d %y %", {1, 2}), "100% 1 %y %");
  EXPECT_EQ(format("%d and %d", {1}), "1 and %d");
  EXPECT_EQ(format("%n%5", {address("x")}), "%n%5");
  EXPECT_EQ(format("%99999999d", {1}).size(), 4096u);
}

class PrintTest : public CpuTest {};

TEST_F(PrintTest, LinesReachTheSinkWhole) {
  std::vector<std::string> lines;
  device.set_print_sink([&](std::string_view line) { lines.emplace_back(line); });
  EXPECT_OK(kernel("print").launch({.grid = {200}}));
  ASSERT_EQ(lines.size(), 200u);
  EXPECT_EQ(std::count(lines.begin(), lines.end(), "block 17 value 0.50 text\n"), 1);
}

TEST_F(PrintTest, StdoutIsTheDefault) {
  testing::internal::CaptureStdout();
  EXPECT_OK(kernel("print").launch({.grid = {2}}));
  std::string out = testing::internal::GetCapturedStdout();
  EXPECT_NE(out.find("block 0 value 0.50 text\n"), std::string::npos);
  EXPECT_NE(out.find("block 1 value 0.50 text\n"), std::string::npos);
}

TEST_F(PrintTest, SinkThatThrowsIsContained) {
  device.set_print_sink([](std::string_view) { throw std::runtime_error("full"); });
  EXPECT_OK(kernel("print").launch({.grid = {20}}));
}

} // namespace
} // namespace hd::test
