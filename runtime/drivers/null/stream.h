// Streams of the null device: everything is complete when the call returns.
#pragma once

#include "runtime/drivers/driver.h"

namespace hd::drivers::null {

class Stream final : public drivers::Stream {
public:
  using drivers::Stream::Stream;

  Status launch(const LaunchCommand &command) override;
  Status copyFromHost(drivers::Memory &to, uint64_t offset, const void *from, uint64_t size) override;
  Status copyToHost(void *to, drivers::Memory &from, uint64_t offset, uint64_t size) override;
  Status copy(drivers::Memory &to, uint64_t toOffset, drivers::Memory &from, uint64_t fromOffset,
              uint64_t size) override;
  Status fill(drivers::Memory &to, uint64_t offset, uint64_t size,
              std::span<const std::byte> pattern) override;
  Status record(const std::shared_ptr<drivers::Event> &event) override;
  Status wait(const std::shared_ptr<drivers::Event> &event) override;
  Status addCallback(std::function<void()> function) override;
  Status synchronize() override;
  Status copyFromPeer(drivers::Memory &to, uint64_t toOffset, drivers::Memory &from, uint64_t fromOffset,
                      uint64_t size) override {
    return copy(to, toOffset, from, fromOffset, size);
  }
};

} // namespace hd::drivers::null
