// Memory of the null device: bytes of the host.
#pragma once

#include "runtime/drivers/driver.h"

namespace hd::drivers::null {

class Memory final : public drivers::Memory {
public:
  Memory(drivers::Device &device, std::unique_ptr<std::byte[]> bytes, uint64_t size,
         drivers::Module *module = nullptr)
      : drivers::Memory(device, reinterpret_cast<uint64_t>(bytes.get()), size, module),
        bytes_(std::move(bytes)) {}
  void *hostAddress() const override { return bytes_.get(); }

private:
  std::unique_ptr<std::byte[]> bytes_;
};

} // namespace hd::drivers::null
