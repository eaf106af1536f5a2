// Memory of the cpu device: aligned host memory, or a variable inside of a loaded module.
#pragma once

#include "runtime/drivers/cpu/check/live_memory.h"
#include "runtime/drivers/driver.h"

namespace hd::drivers::cpu {

class Memory final : public drivers::Memory {
public:
  // Not initialised, at least 256-byte aligned as CUDA's.
  static Result<std::shared_ptr<drivers::Memory>> allocate(drivers::Device &device, uint64_t size);
  // Takes ownership of `address`, which comes from std::aligned_alloc.
  Memory(drivers::Device &device, void *address, uint64_t size)
      : drivers::Memory(device, reinterpret_cast<uint64_t>(address), size), owned_(true) {
    LiveMemory::get().add(this->address, size, /*isWritten=*/false);
  }
  // A global of `module`.
  Memory(drivers::Device &device, void *address, uint64_t size, drivers::Module *module)
      : drivers::Memory(device, reinterpret_cast<uint64_t>(address), size, module), owned_(false) {
    LiveMemory::get().add(this->address, size, /*isWritten=*/true);
  }
  ~Memory() override;

  // The host may write there what the checker does not see.
  void *hostAddress() const override {
    LiveMemory::get().noteWritten(address, size);
    return reinterpret_cast<void *>(address);
  }

private:
  bool owned_;
};

} // namespace hd::drivers::cpu
