// Events of the opencl device: the OpenCL event of the latest recording, with the device's own clock.
#pragma once

#include "runtime/drivers/driver.h"
#include "runtime/drivers/opencl/library.h"

#include <mutex>

namespace hd::drivers::opencl {

class Event final : public drivers::Event {
public:
  using drivers::Event::Event;

  void recordAs(EventRef recording);
  // Empty if it was never recorded.
  EventRef latest();

  Status synchronize() override;
  Result<bool> query() override;
  Result<double> elapsedMilliseconds(drivers::Event &start) override;

private:
  Result<uint64_t> nanoseconds();

  std::mutex mutex_;
  EventRef recording_;
};

} // namespace hd::drivers::opencl
