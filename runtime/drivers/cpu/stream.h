// Streams of the cpu device. The default stream runs everything in the caller, after all that explicit
// streams were given before; an explicit stream is a Queue.
#pragma once

#include "runtime/drivers/cpu/queue.h"
#include "runtime/drivers/driver.h"

namespace hd::drivers::cpu {

class Device;

// invalid_argument if the calling thread is running a stream's host callback, which may not wait for
// streams: it could wait for itself.
Status refuseInsideCallback();

// Both kinds say where a command runs; what the commands are is the same.
class Stream : public drivers::Stream {
public:
  Stream(Device &device, Ownership ownership);

  Status launch(const LaunchCommand &command) override = 0;
  Status copyFromHost(drivers::Memory &to, uint64_t offset, const void *from, uint64_t size) override;
  Status copyToHost(void *to, drivers::Memory &from, uint64_t offset, uint64_t size) override;
  Status copyFromHostAsync(drivers::Memory &to, uint64_t offset, const void *from, uint64_t size) override;
  Status copyToHostAsync(void *to, drivers::Memory &from, uint64_t offset, uint64_t size) override;
  Status copyFromPeer(drivers::Memory &to, uint64_t toOffset, drivers::Memory &from, uint64_t fromOffset,
                      uint64_t size) override {
    return copy(to, toOffset, from, fromOffset, size);
  }

protected:
  Device &cpuDevice() const;
  // Runs `work` in stream order.
  virtual Status runInOrder(Queue::Command work) = 0;
  // Runs `work` in stream order and waits for it.
  virtual Status runBlocking(Queue::Command work) = 0;
};

class DefaultStream final : public Stream {
public:
  explicit DefaultStream(Device &device) : Stream(device, kPartOfDevice) {}

  Status launch(const LaunchCommand &command) override;
  Status copy(drivers::Memory &to, uint64_t toOffset, drivers::Memory &from, uint64_t fromOffset,
              uint64_t size) override;
  Status fill(drivers::Memory &to, uint64_t offset, uint64_t size,
              std::span<const std::byte> pattern) override;
  Status record(const std::shared_ptr<drivers::Event> &event) override;
  Status wait(const std::shared_ptr<drivers::Event> &event) override;
  Status addCallback(std::function<void()> function) override;
  Status synchronize() override;

protected:
  Status runInOrder(Queue::Command work) override;
  Status runBlocking(Queue::Command work) override { return runInOrder(std::move(work)); }
};

class QueueStream final : public Stream {
public:
  explicit QueueStream(Device &device);
  ~QueueStream() override;

  Status launch(const LaunchCommand &command) override;
  Status copy(drivers::Memory &to, uint64_t toOffset, drivers::Memory &from, uint64_t fromOffset,
              uint64_t size) override;
  Status fill(drivers::Memory &to, uint64_t offset, uint64_t size,
              std::span<const std::byte> pattern) override;
  Status record(const std::shared_ptr<drivers::Event> &event) override;
  Status wait(const std::shared_ptr<drivers::Event> &event) override;
  Status addCallback(std::function<void()> function) override;
  Status synchronize() override;

protected:
  Status runInOrder(Queue::Command work) override;
  Status runBlocking(Queue::Command work) override;

private:
  Status submit(Queue::Kind kind, Queue::Command command);

  std::shared_ptr<Queue> queue_;
};

} // namespace hd::drivers::cpu
