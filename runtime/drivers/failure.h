// How launches that fail are reported, with the same words by all drivers.
#pragma once

#include "heddle/launch.h"
#include "runtime/abi/module.h"

#include <chrono>
#include <string>

namespace hd::drivers {

// "kernel `k` failed: WHAT; launched as k<<<(4, 1, 1), (64, 1, 1)>>>, defined at file.hd:7"
Status launchFailure(StatusCode code, const abi::Kernel &kernel, const Dim3 &grid, const Dim3 &block,
                     const std::string &what, std::string origin, int64_t vendorCode = 0);

// kernel_failed: an assertion, a trap or a fault. `what` of the first two: `file:line: function: text (block
// (x, y, z), thread (x, y, z))`.
Status kernelFailure(const abi::Kernel &kernel, const Dim3 &grid, const Dim3 &block, const std::string &what,
                     std::string origin);

// kernel_failed: LaunchCommand::timeLimit has passed.
Status timeLimitFailure(const abi::Kernel &kernel, const Dim3 &grid, const Dim3 &block,
                        std::chrono::nanoseconds limit, std::string origin);

// `(4, 1, 1)`
std::string textOf(const Dim3 &dim);

} // namespace hd::drivers
