// xxHash, compiled in.
#include "runtime/jit/digest.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <cstdint>

namespace hd::jit {

std::string digestOf(std::string_view bytes) {
  XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  std::string text;
  for (uint64_t half : {hash.high64, hash.low64})
    for (int shift = 60; shift >= 0; shift -= 4)
      text += "0123456789abcdef"[half >> shift & 15];
  return text;
}

DigestBuilder &DigestBuilder::add(std::string_view field) {
  uint64_t size = field.size();
  bytes_.append(reinterpret_cast<const char *>(&size), sizeof size).append(field);
  return *this;
}

} // namespace hd::jit
