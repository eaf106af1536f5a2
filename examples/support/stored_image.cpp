// PNG without a library, for builds that have none: the pixels are stored, not compressed.
#include "image.h"

#include <cstdio>
#include <fstream>

namespace example {
namespace {

void append32(std::string &to, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8)
    to += static_cast<char>(value >> shift);
}

uint32_t crc32(const std::string &bytes) {
  uint32_t crc = ~0u;
  for (char byte : bytes) {
    crc ^= static_cast<uint8_t>(byte);
    for (int bit = 0; bit < 8; ++bit)
      crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}

uint32_t adler32(const std::string &bytes) {
  uint32_t a = 1, b = 0;
  for (char byte : bytes) {
    a = (a + static_cast<uint8_t>(byte)) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

std::string chunk(const std::string &type, const std::string &content) {
  std::string bytes;
  append32(bytes, static_cast<uint32_t>(content.size()));
  bytes += type + content;
  append32(bytes, crc32(type + content));
  return bytes;
}

// A zlib stream of stored blocks: last or not, the length and its complement, the bytes.
std::string stored(const std::string &bytes) {
  constexpr size_t kMost = 65535;
  std::string stream = "\x78\x01";
  for (size_t at = 0; at < bytes.size(); at += kMost) {
    const std::string part = bytes.substr(at, kMost);
    stream += static_cast<char>(at + part.size() == bytes.size());
    for (size_t length : {part.size(), ~part.size()}) {
      stream += static_cast<char>(length & 0xff);
      stream += static_cast<char>(length >> 8 & 0xff);
    }
    stream += part;
  }
  append32(stream, adler32(bytes));
  return stream;
}

} // namespace

bool write_png(const std::string &path, std::span<const uint8_t> rgb, uint32_t width, uint32_t height) {
  std::string header, rows;
  append32(header, width);
  append32(header, height);
  header += std::string("\x08\x02\0\0\0", 5); // 8 bits, RGB
  for (size_t row = 0; row < height; ++row) {
    rows += '\0'; // no filter
    rows.append(reinterpret_cast<const char *>(rgb.data()) + row * width * 3, size_t{width} * 3);
  }
  std::ofstream file(path, std::ios::binary);
  file << "\x89PNG\r\n\x1a\n" << chunk("IHDR", header) << chunk("IDAT", stored(rows)) << chunk("IEND", "");
  if (file.flush())
    return true;
  std::fprintf(stderr, "error: cannot write `%s`\n", path.c_str());
  return false;
}

} // namespace example
