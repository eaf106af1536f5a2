// Places in the user's source. A location that came out of a macro also knows the expansion.
#pragma once

#include <cstdint>

namespace hd::diag {

// File 0 means "no location"; lines and columns count from 1, columns in bytes.
struct Location {
  uint32_t file = 0;
  uint32_t line = 0;
  uint32_t column = 0;
  uint32_t expansion = 0; // index into SourceManager's macro expansions, 0 when written out

  bool valid() const { return file != 0; }
  friend bool operator==(const Location &, const Location &) = default;
};

// Half open: `end` is the place just after the last character.
struct Range {
  Location begin;
  Location end;
};

} // namespace hd::diag
