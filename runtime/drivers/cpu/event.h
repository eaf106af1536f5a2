// Events of the cpu device: a counter of recordings submitted and reached, with the time of the latest.
#pragma once

#include "runtime/drivers/driver.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace hd::drivers::cpu {

class Event final : public drivers::Event {
public:
  using drivers::Event::Event;
  using Clock = std::chrono::steady_clock;

  // A recording is announced when it is submitted and reached when the stream gets there.
  uint64_t announce();
  void reach(uint64_t recording);
  uint64_t latest();
  void waitFor(uint64_t recording);

  Status synchronize() override;
  Result<bool> query() override;
  Result<double> elapsedMilliseconds(drivers::Event &start) override;

private:
  Result<Clock::time_point> time();

  std::mutex mutex_;
  std::condition_variable changed_;
  uint64_t announced_ = 0, reached_ = 0;
  Clock::time_point time_;
};

} // namespace hd::drivers::cpu
