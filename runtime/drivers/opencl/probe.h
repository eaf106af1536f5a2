// What a device does not say truthfully or at all: whether its arithmetic is exact.
#pragma once

#include "runtime/drivers/opencl/context.h"

namespace hd::drivers::opencl {

// The options to build programs of this device with. HD_NO_FUSED_FMA=1: fma() rounds twice.
// HD_INEXACT_DIVIDE=1: division or square root of floats is not correctly rounded.
Result<std::string> probeBuildOptions(Context &context, cl_command_queue queue);

} // namespace hd::drivers::opencl
