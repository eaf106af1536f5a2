// Memory of a gpu device: its own, or a global inside of a module.
#pragma once

#include "runtime/drivers/gpu/device.h"

namespace hd::drivers::gpu {

class Memory final : public drivers::Memory {
public:
  Memory(Device &device, uint64_t address, uint64_t size) : drivers::Memory(device, address, size) {}
  Memory(Device &device, uint64_t address, uint64_t size, drivers::Module *module)
      : drivers::Memory(device, address, size, module), owned_(false) {}
  // The library waits for work that uses it.
  ~Memory() override {
    auto &owner = static_cast<Device &>(*device);
    if (owned_)
      owner.giveBack([&api = owner.api, address = address] { api.free(address); });
  }

private:
  bool owned_ = true;
};

} // namespace hd::drivers::gpu
