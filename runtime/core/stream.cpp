#include "runtime/drivers/driver.h"

namespace hd {

static Status emptyStream() {
  return {StatusCode::invalid_argument, "the stream is empty: use one from Device::create_stream", "stream"};
}

Status Stream::synchronize() { return stream_ ? stream_->synchronize() : emptyStream(); }

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
