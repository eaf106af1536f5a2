#include "runtime/drivers/null/stream.h"

#include "runtime/drivers/null/event.h"

#include <cstring>

namespace hd::drivers::null {

static std::byte *at(drivers::Memory &memory, uint64_t offset) {
  return static_cast<std::byte *>(memory.hostAddress()) + offset;
}

Status Stream::launch(const LaunchCommand &) { return {}; }

Status Stream::copyFromHost(drivers::Memory &to, uint64_t offset, const void *from, uint64_t size) {
  std::memcpy(at(to, offset), from, size);
  return {};
}

Status Stream::copyToHost(void *to, drivers::Memory &from, uint64_t offset, uint64_t size) {
  std::memcpy(to, at(from, offset), size);
  return {};
}

Status Stream::copy(drivers::Memory &to, uint64_t toOffset, drivers::Memory &from, uint64_t fromOffset,
                    uint64_t size) {
  std::memmove(at(to, toOffset), at(from, fromOffset), size);
  return {};
}

Status Stream::fill(drivers::Memory &to, uint64_t offset, uint64_t size, std::span<const std::byte> pattern) {
  for (uint64_t done = 0; done < size; done += pattern.size())
    std::memcpy(at(to, offset + done), pattern.data(), pattern.size());
  return {};
}

Status Stream::record(const std::shared_ptr<drivers::Event> &event) {
  static_cast<Event &>(*event).recordNow();
  return {};
}

Status Stream::wait(const std::shared_ptr<drivers::Event> &) { return {}; }

Status Stream::addCallback(std::function<void()> function) {
  function();
  return {};
}

Status Stream::synchronize() { return {}; }

} // namespace hd::drivers::null
