// The null device: takes everything that a device takes, with memory on the host, and executes no kernel.
// It is the shortest complete driver and the one to copy for a new one; the conformance suite keeps it
// alive.
#pragma once

#include "runtime/drivers/driver.h"

namespace hd::drivers::null {

class Device final : public drivers::Device {
public:
  Device();

  Result<std::shared_ptr<drivers::Memory>> allocate(uint64_t size) override;
  Result<std::shared_ptr<drivers::Stream>> createStream() override;
  Result<std::shared_ptr<drivers::Event>> createEvent() override;
  Result<std::shared_ptr<drivers::Module>> load(abi::Module module) override;
  drivers::Stream &defaultStream() override { return *defaultStream_; }
  Status synchronize() override { return {}; }
  void setPrintSink(PrintSink) override {} // no kernel runs, so none prints
  bool canCopyFromPeer(const drivers::Device &) const override { return true; }

private:
  std::unique_ptr<drivers::Stream> defaultStream_;
};

} // namespace hd::drivers::null
