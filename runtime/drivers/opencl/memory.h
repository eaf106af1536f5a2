// Memory of the opencl device: an allocation, or a part of one that is a module's global.
#pragma once

#include "runtime/drivers/driver.h"
#include "runtime/drivers/opencl/context.h"

namespace hd::drivers::opencl {

class Memory final : public drivers::Memory {
public:
  Memory(drivers::Device &device, std::shared_ptr<Allocation> allocation, uint64_t base, uint64_t size,
         drivers::Module *module = nullptr)
      : drivers::Memory(device, allocation->address + base, size, module), allocation(std::move(allocation)),
        base(base) {}

  void *hostAddress() const override {
    return allocation->context->facts.hostSharesMemory ? allocation->at(base) : nullptr;
  }

  const std::shared_ptr<Allocation> allocation;
  const uint64_t base; // in the allocation
};

} // namespace hd::drivers::opencl
