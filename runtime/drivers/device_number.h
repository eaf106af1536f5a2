// Devices by number: the `1` of `opencl:1`.
#pragma once

#include "heddle/status.h"

#include <cstddef>
#include <string_view>

namespace hd::drivers {

// The number in a selector that is not empty, below `count` (1 or more); the error tells what there is.
Result<size_t> deviceNumber(std::string_view driver, std::string_view selector, size_t count);

} // namespace hd::drivers
