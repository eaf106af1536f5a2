// Content hashes: 128 bits of XXH3 as 32 hexadecimal digits.
#pragma once

#include <string>
#include <string_view>

namespace hd::jit {

std::string digestOf(std::string_view bytes);

// Hashes fields one after the other so that no two different lists of fields have the same bytes.
class DigestBuilder {
public:
  DigestBuilder &add(std::string_view field);
  std::string finish() const { return digestOf(bytes_); }

private:
  std::string bytes_;
};

} // namespace hd::jit
