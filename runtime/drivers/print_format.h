// C's printf over 8-byte argument slots, as the launch ABI passes them.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace hd::drivers {

// Appends to `out`. Integers are narrowed to what the conversion names (`%d`: 32 bits, `%hhd`: 8); a
// conversion that is unknown or has no argument left is written out as it stands. `%n` is never obeyed.
void formatPrint(std::string &out, const char *format, std::span<const uint64_t> arguments);

} // namespace hd::drivers
