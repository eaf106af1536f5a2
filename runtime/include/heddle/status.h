// Status and Result: how every function of the runtime says that it failed. Nothing here throws.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace hd {

enum class StatusCode : uint8_t {
  ok,
  invalid_argument, // the caller's argument, launch shape or handle is wrong
  not_found,        // no such device, file, kernel or global
  out_of_memory,
  unsupported,    // valid, but not on this device or in this build
  corrupt,        // a module or image is damaged or foreign
  io_error,       // a file cannot be read or written
  compile_failed, // the source has errors; the message holds the diagnostics
  kernel_failed,  // an assertion, a trap or a memory fault inside a kernel
  not_ready,      // asked about work that is still running
  device_error,   // the vendor's driver failed; vendor_code() says how
  device_lost,    // the device has failed and takes no more work; open it again, or use another
};

std::string_view to_string(StatusCode code);

// A null pointer when ok, so that passing success around is free. Copies share the details.
class Status {
public:
  Status() = default;
  // origin: the part that failed, e.g. `cpu` or `module file`; may be empty.
  Status(StatusCode code, std::string message, std::string origin = {}, int64_t vendor_code = 0);

  bool ok() const { return detail_ == nullptr; }
  explicit operator bool() const { return ok(); }
  StatusCode code() const { return detail_ ? detail_->code : StatusCode::ok; }
  const std::string &message() const;
  const std::string &origin() const;
  int64_t vendor_code() const { return detail_ ? detail_->vendor_code : 0; }
  // `origin: message`, or `ok`.
  std::string to_string() const;

private:
  struct Detail {
    StatusCode code;
    std::string message, origin;
    int64_t vendor_code;
  };
  std::shared_ptr<const Detail> detail_;
};

namespace detail {
// A Result without a value was dereferenced: prints the status and aborts.
[[noreturn]] void bad_result_access(const Status &status);
} // namespace detail

// A value, or the Status that says why there is none. Dereferencing a failed Result aborts the program
// with the status as its message; test it first where failure is possible.
template <class T> class Result {
public:
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(Status status) : content_(std::in_place_index<1>, std::move(status)) {}

  bool ok() const { return content_.index() == 0; }
  explicit operator bool() const { return ok(); }
  Status status() const { return ok() ? Status() : std::get<1>(content_); }

  T &value() & { return checked(); }
  const T &value() const & { return const_cast<Result *>(this)->checked(); }
  T &&value() && { return std::move(checked()); }
  T &operator*() & { return checked(); }
  const T &operator*() const & { return const_cast<Result *>(this)->checked(); }
  T &&operator*() && { return std::move(checked()); }
  T *operator->() { return &checked(); }
  const T *operator->() const { return &const_cast<Result *>(this)->checked(); }

private:
  T &checked() {
    if (T *value = std::get_if<0>(&content_))
      return *value;
    detail::bad_result_access(std::get<1>(content_));
  }
  std::variant<T, Status> content_;
};

} // namespace hd
