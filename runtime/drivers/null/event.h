// Events of the null device: every point of a stream is reached at once.
#pragma once

#include "runtime/drivers/driver.h"

#include <chrono>
#include <mutex>
#include <optional>

namespace hd::drivers::null {

class Event final : public drivers::Event {
public:
  using drivers::Event::Event;
  using Clock = std::chrono::steady_clock;

  void recordNow() {
    std::lock_guard lock(mutex_);
    time_ = Clock::now();
  }
  Status synchronize() override { return {}; }
  Result<bool> query() override { return true; }
  Result<double> elapsedMilliseconds(drivers::Event &start) override {
    std::optional<Clock::time_point> from = static_cast<Event &>(start).time(), to = time();
    if (!from || !to)
      return Status(StatusCode::invalid_argument, "an event was never recorded", "event");
    return std::chrono::duration<double, std::milli>(*to - *from).count();
  }

private:
  std::optional<Clock::time_point> time() {
    std::lock_guard lock(mutex_);
    return time_;
  }
  std::mutex mutex_;
  std::optional<Clock::time_point> time_;
};

} // namespace hd::drivers::null
