// What the checker found: kernels compiled with CompileOptions::check tell it of every access, barrier and
// fence while they run on the cpu device. A launch with findings fails with kernel_failed after all of its
// blocks have run; Device::take_findings has the details. docs/check.md says what is found and what is not.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hd {

// A place in a kernel's source; `line` is 0 where there is none.
struct SourcePlace {
  std::string file;
  uint32_t line = 0;
  uint32_t column = 0;
};

struct FindingNote {
  SourcePlace place;
  std::string message;
};

enum class FindingKind : uint8_t {
  out_of_bounds,
  misaligned,
  invalid_pointer, // null, freed or of nothing that the device knows
  uninitialized,   // a read of bytes that were never written
  race,
  divergent_barrier,
};

// `out-of-bounds`, as it stands in reports.
std::string_view to_string(FindingKind kind);

struct Finding {
  FindingKind kind = FindingKind::out_of_bounds;
  std::string kernel;
  SourcePlace place;
  std::string message; // of the first occurrence, with its thread and block
  std::vector<FindingNote> notes;
  uint64_t count = 1; // occurrences at this place, of other threads and launches
};

// `file:line:column: error: message [kind]` and a line for each note.
std::string to_string(const Finding &finding);

} // namespace hd
