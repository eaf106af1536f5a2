// The module of kernels.c, with records as the compiler would write them.
#pragma once

#include "heddle/heddle.h"

namespace hd::test {

// Holds the same portable code for every cpu target.
abi::Module kernelsModule();
std::vector<uint8_t> kernelsObject();

} // namespace hd::test
