#include "runtime/drivers/gpu/device.h"

#include "runtime/drivers/gpu/event.h"
#include "runtime/drivers/gpu/memory.h"
#include "runtime/drivers/gpu/module.h"
#include "runtime/drivers/gpu/stream.h"

#include <algorithm>
#include <cstdio>

namespace hd::drivers::gpu {

Result<std::shared_ptr<drivers::Device>> Device::create(const Api &api, int ordinal,
                                                        DeviceProperties properties) {
  int handle = 0;
  void *context = nullptr;
  if (Status status = api.check(api.deviceGet(&handle, ordinal), "cannot get the device"); !status)
    return status;
  if (Status status = api.check(api.contextRetain(&context, handle), "cannot open the device"); !status)
    return status;
  auto device = std::make_shared<Device>(api, handle, context, std::move(properties));
  device->defaultStream_ = std::make_unique<Stream>(*device, DeviceObject::kPartOfDevice, nullptr);
  return std::shared_ptr<drivers::Device>(std::move(device));
}

Device::Device(const Api &api, int handle, void *context, DeviceProperties properties)
    : drivers::Device(std::move(properties)), api(api), handle_(handle), context_(context) {}

Device::~Device() {
  defaultStream_.reset();
  emptyTrash();
  if (!lost_)
    api.contextReset(handle_); // the next one to open it gets a working context
  api.contextRelease(handle_);
}

Status Device::use() {
  if (Status status = refuseInsideCallback(); !status)
    return status;
  if (Status status = lost(); !status)
    return status;
  int code = api.contextUse(context_);
  emptyTrash();
  return check(code, "cannot use the device");
}

Status Device::lost() {
  std::lock_guard lock(mutex_);
  return lost_;
}

void Device::lose(const Status &why) {
  std::lock_guard lock(mutex_);
  if (lost_)
    lost_ = Status(StatusCode::device_lost,
                   "device `" + properties.name + "` is lost since an earlier failure: " + why.message(),
                   api.origin, why.vendor_code());
}

Status Device::check(int code, const std::string &what) {
  Status status = api.check(code, what);
  if (status.code() == StatusCode::device_lost)
    lose(status);
  return status;
}

void Device::giveBack(std::function<void()> free) {
  if (!insideCallback()) {
    api.contextUse(context_);
    free();
    return;
  }
  std::lock_guard lock(mutex_);
  trash_.push_back(std::move(free));
}

void Device::emptyTrash() {
  std::vector<std::function<void()>> trash;
  {
    std::lock_guard lock(mutex_);
    trash.swap(trash_);
  }
  for (const std::function<void()> &free : trash)
    free();
}

Result<std::shared_ptr<drivers::Memory>> Device::allocate(uint64_t size) {
  if (Status status = use(); !status)
    return status;
  uint64_t address = 0;
  int code = api.allocate(&address, std::max<uint64_t>(size, 1));
  if (code == kOutOfMemory)
    return Status(StatusCode::out_of_memory,
                  "cannot allocate " + std::to_string(size) + " bytes; the device has " +
                      std::to_string(properties.memory_bytes),
                  api.origin, code);
  if (Status status = check(code, "cannot allocate " + std::to_string(size) + " bytes"); !status)
    return status;
  return std::shared_ptr<drivers::Memory>(std::make_shared<Memory>(*this, address, size));
}

namespace {

class PinnedMemory final : public HostMemory {
public:
  PinnedMemory(std::shared_ptr<Device> device, void *data, uint64_t size)
      : HostMemory(data, size), device_(std::move(device)) {}
  ~PinnedMemory() override {
    device_->giveBack([&api = device_->api, data = data] { api.hostFree(data); });
  }

private:
  std::shared_ptr<Device> device_;
};

} // namespace

Result<std::shared_ptr<HostMemory>> Device::allocateHost(uint64_t size) {
  if (Status status = use(); !status)
    return status;
  void *data = nullptr;
  constexpr unsigned kPortable = 1; // pinned for all devices
  if (Status status =
          check(api.hostAllocate(&data, size, kPortable), "cannot pin " + std::to_string(size) + " bytes");
      !status)
    return status;
  return std::shared_ptr<HostMemory>(
      std::make_shared<PinnedMemory>(std::static_pointer_cast<Device>(shared_from_this()), data, size));
}

Result<std::shared_ptr<drivers::Stream>> Device::createStream() {
  if (Status status = use(); !status)
    return status;
  void *handle = nullptr; // flags 0: ordered with the default stream as CUDA's legacy one
  if (Status status = check(api.streamCreate(&handle, 0), "cannot create a stream"); !status)
    return status;
  return std::shared_ptr<drivers::Stream>(
      std::make_shared<Stream>(*this, DeviceObject::kKeepsDevice, handle));
}

Result<std::shared_ptr<drivers::Event>> Device::createEvent() {
  if (Status status = use(); !status)
    return status;
  void *handle = nullptr;
  if (Status status = check(api.eventCreate(&handle, 0), "cannot create an event"); !status)
    return status;
  return std::shared_ptr<drivers::Event>(std::make_shared<Event>(*this, handle));
}

Result<std::shared_ptr<drivers::Module>> Device::load(abi::Module module) {
  return Module::load(*this, std::move(module));
}

drivers::Stream &Device::defaultStream() { return *defaultStream_; }

Status Device::synchronize() {
  if (Status status = use(); !status)
    return status;
  std::lock_guard lock(streamsMutex_);
  Status first = std::exchange(lostFailure_, Status());
  for (Stream *stream : streams_)
    if (Status status = stream->settleAndTake(); first)
      first = status;
  Status all = check(api.contextSynchronize(), "waiting for the device");
  return first ? all : first;
}

void Device::addStream(Stream &stream) {
  std::lock_guard lock(streamsMutex_);
  streams_.push_back(&stream);
}

void Device::removeStream(Stream &stream, Status failure) {
  std::lock_guard lock(streamsMutex_);
  std::erase(streams_, &stream);
  if (lostFailure_)
    lostFailure_ = std::move(failure);
}

void Device::setPrintSink(PrintSink sink) {
  std::lock_guard lock(printMutex_);
  sink_ = std::move(sink);
}

void Device::print(std::string_view text) {
  std::lock_guard lock(printMutex_);
  try {
    if (sink_) {
      sink_(text);
      return;
    }
  } catch (...) { // the kernel is over: nobody to pass it on to
    return;
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  std::fflush(stdout);
}

} // namespace hd::drivers::gpu
