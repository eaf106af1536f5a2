// Copies from the memory of one device to that of another.
#pragma once

#include "runtime/drivers/driver.h"

namespace hd::core {

// Whether the driver does it: both devices are its own, and it can.
bool copiesDirectly(const drivers::Device &to, const drivers::Device &from);

// `stream` is one of `to`'s device. Waits for all that was submitted to the device of `from`.
Status copyBetweenDevices(drivers::Stream &stream, drivers::Memory &to, uint64_t toOffset,
                          drivers::Memory &from, uint64_t fromOffset, uint64_t size);

} // namespace hd::core
