// Launches on the opencl device: checks that need the built kernel, arguments, and the enqueueing.
#pragma once

#include "runtime/drivers/driver.h"

namespace hd::drivers::opencl {

class Device;
class Queue;

Status submitLaunch(Device &device, Queue &queue, const LaunchCommand &command);

} // namespace hd::drivers::opencl
