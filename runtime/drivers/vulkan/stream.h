// Streams of a Vulkan device: each hands its commands to a worker. The default stream follows what every
// other stream was given before, and the others follow it, as CUDA's legacy default stream.
#pragma once

#include "runtime/drivers/driver.h"
#include "runtime/drivers/vulkan/worker.h"

namespace hd::drivers::vulkan {

class Device;

class Stream final : public drivers::Stream {
public:
  Stream(Device &device, std::shared_ptr<Worker> worker, Ownership ownership);
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

  const std::shared_ptr<Worker> &worker() const { return worker_; }

private:
  Device &owner() const;
  // What every submission begins with: refusals, and the order against the default stream.
  Status prepare();
  Status submit(Worker::Command command);
  // Submits, waits and returns the stream's failure.
  Status submitAndWait(Worker::Command command);

  const std::shared_ptr<Worker> worker_;
};

} // namespace hd::drivers::vulkan
