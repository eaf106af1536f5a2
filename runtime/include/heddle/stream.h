// Streams: work in one stream runs in the order in which it was submitted.
#pragma once

#include "heddle/status.h"

#include <chrono>
#include <functional>
#include <memory>

namespace hd::drivers {
class Stream;
}

namespace hd {

class Event;

// A handle; copies mean the same stream. An empty one is the device's default stream, with CUDA's
// meaning: its work starts after all work submitted before to any stream of the device. All functions
// may be called from any thread.
//
// When a kernel of a stream fails, the stream drops the launches, copies and fills behind it (events and
// callbacks still happen), and the next synchronize() or blocking copy returns the failure and makes the
// stream usable again. Dropping the last handle waits for the stream's work.
class Stream {
public:
  Stream() = default;
  explicit Stream(std::shared_ptr<drivers::Stream> stream) : stream_(std::move(stream)) {}

  bool is_default() const { return stream_ == nullptr; }
  // Waits until everything submitted so far is done. Not for the empty handle: see Device::synchronize.
  Status synchronize();
  // The same for at most that long: then not_ready, and the work goes on.
  Status synchronize(std::chrono::nanoseconds limit);
  // Work submitted from now on starts after the event's latest recording; at once if it has none.
  Status wait(const Event &event);
  // Calls `function` on a thread of the runtime once everything submitted so far is done. It must not
  // call into the device itself (launches, copies, waiting): those fail with a Status there.
  Status add_callback(std::function<void()> function);

  const std::shared_ptr<drivers::Stream> &driver() const { return stream_; }

private:
  std::shared_ptr<drivers::Stream> stream_;
};

} // namespace hd
