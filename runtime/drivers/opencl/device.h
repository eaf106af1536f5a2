// The opencl device: its context, its queues in CUDA's order, and where its kernels print.
#pragma once

#include "runtime/drivers/driver.h"
#include "runtime/drivers/host_callback.h"
#include "runtime/drivers/opencl/queue.h"
#include "runtime/drivers/subgroups.h"

#include <condition_variable>

namespace hd::drivers::opencl {

class Device final : public drivers::Device {
public:
  static Result<std::shared_ptr<drivers::Device>> open(const DeviceFacts &facts, std::string name);
  Device(DeviceProperties properties, std::shared_ptr<Context> context);
  ~Device() override;

  Result<std::shared_ptr<drivers::Memory>> allocate(uint64_t size) override;
  Result<std::shared_ptr<drivers::Stream>> createStream() override;
  Result<std::shared_ptr<drivers::Event>> createEvent() override;
  Result<std::shared_ptr<drivers::Module>> load(abi::Module module) override;
  drivers::Stream &defaultStream() override { return *defaultStream_; }
  Status synchronize() override;
  void setPrintSink(PrintSink sink) override;

  Context &context() const { return *context_; }
  const std::shared_ptr<CallbackThread::State> &callbacks() const { return callbacks_.state(); }
  // One printf of one kernel thread.
  void print(std::string_view text);
  // Options for compilers of this device, found out by running a small program with the first call.
  Result<std::string> buildOptions();
  // Likewise, with kernels for subgroups.
  Result<Subgroups> subgroups();

  // Held while commands are submitted, and by queues for what they know of theirs.
  std::mutex submission;
  std::condition_variable reaped;
  // What a command of `queue` waits for: the default stream for all others, they for it. With the lock held.
  std::vector<EventRef> ordering(const Queue &queue);

  void addQueue(const std::shared_ptr<Queue> &queue);
  // Keeps the queue's failure, if it has one, for synchronize().
  void removeQueue(const std::shared_ptr<Queue> &queue);
  // Takes note of what is done, in every queue.
  void reapAll();
  // Copies now, in the order of no stream.
  Status readNow(void *to, Allocation &from, uint64_t size);
  Status writeNow(Allocation &to, const void *from, uint64_t size);

private:
  Status start();
  std::vector<std::shared_ptr<Queue>> queues();

  std::shared_ptr<Context> context_;
  cl_command_queue transfers_ = nullptr;
  std::shared_ptr<Queue> defaultQueue_;
  std::unique_ptr<drivers::Stream> defaultStream_;

  std::vector<std::shared_ptr<Queue>> queues_; // also the default's; under `submission`
  Status lostFailure_;                         // of queues that are gone; under `submission`

  std::mutex optionsMutex_;
  std::optional<std::string> options_;
  std::optional<Subgroups> subgroups_;

  std::mutex printMutex_;
  PrintSink sink_;
  CallbackThread callbacks_;
};

} // namespace hd::drivers::opencl
