// The published check value, and the definition bit by bit at every length and content of a step.
#include "runtime/abi/checksum.h"

#include <gtest/gtest.h>

#include <vector>

namespace hd::abi {
namespace {

uint32_t byDefinition(std::span<const uint8_t> bytes) {
  uint32_t crc = ~0u;
  for (uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc >> 1) ^ (0xedb88320u & (0u - (crc & 1u)));
  }
  return ~crc;
}

TEST(Checksum, CheckValueOfTheStandard) {
  const std::vector<uint8_t> digits{'1', '2', '3', '4', '5', '6', '7', '8', '9'};
  EXPECT_EQ(crc32(digits), 0xcbf43926u);
  EXPECT_EQ(crc32({}), 0u);
}

TEST(Checksum, EveryLengthIsTheDefinition) {
  std::vector<uint8_t> bytes;
  for (uint32_t i = 0; i < 300; ++i) {
    EXPECT_EQ(crc32(bytes), byDefinition(bytes)) << i;
    bytes.push_back(static_cast<uint8_t>(i * 2654435761u >> 23));
  }
}

} // namespace
} // namespace hd::abi
