#include "runtime/drivers/cpu/event.h"

#include "runtime/drivers/cpu/stream.h"

namespace hd::drivers::cpu {

uint64_t Event::announce() {
  std::lock_guard lock(mutex_);
  return ++announced_;
}

void Event::reach(uint64_t recording) {
  std::lock_guard lock(mutex_);
  if (recording <= reached_)
    return;
  reached_ = recording;
  time_ = Clock::now();
  changed_.notify_all();
}

uint64_t Event::latest() {
  std::lock_guard lock(mutex_);
  return announced_;
}

void Event::waitFor(uint64_t recording) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return reached_ >= recording; });
}

Status Event::synchronize() {
  if (Status status = refuseInsideCallback(); !status)
    return status;
  waitFor(latest());
  return {};
}

Result<bool> Event::query() {
  std::lock_guard lock(mutex_);
  return reached_ == announced_;
}

Result<Event::Clock::time_point> Event::time() {
  std::lock_guard lock(mutex_);
  if (announced_ == 0)
    return Status(StatusCode::invalid_argument, "an event was never recorded", "event");
  if (reached_ != announced_)
    return Status(StatusCode::not_ready, "an event is not reached yet", "event");
  return time_;
}

Result<double> Event::elapsedMilliseconds(drivers::Event &start) {
  Result<Clock::time_point> from = static_cast<Event &>(start).time(), to = time();
  if (!from || !to)
    return from ? to.status() : from.status();
  return std::chrono::duration<double, std::milli>(*to - *from).count();
}

} // namespace hd::drivers::cpu
