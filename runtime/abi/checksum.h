// CRC-32 with the polynomial of IEEE 802.3, as zlib's: the runtime needs no library for one checksum.
#pragma once

#include <cstdint>
#include <span>

namespace hd::abi {

uint32_t crc32(std::span<const uint8_t> bytes);

} // namespace hd::abi
