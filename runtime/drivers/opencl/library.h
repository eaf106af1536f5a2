// The OpenCL ICD loader, opened at run time: nothing of Heddle links against it.
#pragma once

#include "heddle/status.h"

#ifndef CL_TARGET_OPENCL_VERSION
#define CL_TARGET_OPENCL_VERSION 300
#endif
#define CL_USE_DEPRECATED_OPENCL_1_2_APIS // clCreateCommandQueue, which every version has
#include <CL/cl.h>
#include <CL/cl_ext.h>

namespace hd::drivers::opencl {

struct Library {
#define HD_CL(name) decltype(&::name) name = nullptr;
#define HD_CL_OPTIONAL(name) HD_CL(name)
#include "runtime/drivers/opencl/entry_points.def"
#undef HD_CL
#undef HD_CL_OPTIONAL
  Status status; // why the functions above are null, or ok
};

// Opened with the first call, for the life of the process.
const Library &cl();

// `CL_OUT_OF_RESOURCES`, or `error -9999` for what the specification does not name.
std::string nameOfError(cl_int code);

// ok for CL_SUCCESS; otherwise `what: CL_...` with the code that fits, which is `device_error` for most.
Status check(cl_int code, const std::string &what);

// An event with a reference to it.
class EventRef {
public:
  EventRef() = default;
  // Takes over the caller's reference.
  explicit EventRef(cl_event event) : event_(event) {}
  EventRef(const EventRef &other) : event_(other.event_) {
    if (event_)
      cl().clRetainEvent(event_);
  }
  EventRef(EventRef &&other) noexcept : event_(std::exchange(other.event_, nullptr)) {}
  EventRef &operator=(EventRef other) noexcept {
    std::swap(event_, other.event_);
    return *this;
  }
  ~EventRef() {
    if (event_)
      cl().clReleaseEvent(event_);
  }
  cl_event get() const { return event_; }
  explicit operator bool() const { return event_ != nullptr; }

  // CL_COMPLETE, what is still to come (> 0), or why it failed (< 0).
  cl_int state() const;
  bool done() const { return !event_ || state() <= CL_COMPLETE; }

private:
  cl_event event_ = nullptr;
};

} // namespace hd::drivers::opencl
