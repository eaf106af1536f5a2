// Buffer makers, and the check of their elements against the parameter.
#include "tools/heddle/buffer_text.h"

#include "tools/heddle/failure.h"

#include <gmock/gmock.h>

#include <cstring>

namespace hd::cli {
namespace {

using abi::Scalar;
using abi::TypeRecord;
using testing::ElementsAre;
using testing::HasSubstr;

abi::Parameter pointerTo(TypeRecord element) {
  abi::Parameter parameter;
  parameter.name = "x";
  parameter.type.kind = TypeRecord::Kind::kPointer;
  parameter.type.spelling = element.spelling + " *";
  parameter.type.element = {std::move(element)};
  return parameter;
}

TypeRecord scalarType(Scalar scalar, uint32_t size, const char *spelling) {
  TypeRecord type;
  type.scalar = scalar;
  type.size = size;
  type.spelling = spelling;
  return type;
}

abi::Parameter floats() { return pointerTo(scalarType(Scalar::kFloat32, 4, "float")); }

abi::Parameter float2s() {
  TypeRecord type = scalarType(Scalar::kFloat32, 8, "float2");
  type.kind = TypeRecord::Kind::kStruct;
  type.fields = {{"x", 0, scalarType(Scalar::kFloat32, 4, "float")},
                 {"y", 4, scalarType(Scalar::kFloat32, 4, "float")}};
  return pointerTo(type);
}

template <typename T> std::vector<T> made(const char *text, const abi::Parameter &parameter) {
  BufferContent content = parseBuffer(text, parameter);
  std::vector<T> values(content.bytes / sizeof(T));
  content.fill(reinterpret_cast<std::byte *>(values.data()));
  return values;
}

std::string failureOf(const char *text, const abi::Parameter &parameter) {
  try {
    parseBuffer(text, parameter);
  } catch (const Failure &failure) {
    return failure.message;
  }
  return "no failure";
}

TEST(BufferText, Makers) {
  EXPECT_THAT(made<float>("zeros:float:2", floats()), ElementsAre(0.0f, 0.0f));
  EXPECT_THAT(made<float>("full:float:2:3.5", floats()), ElementsAre(3.5f, 3.5f));
  EXPECT_THAT(made<float>("iota:float:3", floats()), ElementsAre(0.0f, 1.0f, 2.0f));
  for (float value : made<float>("rand:float:100:7", floats()))
    EXPECT_TRUE(value >= 0 && value < 1);
  EXPECT_EQ(made<float>("rand:float:9:7", floats()), made<float>("rand:float:9:7", floats()));
  EXPECT_NE(made<float>("rand:float:9:7", floats()), made<float>("rand:float:9:8", floats()));
}

TEST(BufferText, Vectors) {
  BufferContent content = parseBuffer("iota:float2:3", float2s());
  EXPECT_THAT(content.shape, ElementsAre(3, 2));
  EXPECT_THAT(made<float>("full:float2:2:{1,2}", float2s()), ElementsAre(1.0f, 2.0f, 1.0f, 2.0f));
  EXPECT_THAT(failureOf("zeros:float:4", float2s()), HasSubstr("takes elements of `float2`; found `float`"));
}

TEST(BufferText, SmallFloats) {
  abi::Parameter halves = pointerTo(scalarType(Scalar::kFloat16, 2, "__half"));
  abi::Parameter bfloats = pointerTo(scalarType(Scalar::kBFloat16, 2, "__nv_bfloat16"));
  EXPECT_THAT(made<uint16_t>("iota:half:3", halves), ElementsAre(0, 0x3c00, 0x4000));
  EXPECT_THAT(made<uint16_t>("full:__half:2:-0.5", halves), ElementsAre(0xb800, 0xb800));
  EXPECT_THAT(made<uint16_t>("iota:nv_bfloat16:3", bfloats), ElementsAre(0, 0x3f80, 0x4000));
  for (half value : made<half>("rand:half:100", halves))
    EXPECT_TRUE(value >= 0 && value < 1);
  TypeRecord pair = scalarType(Scalar::kFloat16, 4, "__half2");
  pair.kind = TypeRecord::Kind::kStruct;
  pair.fields = {{"x", 0, scalarType(Scalar::kFloat16, 2, "__half")},
                 {"y", 2, scalarType(Scalar::kFloat16, 2, "__half")}};
  EXPECT_THAT(made<uint16_t>("full:half2:1:{1,2}", pointerTo(pair)), ElementsAre(0x3c00, 0x4000));
  EXPECT_THAT(failureOf("zeros:half4:1", pointerTo(pair)), HasSubstr("`half4` is not a type of elements"));
  EXPECT_THAT(failureOf("zeros:ushort:4", halves), HasSubstr("takes elements of `__half`; found `ushort`"));
}

TEST(BufferText, NamesTheParameter) {
  EXPECT_THAT(failureOf("iota:int:4", floats()),
              HasSubstr("parameter `x` of type `float *` takes elements of `float`; found `int`"));
  EXPECT_THAT(failureOf("1024", floats()), HasSubstr("parameter `x` of type `float *` takes a buffer"));
  EXPECT_THAT(failureOf("zeros:flaot:4", floats()), HasSubstr("`flaot` is not a type"));
  EXPECT_THAT(failureOf("zeros:float", floats()), HasSubstr("expected zeros:TYPE:COUNT"));
  EXPECT_THAT(failureOf("zeros:float:-1", floats()), HasSubstr("COUNT; found `-1`"));
  EXPECT_THAT(failureOf("zeros:float:9999999999999999999", floats()), HasSubstr("larger than any memory"));
  EXPECT_THAT(failureOf("full:float:4:x", floats()), HasSubstr("takes a number; found `x`"));
  EXPECT_THAT(failureOf("@/nonexistent.npy", floats()), HasSubstr("No such file"));
}

} // namespace
} // namespace hd::cli
