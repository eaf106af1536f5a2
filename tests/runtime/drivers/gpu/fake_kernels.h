// The kernels of tests/runtime/kernels for devices that run no code: by name, on the host's memory.
#pragma once

#include <string>

namespace hd::test {

// The module's variables.
struct FakeGlobals {
  alignas(16) int counter = 40;
  alignas(16) float table[4] = {1, 2, 3, 4};
};

// False: the kernel faults. `arguments` is the block that the driver makes of them.
bool runFakeKernel(const std::string &name, FakeGlobals &globals, unsigned grid, const char *arguments);

} // namespace hd::test
