// Events: points in a stream to wait for and to measure time between.
#pragma once

#include "heddle/stream.h"

namespace hd::drivers {
class Event;
}

namespace hd {

// A handle made by Device::create_event; copies mean the same event.
class Event {
public:
  Event() = default;
  explicit Event(std::shared_ptr<drivers::Event> event) : event_(std::move(event)) {}

  // Marks the point after everything submitted to the stream so far; replaces an earlier recording.
  Status record(const Stream &stream = {});
  // Waits for the latest recording; returns at once if there is none.
  Status synchronize();
  // Whether the latest recording has been reached (true if there is none).
  Result<bool> query() const;
  // From `start` to this event; not_ready if one of them is not reached yet, invalid_argument if one was
  // never recorded.
  Result<double> elapsed_milliseconds(const Event &start) const;

  const std::shared_ptr<drivers::Event> &driver() const { return event_; }

private:
  std::shared_ptr<drivers::Event> event_;
};

} // namespace hd
