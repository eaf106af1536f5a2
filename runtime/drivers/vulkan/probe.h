// What a device does where Vulkan leaves it open, found out by running it.
#pragma once

#include "runtime/drivers/vulkan/context.h"

namespace hd::drivers::vulkan {

class Device;

// Runs a few thousand operations and compares the bits with the host's, once per physical device and process.
Result<Arithmetic> probeArithmetic(Device &device);

// Likewise: what is in order in subgroups, if all are of one size, and shuffles and ballots work in them.
Result<Subgroups> probeSubgroups(Device &device);

// Names of what was found, for DeviceProperties: `fused-fma`, `exact-division`, `denormals`,
// `atomic-sums-f32`, `atomic-sums-f64`, and `warps-in-subgroups` where those of every block are.
void addFeatures(const Arithmetic &arithmetic, const Subgroups &subgroups,
                 std::vector<std::string> &features);

} // namespace hd::drivers::vulkan
