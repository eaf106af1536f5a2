#include "runtime/drivers/driver.h"

#include <algorithm>
#include <thread>

namespace hd {

static Status emptyStream() {
  return {StatusCode::invalid_argument, "the stream is empty: use one from Device::create_stream", "stream"};
}

Status Stream::synchronize() { return stream_ ? stream_->synchronize() : emptyStream(); }

// Events are reached behind failures as well, which the stream's own synchronize then reports.
Status Stream::synchronize(std::chrono::nanoseconds limit) {
  using Clock = std::chrono::steady_clock;
  if (!stream_)
    return emptyStream();
  Result<std::shared_ptr<drivers::Event>> event = stream_->device->createEvent();
  if (!event)
    return event.status();
  if (Status status = stream_->record(*event); !status)
    return status;
  std::chrono::nanoseconds pause = std::chrono::microseconds(20);
  for (Clock::time_point start = Clock::now();;) {
    Result<bool> reached = (*event)->query();
    if (!reached)
      return reached.status();
    if (*reached)
      return stream_->synchronize();
    std::chrono::nanoseconds left = limit - (Clock::now() - start);
    if (left.count() <= 0)
      return {StatusCode::not_ready, "the stream's work is not done within the time limit", "stream"};
    std::this_thread::sleep_for(std::min(pause, left));
    pause = std::min<std::chrono::nanoseconds>(pause * 2, std::chrono::milliseconds(1));
  }
}

Status Stream::wait(const Event &event) {
  if (!stream_)
    return emptyStream();
  if (!event.driver() || event.driver()->device != stream_->device)
    return {StatusCode::invalid_argument,
            event.driver() ? "the event belongs to another device than the stream" : "the event is empty",
            "stream"};
  return stream_->wait(event.driver());
}

Status Stream::add_callback(std::function<void()> function) {
  if (!stream_ || !function)
    return stream_ ? Status(StatusCode::invalid_argument, "the callback is empty", "stream") : emptyStream();
  return stream_->addCallback(std::move(function));
}

} // namespace hd
