// Streams of a gpu device: the library's own, which order themselves with the default stream as CUDA's do.
//
// What a kernel reports is read when it is done, and the work behind it must be dropped if it has failed: so
// a launch that may report (asserts, traps, printf) is waited for before the next work of the same stream is
// submitted; all else is asynchronous.
#pragma once

#include "runtime/drivers/gpu/device.h"
#include "runtime/drivers/gpu/module.h"

namespace hd::drivers::gpu {

class Stream final : public drivers::Stream {
public:
  // A null handle is the default stream.
  Stream(Device &device, Ownership ownership, void *handle);
  ~Stream() override;

  Status launch(const LaunchCommand &command) override;
  Status copyFromHost(drivers::Memory &to, uint64_t offset, const void *from, uint64_t size) override;
  Status copyToHost(void *to, drivers::Memory &from, uint64_t offset, uint64_t size) override;
  Status copyFromHostAsync(drivers::Memory &to, uint64_t offset, const void *from, uint64_t size) override;
  Status copyToHostAsync(void *to, drivers::Memory &from, uint64_t offset, uint64_t size) override;
  Status copyFromPeer(drivers::Memory &to, uint64_t toOffset, drivers::Memory &from, uint64_t fromOffset,
                      uint64_t size) override;
  Status copy(drivers::Memory &to, uint64_t toOffset, drivers::Memory &from, uint64_t fromOffset,
              uint64_t size) override;
  Status fill(drivers::Memory &to, uint64_t offset, uint64_t size,
              std::span<const std::byte> pattern) override;
  Status record(const std::shared_ptr<drivers::Event> &event) override;
  Status wait(const std::shared_ptr<drivers::Event> &event) override;
  Status addCallback(std::function<void()> function) override;
  Status synchronize() override;

  // Reads what its last launch has left, then the first failure since the last call.
  Status settleAndTake();

private:
  struct Pending {
    std::shared_ptr<const ModuleNotes> module;
    const abi::Kernel *record;
    Dim3 grid, block;
    bool usesMessages;
  };
  Device &owner() const { return static_cast<Device &>(*device); }
  // Submits work, unless it is to be dropped.
  Status submit(const std::function<int()> &work, const std::string &what);
  Status submitLaunch(const LaunchCommand &command);
  Status enqueueLaunch(const LaunchCommand &command);
  Status prepareMessages();
  void settle();
  Status waitForAll();
  Status readMessages(const Pending &pending);
  int fillRepeating(uint64_t to, uint64_t size, std::span<const std::byte> pattern);

  void *const handle_;
  std::mutex mutex_;
  std::optional<Pending> last_; // launched since the last wait
  Status failure_;
  uint64_t messages_ = 0; // the address of the message buffer, made for the first launch that needs it
};

} // namespace hd::drivers::gpu
