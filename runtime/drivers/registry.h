// Every driver of this build. registry.cpp is generated from the folders that have a CMakeLists.txt;
// folder `x` defines `const Driver &hd::drivers::x::driver()`.
#pragma once

#include "runtime/drivers/driver.h"

namespace hd::drivers {

std::span<const Driver *const> registry();

} // namespace hd::drivers
