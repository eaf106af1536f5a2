#include "runtime/core/device_copy.h"

#include <algorithm>

namespace hd::core {
namespace {

constexpr uint64_t kStagingBytes = uint64_t{4} << 20;

std::string_view driverOf(const drivers::Device &device) {
  std::string_view name = device.properties.name;
  return name.substr(0, name.find(':'));
}

// Until what was submitted to the stream is done; for a default stream, what was submitted to its device.
// Failures stay with the streams.
Status waitFor(drivers::Stream &stream) {
  Result<std::shared_ptr<drivers::Event>> event = stream.device->createEvent();
  if (!event)
    return event.status();
  Status status = stream.record(*event);
  return status ? (*event)->synchronize() : status;
}

// Through host memory of the target's driver, a piece at a time.
Status copyStaged(drivers::Stream &stream, drivers::Memory &to, uint64_t toOffset, drivers::Memory &from,
                  uint64_t fromOffset, uint64_t size) {
  auto staging = stream.device->allocateHost(std::min(size, kStagingBytes));
  if (!staging)
    return staging.status();
  void *piece = (*staging)->data;
  for (uint64_t done = 0; done < size; done += kStagingBytes) {
    uint64_t count = std::min(kStagingBytes, size - done);
    if (Status status = from.device->defaultStream().copyToHost(piece, from, fromOffset + done, count);
        !status)
      return status;
    if (Status status = stream.copyFromHost(to, toOffset + done, piece, count); !status)
      return status;
  }
  return {};
}

} // namespace

bool copiesDirectly(const drivers::Device &to, const drivers::Device &from) {
  return &to == &from || (driverOf(to) == driverOf(from) && to.canCopyFromPeer(from));
}

Status copyBetweenDevices(drivers::Stream &stream, drivers::Memory &to, uint64_t toOffset,
                          drivers::Memory &from, uint64_t fromOffset, uint64_t size) {
  if (copiesDirectly(*stream.device, *from.device)) {
    if (Status status = waitFor(from.device->defaultStream()); !status)
      return status;
    return stream.copyFromPeer(to, toOffset, from, fromOffset, size);
  }
  // Memory that the host reaches is its own staging.
  if (void *base = from.hostAddress()) {
    if (Status status = waitFor(from.device->defaultStream()); !status)
      return status;
    return stream.copyFromHost(to, toOffset, static_cast<std::byte *>(base) + fromOffset, size);
  }
  if (void *base = to.hostAddress()) {
    if (Status status = waitFor(stream); !status)
      return status;
    return from.device->defaultStream().copyToHost(static_cast<std::byte *>(base) + toOffset, from,
                                                   fromOffset, size);
  }
  return copyStaged(stream, to, toOffset, from, fromOffset, size);
}

} // namespace hd::core
