#include "runtime/drivers/driver.h"

namespace hd {

static Status emptyEvent() {
  return {StatusCode::invalid_argument, "the event is empty: use one from Device::create_event", "event"};
}

Status Event::record(const Stream &stream) {
  if (!event_)
    return emptyEvent();
  if (stream.driver() && stream.driver()->device != event_->device)
    return {StatusCode::invalid_argument, "the stream belongs to another device than the event", "event"};
  if (stream.driver())
    return stream.driver()->record(event_);
  return event_->device->defaultStream().record(event_);
}

Status Event::synchronize() { return event_ ? event_->synchronize() : emptyEvent(); }

Result<bool> Event::query() const {
  if (!event_)
    return emptyEvent();
  return event_->query();
}

Result<double> Event::elapsed_milliseconds(const Event &start) const {
  if (!event_ || !start.event_)
    return emptyEvent();
  if (start.event_->device != event_->device)
    return Status(StatusCode::invalid_argument, "the two events belong to different devices", "event");
  return event_->elapsedMilliseconds(*start.event_);
}

} // namespace hd
