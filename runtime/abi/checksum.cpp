// Eight bytes at a time: kTables[k][b] is what byte b, followed by k bytes of zero, adds to the remainder.
#include "runtime/abi/checksum.h"

#include <array>
#include <cstddef>

namespace hd::abi {
namespace {

constexpr size_t kSlices = 8;
constexpr uint32_t kPolynomial = 0xedb88320u; // lowest bit first

using Tables = std::array<std::array<uint32_t, 256>, kSlices>;

constexpr Tables makeTables() {
  Tables tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit)
      remainder = (remainder >> 1) ^ (remainder & 1 ? kPolynomial : 0);
    tables[0][byte] = remainder;
  }
  for (size_t slice = 1; slice < kSlices; ++slice)
    for (size_t byte = 0; byte < 256; ++byte) {
      uint32_t before = tables[slice - 1][byte];
      tables[slice][byte] = (before >> 8) ^ tables[0][before & 0xff];
    }
  return tables;
}

constexpr Tables kTables = makeTables();

} // namespace

uint32_t crc32(std::span<const uint8_t> bytes) {
  uint32_t crc = ~0u;
  size_t at = 0;
  for (; bytes.size() - at >= kSlices; at += kSlices) {
    uint32_t next = 0;
    for (size_t i = 0; i < 4; ++i)
      next ^= kTables[kSlices - 1 - i][bytes[at + i] ^ (crc >> (8 * i) & 0xff)];
    for (size_t i = 4; i < kSlices; ++i)
      next ^= kTables[kSlices - 1 - i][bytes[at + i]];
    crc = next;
  }
  for (; at < bytes.size(); ++at)
    crc = (crc >> 8) ^ kTables[0][(crc ^ bytes[at]) & 0xff];
  return ~crc;
}

} // namespace hd::abi
