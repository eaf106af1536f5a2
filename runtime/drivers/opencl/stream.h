// Streams of the opencl device: each submits to a Queue of its own.
#pragma once

#include "runtime/drivers/driver.h"
#include "runtime/drivers/opencl/queue.h"

namespace hd::drivers::opencl {

class Device;

class Stream final : public drivers::Stream {
public:
  Stream(Device &device, Ownership ownership, std::shared_ptr<Queue> queue);
  ~Stream() override;

  Status launch(const LaunchCommand &command) override;
  Status copyFromHost(drivers::Memory &to, uint64_t offset, const void *from, uint64_t size) override;
  Status copyToHost(void *to, drivers::Memory &from, uint64_t offset, uint64_t size) override;
  Status copyFromHostAsync(drivers::Memory &to, uint64_t offset, const void *from, uint64_t size) override;
  Status copyToHostAsync(void *to, drivers::Memory &from, uint64_t offset, uint64_t size) override;
  Status copy(drivers::Memory &to, uint64_t toOffset, drivers::Memory &from, uint64_t fromOffset,
              uint64_t size) override;
  Status fill(drivers::Memory &to, uint64_t offset, uint64_t size,
              std::span<const std::byte> pattern) override;
  Status record(const std::shared_ptr<drivers::Event> &event) override;
  Status wait(const std::shared_ptr<drivers::Event> &event) override;
  Status addCallback(std::function<void()> function) override;
  Status synchronize() override;

private:
  Device &owner() const;
  Status fillRepeating(Command command, Allocation &to, uint64_t offset, uint64_t size,
                       std::span<const std::byte> pattern);

  const bool isDefault_;
  std::shared_ptr<Queue> queue_;
};

} // namespace hd::drivers::opencl
