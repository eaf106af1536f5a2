#include "runtime/drivers/opencl/event.h"

#include "runtime/drivers/opencl/device.h"

namespace hd::drivers::opencl {

void Event::recordAs(EventRef recording) {
  std::lock_guard lock(mutex_);
  recording_ = std::move(recording);
}

EventRef Event::latest() {
  std::lock_guard lock(mutex_);
  return recording_;
}

Status Event::synchronize() {
  if (Status status = refuseInsideCallback(); !status)
    return status;
  EventRef recording = latest();
  if (cl_event handle = recording.get())
    cl().clWaitForEvents(1, &handle);
  static_cast<Device *>(device)->reapAll(); // what kernels printed
  return {};
}

Result<bool> Event::query() { return latest().done(); }

Result<uint64_t> Event::nanoseconds() {
  EventRef recording = latest();
  if (!recording)
    return Status(StatusCode::invalid_argument, "an event was never recorded", "event");
  if (!recording.done())
    return Status(StatusCode::not_ready, "an event is not reached yet", "event");
  cl_ulong time = 0;
  cl_int code =
      cl().clGetEventProfilingInfo(recording.get(), CL_PROFILING_COMMAND_END, sizeof(time), &time, nullptr);
  if (Status status = check(code, "cannot tell when an event was reached"); !status)
    return status;
  return time;
}

Result<double> Event::elapsedMilliseconds(drivers::Event &start) {
  Result<uint64_t> from = static_cast<Event &>(start).nanoseconds(), to = nanoseconds();
  if (!from || !to)
    return from ? to.status() : from.status();
  return static_cast<double>(static_cast<int64_t>(*to - *from)) * 1e-6;
}

} // namespace hd::drivers::opencl
