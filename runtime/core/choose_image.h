// Which of a module's images a device gets, and whether the device can run it.
#pragma once

#include "heddle/device.h"

namespace hd::core {

// The module with exactly one image, for the first of the device's targets that there is one for; compiled
// from the module's IR when there is none and a compiler is linked in. `unsupported` when there is no such
// image, or when the device lacks features that a kernel needs. Afterwards Kernel::staticSharedBytes is what
// the image uses.
Result<abi::Module> chooseImage(abi::Module module, const DeviceProperties &device);

// Whether a block of the kernel fits. Of no concern to the other kernels of the module: Module::kernel asks.
Status checkSharedMemory(const abi::Kernel &kernel, const DeviceProperties &device);

} // namespace hd::core
