// Writes images as PNG files.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace example {

// `rgb`: width * height * 3 bytes, rows from the top. False, with a message on stderr, if it cannot be
// written.
bool write_png(const std::string &path, std::span<const uint8_t> rgb, uint32_t width, uint32_t height);

} // namespace example
