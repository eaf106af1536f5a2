#include "heddle/status.h"

#include <cstdio>
#include <cstdlib>

namespace hd {

static const std::string kEmpty;

std::string_view to_string(StatusCode code) {
  switch (code) {
  case StatusCode::ok:
    return "ok";
  case StatusCode::invalid_argument:
    return "invalid argument";
  case StatusCode::not_found:
    return "not found";
  case StatusCode::out_of_memory:
    return "out of memory";
  case StatusCode::unsupported:
    return "unsupported";
  case StatusCode::corrupt:
    return "corrupt";
  case StatusCode::io_error:
    return "input or output error";
  case StatusCode::compile_failed:
    return "compile failed";
  case StatusCode::kernel_failed:
    return "kernel failed";
  case StatusCode::not_ready:
    return "not ready";
  case StatusCode::device_error:
    return "device error";
  case StatusCode::device_lost:
    return "device lost";
  }
  return "unknown status";
}

Status::Status(StatusCode code, std::string message, std::string origin, int64_t vendor_code) {
  if (code != StatusCode::ok)
    detail_ =
        std::make_shared<const Detail>(Detail{code, std::move(message), std::move(origin), vendor_code});
}

const std::string &Status::message() const { return detail_ ? detail_->message : kEmpty; }
const std::string &Status::origin() const { return detail_ ? detail_->origin : kEmpty; }

std::string Status::to_string() const {
  if (ok())
    return "ok";
  return detail_->origin.empty() ? detail_->message : detail_->origin + ": " + detail_->message;
}

void detail::bad_result_access(const Status &status) {
  std::fprintf(stderr, "heddle: a failed Result was dereferenced: %s\n", status.to_string().c_str());
  std::abort();
}

} // namespace hd
