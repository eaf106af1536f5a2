// Scalars and structs as text.
#include "tools/heddle/value_text.h"

#include "tools/heddle/failure.h"

#include <gmock/gmock.h>

#include <cmath>
#include <cstring>

namespace hd::cli {
namespace {

using abi::Scalar;
using abi::TypeRecord;
using testing::HasSubstr;

template <typename T> T parsed(const char *text, Scalar scalar) {
  T value;
  parseScalar(text, scalar, reinterpret_cast<std::byte *>(&value), "x");
  return value;
}

std::string failureOf(const char *text, Scalar scalar) {
  std::byte bytes[8];
  try {
    parseScalar(text, scalar, bytes, "parameter `x`");
  } catch (const Failure &failure) {
    return failure.message;
  }
  return "no failure";
}

TypeRecord scalarType(Scalar scalar, uint32_t size) {
  TypeRecord type;
  type.scalar = scalar;
  type.size = type.alignment = size;
  return type;
}

TEST(ValueText, Scalars) {
  EXPECT_EQ(parsed<int32_t>("-2147483648", Scalar::kInt32), INT32_MIN);
  EXPECT_EQ(parsed<uint64_t>("18446744073709551615", Scalar::kUInt64), UINT64_MAX);
  EXPECT_EQ(parsed<uint8_t>("0xff", Scalar::kUInt8), 255);
  EXPECT_EQ(parsed<float>("2.5f", Scalar::kFloat32), 2.5f);
  EXPECT_EQ(parsed<double>("-1e300", Scalar::kFloat64), -1e300);
  EXPECT_TRUE(std::isinf(parsed<float>("-inf", Scalar::kFloat32)));
  EXPECT_TRUE(parsed<bool>("true", Scalar::kBool));
}

TEST(ValueText, WhatIsNoValueOfTheType) {
  EXPECT_THAT(failureOf("2.5", Scalar::kInt32), HasSubstr("takes an integer; found `2.5`"));
  EXPECT_THAT(failureOf("", Scalar::kInt32), HasSubstr("takes an integer"));
  EXPECT_THAT(failureOf("", Scalar::kFloat32), HasSubstr("takes a number"));
  EXPECT_THAT(failureOf("one", Scalar::kFloat32), HasSubstr("parameter `x` is of type `float`"));
  EXPECT_THAT(failureOf("2", Scalar::kBool), HasSubstr("takes true or false"));
  EXPECT_THAT(failureOf("1f2", Scalar::kFloat32), HasSubstr("takes a number"));
}

TEST(ValueText, WhatDoesNotFit) {
  EXPECT_THAT(failureOf("256", Scalar::kUInt8), HasSubstr("`uchar`, which cannot hold 256"));
  EXPECT_THAT(failureOf("-1", Scalar::kUInt32), HasSubstr("cannot hold -1"));
  EXPECT_THAT(failureOf("99999999999999999999", Scalar::kUInt64), HasSubstr("cannot hold"));
  EXPECT_THAT(failureOf("1e39", Scalar::kFloat32), HasSubstr("cannot hold 1e39"));
}

TEST(ValueText, NestedStruct) {
  TypeRecord array;
  array.kind = TypeRecord::Kind::kArray;
  array.count = 2;
  array.size = 8;
  array.element = {scalarType(Scalar::kFloat32, 4)};
  TypeRecord type;
  type.kind = TypeRecord::Kind::kStruct;
  type.spelling = "Pair";
  type.size = 12;
  type.fields = {{"n", 0, scalarType(Scalar::kInt32, 4)}, {"v", 4, array}};
  struct {
    int n;
    float v[2];
  } value;
  auto *bytes = reinterpret_cast<std::byte *>(&value);
  parseValue("{7, {1.5,-2}}", type, bytes, "x");
  EXPECT_EQ(value.n, 7);
  EXPECT_EQ(value.v[0], 1.5f);
  EXPECT_EQ(value.v[1], -2.0f);
  for (const char *bad : {"7", "{7}", "{7,{1}}", "{7,{1,2,3}}", "{7,{1,2}", "{7,{1,2}}}", "{7,1}", "{}", ""})
    EXPECT_THROW(parseValue(bad, type, bytes, "x"), Failure) << bad;
}

TEST(ValueText, FormatsShortest) {
  float tenth = 0.1f;
  int8_t small = -5;
  EXPECT_EQ(formatScalar(reinterpret_cast<std::byte *>(&tenth), Scalar::kFloat32), "0.1");
  EXPECT_EQ(formatScalar(reinterpret_cast<std::byte *>(&small), Scalar::kInt8), "-5");
}

TEST(ValueText, SmallFloats) {
  EXPECT_EQ(parsed<uint16_t>("0.1", Scalar::kFloat16), 0x2e66);
  EXPECT_EQ(parsed<uint16_t>("-inf", Scalar::kFloat16), 0xfc00);
  EXPECT_EQ(parsed<uint16_t>("65519.9", Scalar::kFloat16), 0x7bff);
  EXPECT_EQ(parsed<uint16_t>("3.14159", Scalar::kBFloat16), 0x4049);
  EXPECT_THAT(failureOf("65520", Scalar::kFloat16), HasSubstr("is of type `half`, which cannot hold 65520"));
  EXPECT_THAT(failureOf("x", Scalar::kBFloat16), HasSubstr("takes a number"));
  auto text = [](uint16_t bits, Scalar scalar) {
    return formatScalar(reinterpret_cast<std::byte *>(&bits), scalar);
  };
  EXPECT_EQ(text(0x2e66, Scalar::kFloat16), "0.1");
  EXPECT_EQ(text(0x0001, Scalar::kFloat16), "6e-08");
  EXPECT_EQ(text(0x4900, Scalar::kFloat16), "10");
  EXPECT_EQ(text(0xfc00, Scalar::kFloat16), "-inf");
  EXPECT_EQ(text(0x4049, Scalar::kBFloat16), "3.14");
  for (uint32_t bits = 0; bits < 0x10000; ++bits) // what is printed can be given again
    for (Scalar scalar : {Scalar::kFloat16, Scalar::kBFloat16})
      if ((bits & 0x7fff) <= (scalar == Scalar::kFloat16 ? 0x7c00 : 0x7f80))
        ASSERT_EQ(parsed<uint16_t>(text(uint16_t(bits), scalar).c_str(), scalar), bits);
}

} // namespace
} // namespace hd::cli
