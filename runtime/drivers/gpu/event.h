// Events of a gpu device: the library's own.
#pragma once

#include "runtime/drivers/gpu/device.h"

#include <atomic>

namespace hd::drivers::gpu {

class Event final : public drivers::Event {
public:
  Event(Device &device, void *handle) : drivers::Event(device), handle(handle) {}
  ~Event() override {
    owner().giveBack([&api = owner().api, handle = handle] { api.eventDestroy(handle); });
  }

  Status synchronize() override {
    if (Status status = owner().use(); !status || !recorded)
      return status;
    return owner().check(owner().api.eventSynchronize(handle), "waiting for an event");
  }
  Result<bool> query() override {
    if (Status status = owner().use(); !status)
      return status;
    int code = recorded ? owner().api.eventQuery(handle) : 0;
    if (code == kNotReady)
      return false;
    if (Status status = owner().check(code, "asking for an event"); !status)
      return status;
    return true;
  }
  Result<double> elapsedMilliseconds(drivers::Event &start) override {
    auto &from = static_cast<Event &>(start);
    if (!recorded || !from.recorded)
      return Status(StatusCode::invalid_argument, "an event was never recorded", "event");
    if (Status status = owner().use(); !status)
      return status;
    float milliseconds = 0;
    int code = owner().api.eventElapsed(&milliseconds, from.handle, handle);
    if (code == kNotReady)
      return Status(StatusCode::not_ready, "an event is not reached yet", "event");
    if (Status status = owner().check(code, "measuring time"); !status)
      return status;
    return static_cast<double>(milliseconds);
  }

  void *const handle;
  std::atomic<bool> recorded = false;

private:
  Device &owner() const { return static_cast<Device &>(*device); }
};

} // namespace hd::drivers::gpu
