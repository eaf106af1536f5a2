// The table that cmake/Embed.cmake generates; use stdlib/embedded.h.
#pragma once

#include <cstddef>
#include <string_view>

namespace hd::stdlib {

struct EmbeddedFile {
  std::string_view path; // `math/exp.hd`, `include/stdint.h`
  std::string_view text;
};
extern const EmbeddedFile kFiles[];
extern const size_t kFileCount;

} // namespace hd::stdlib
