// A device of a vendor whose API has CUDA's shape: its primary context, its streams, where kernels print.
#pragma once

#include "runtime/drivers/driver.h"
#include "runtime/drivers/gpu/api.h"
#include "runtime/drivers/host_callback.h"

#include <mutex>
#include <optional>

namespace hd::drivers::gpu {

class Stream;

class Device final : public drivers::Device {
public:
  static Result<std::shared_ptr<drivers::Device>> create(const Api &api, int ordinal,
                                                         DeviceProperties properties);
  Device(const Api &api, int handle, void *context, DeviceProperties properties);
  ~Device() override;

  Result<std::shared_ptr<drivers::Memory>> allocate(uint64_t size) override;
  Result<std::shared_ptr<HostMemory>> allocateHost(uint64_t size) override;
  bool canCopyFromPeer(const drivers::Device &) const override { return true; }
  Result<std::shared_ptr<drivers::Stream>> createStream() override;
  Result<std::shared_ptr<drivers::Event>> createEvent() override;
  Result<std::shared_ptr<drivers::Module>> load(abi::Module module) override;
  drivers::Stream &defaultStream() override;
  Status synchronize() override;
  void setPrintSink(PrintSink sink) override;

  // Makes the context the calling thread's. Fails inside of host callbacks and when the device is lost.
  Status use();
  // As Api::check; remembers that the device is lost.
  Status check(int code, const std::string &what);
  Status lost();
  void lose(const Status &why);
  // Runs `free`, which gives something back to the library: now, or after the host callback that the calling
  // thread is in, where the library may not be called.
  void giveBack(std::function<void()> free);

  void print(std::string_view text);
  void addStream(Stream &stream);
  // Keeps the stream's failure, if it has one, for synchronize().
  void removeStream(Stream &stream, Status failure);

  // What copyPeer() takes for memory of this device.
  uintptr_t peerOwner() const {
    return api.peersAreContexts ? reinterpret_cast<uintptr_t>(context_) : static_cast<uintptr_t>(handle_);
  }

  const Api &api;
  const std::shared_ptr<CallbackThread::State> &callbacks() const { return callbacks_.state(); }

private:
  void emptyTrash();

  const int handle_;
  void *const context_;
  std::unique_ptr<Stream> defaultStream_;

  std::mutex streamsMutex_;       // also keeps streams from going while synchronize() visits them
  std::vector<Stream *> streams_; // with the default stream
  Status lostFailure_;            // of streams that are gone

  std::mutex mutex_;
  std::vector<std::function<void()>> trash_;
  Status lost_;

  std::mutex printMutex_;
  PrintSink sink_;
  CallbackThread callbacks_;
};

} // namespace hd::drivers::gpu
