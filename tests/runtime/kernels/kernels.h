// The module of kernels.c, with records as the compiler would write them.
#pragma once

#include "heddle/heddle.h"

namespace hd::test {

// Holds the same portable code for every cpu target, and hand-written code for devices. What there is in the
// module that HEDDLE_TEST_KERNELS names, compiled from kernels.hd, is taken instead.
abi::Module kernelsModule();
std::vector<uint8_t> kernelsObject();
// One of its images; says what kernels.cl needs.
abi::Image openclImage(const abi::Module &module);
// Likewise for kernels.comp.
abi::Image vulkanImage(const abi::Module &module);
// Likewise for the vendor libraries of tests/runtime/drivers/gpu, when the environment names them.
abi::Image fakeGpuImage(const abi::Module &module, std::string target, std::string format);

} // namespace hd::test
