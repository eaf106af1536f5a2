// What a device does not say truthfully or at all: whether its arithmetic is exact.
#pragma once

#include "runtime/drivers/opencl/context.h"
#include "runtime/drivers/subgroups.h"

namespace hd::drivers::opencl {

// The options to build programs of this device with. HD_NO_FUSED_FMA=1: fma() rounds twice.
// HD_INEXACT_DIVIDE=1: division or square root of floats is not correctly rounded.
Result<std::string> probeBuildOptions(Context &context, cl_command_queue queue);

// Whether subgroups of the size that kernels can ask for are in order, by kernels that do.
Result<Subgroups> probeSubgroups(Context &context, cl_command_queue queue, const std::string &options);
// Text in front of a kernel's `void` that asks for them, or says the block's shape.
std::string requiredSubgroups(uint32_t size);
std::string requiredShape(size_t x, size_t y, size_t z);

} // namespace hd::drivers::opencl
