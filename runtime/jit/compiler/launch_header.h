// The C++ header that goes with an object from `heddle build --header`: one typed function per kernel.
#pragma once

#include "runtime/abi/module.h"

#include <string>

namespace hd::jit {

// Needs only the public headers of the runtime. Structs that kernels take by value or point to become C++
// structs, with static_asserts on their layout.
std::string launchHeader(const abi::Module &module);

} // namespace hd::jit
