// The checks of a launch that need no device: its shape against the limits, its arguments against the
// kernel's record.
#pragma once

#include "heddle/device.h"

namespace hd::core {

Status checkShape(const abi::Kernel &kernel, const DeviceProperties &limits, const LaunchShape &shape);

// Of a launch that has a time limit.
Status checkTimeLimit(const abi::Kernel &kernel, const DeviceProperties &device, const LaunchShape &shape);

// Checks one argument and writes its bytes into the parameter block, which has the kernel's
// parameterBytes. Null `device`: buffers of every device are accepted.
Status packArgument(const abi::Kernel &kernel, size_t index, const ArgumentValue &argument,
                    const drivers::Device *device, std::byte *block);

// C++'s name of a scalar type, for messages.
std::string_view scalarName(abi::Scalar scalar);

} // namespace hd::core
