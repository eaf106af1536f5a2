#include "runtime/drivers/null/device.h"

#include "runtime/drivers/null/event.h"
#include "runtime/drivers/null/memory.h"
#include "runtime/drivers/null/module.h"
#include "runtime/drivers/null/stream.h"

#include <new>

namespace hd::drivers::null {

static DeviceProperties propertiesOfNull() {
  DeviceProperties properties;
  properties.name = "null";
  properties.description = "checks launches and executes nothing";
  properties.targets = {"cpu:sse4"};
  properties.executes_kernels = false;
  properties.shared_bytes_per_block = 228 * 1024;
  properties.memory_bytes = uint64_t{16} << 30;
  return properties;
}

Device::Device()
    : drivers::Device(propertiesOfNull()),
      defaultStream_(std::make_unique<Stream>(*this, DeviceObject::kPartOfDevice)) {}

Result<std::shared_ptr<drivers::Memory>> Device::allocate(uint64_t size) {
  std::unique_ptr<std::byte[]> bytes(size <= properties.memory_bytes ? new (std::nothrow) std::byte[size]
                                                                     : nullptr);
  if (!bytes)
    return Status(StatusCode::out_of_memory, "cannot allocate " + std::to_string(size) + " bytes", "null");
  return std::shared_ptr<drivers::Memory>(std::make_shared<Memory>(*this, std::move(bytes), size));
}

Result<std::shared_ptr<drivers::Stream>> Device::createStream() {
  return std::shared_ptr<drivers::Stream>(std::make_shared<Stream>(*this));
}

Result<std::shared_ptr<drivers::Event>> Device::createEvent() {
  return std::shared_ptr<drivers::Event>(std::make_shared<Event>(*this));
}

Result<std::shared_ptr<drivers::Module>> Device::load(abi::Module module) {
  return std::shared_ptr<drivers::Module>(std::make_shared<Module>(*this, std::move(module)));
}

} // namespace hd::drivers::null
