// The cpu device: its thread pool, its streams, and where its kernels print.
#pragma once

#include "runtime/drivers/cpu/queue.h"
#include "runtime/drivers/cpu/stream.h"
#include "runtime/drivers/cpu/thread_pool.h"
#include "runtime/drivers/driver.h"

namespace hd::drivers::cpu {

class Device final : public drivers::Device {
public:
  explicit Device(DeviceProperties properties);

  Result<std::shared_ptr<drivers::Memory>> allocate(uint64_t size) override;
  Result<std::shared_ptr<drivers::Stream>> createStream() override;
  Result<std::shared_ptr<drivers::Event>> createEvent() override;
  Result<std::shared_ptr<drivers::Module>> load(abi::Module module) override;
  drivers::Stream &defaultStream() override { return *defaultStream_; }
  Status synchronize() override;
  void setPrintSink(PrintSink sink) override;
  std::vector<Finding> takeFindings() override;

  // All of them work in the memory of the process.
  bool canCopyFromPeer(const drivers::Device &) const override { return true; }

  ThreadPool &pool() { return pool_; }

  // Waits until every queue has done what it was given so far; failures stay with their queues.
  Status drain();
  void addQueue(const std::shared_ptr<Queue> &queue);
  // Keeps the queue's failure, if it has one, for synchronize().
  void removeQueue(Queue &queue);

  // One printf of one kernel thread; whole, never mixed with another.
  void print(std::string_view text);
  void flushPrints();

private:
  std::vector<std::shared_ptr<Queue>> queues();

  ThreadPool pool_;
  std::unique_ptr<drivers::Stream> defaultStream_;

  std::mutex queuesMutex_;
  std::vector<std::weak_ptr<Queue>> queues_;
  std::atomic<uint32_t> queueCount_{0};
  Status lostFailure_; // of queues that are gone

  std::mutex printMutex_;
  PrintSink sink_;
};

} // namespace hd::drivers::cpu
