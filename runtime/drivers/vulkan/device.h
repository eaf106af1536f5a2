// A Vulkan device: its streams' workers, its memory, and where its kernels print.
#pragma once

#include "runtime/drivers/driver.h"
#include "runtime/drivers/vulkan/stream.h"
#include "runtime/drivers/vulkan/transfer.h"

#include <map>

namespace hd::drivers::vulkan {

class HostMemory;

class Device final : public drivers::Device {
public:
  // Opens the device and finds out what its arithmetic does.
  static Result<std::shared_ptr<drivers::Device>> open(const Physical &physical);
  Device(std::shared_ptr<Context> context, DeviceProperties properties,
         std::shared_ptr<Worker> defaultWorker);

  Result<std::shared_ptr<drivers::Memory>> allocate(uint64_t size) override;
  Result<std::shared_ptr<drivers::HostMemory>> allocateHost(uint64_t size) override;
  Result<std::shared_ptr<drivers::Stream>> createStream() override;
  Result<std::shared_ptr<drivers::Event>> createEvent() override;
  Result<std::shared_ptr<drivers::Module>> load(abi::Module module) override;
  drivers::Stream &defaultStream() override { return *defaultStream_; }
  Status synchronize() override;
  void setPrintSink(PrintSink sink) override { context->setPrintSink(std::move(sink)); }

  void addWorker(const std::shared_ptr<Worker> &worker);
  // Keeps the worker's failure, if it has one, for synchronize().
  void removeWorker(const std::shared_ptr<Worker> &worker);
  // Puts the next command of `worker` behind what it has to follow.
  void order(const std::shared_ptr<Worker> &worker);
  // The part of the driver's host memory that the bytes are.
  std::optional<Range> findPinned(const void *data, uint64_t size);
  // Blocking; for memory that no stream knows yet.
  Status initialise(const std::shared_ptr<const Allocation> &memory, std::span<const uint8_t> bytes);

  const std::shared_ptr<Context> context;

private:
  std::vector<std::shared_ptr<Worker>> workers();

  std::mutex mutex_;
  std::vector<std::shared_ptr<Worker>> workers_;
  Status lostFailure_; // of workers that are gone
  std::map<const std::byte *, std::weak_ptr<HostMemory>> pinned_;
  std::shared_ptr<Worker> defaultWorker_;
  std::unique_ptr<Stream> defaultStream_;
};

} // namespace hd::drivers::vulkan
