// Memory of the host for copies: pinned where the device's driver has such memory, ordinary elsewhere.
#pragma once

#include "heddle/status.h"

#include <cstddef>
#include <span>
#include <type_traits>

namespace hd::drivers {
class HostMemory;
}

namespace hd {

class Device;

// Owns untyped host memory, not initialised. A constructor that cannot get it leaves an invalid buffer whose
// status() says why.
class RawHostBuffer {
public:
  RawHostBuffer() = default;
  RawHostBuffer(const Device &device, uint64_t size_bytes);
  RawHostBuffer(RawHostBuffer &&) = default;
  RawHostBuffer &operator=(RawHostBuffer &&) = default;

  const Status &status() const { return status_; }
  bool valid() const { return memory_ != nullptr; }
  void *data() const;
  uint64_t size_bytes() const { return size_; }

private:
  std::shared_ptr<drivers::HostMemory> memory_;
  uint64_t size_ = 0;
  Status status_;
};

// Owns `size()` elements of T in host memory; move-only. Copies with it need not be staged by the driver, and
// the asynchronous ones (BufferView::copy_from_async) run beside kernels. Must outlive them.
template <class T> class HostBuffer {
  static_assert(std::is_trivially_copyable_v<T>, "elements are copied byte by byte");

public:
  HostBuffer() = default;
  HostBuffer(const Device &device, size_t size)
      : raw_(device, size > UINT64_MAX / sizeof(T) ? UINT64_MAX : size * sizeof(T)) {}

  const Status &status() const { return raw_.status(); }
  bool valid() const { return raw_.valid(); }
  T *data() const { return static_cast<T *>(raw_.data()); }
  size_t size() const { return raw_.size_bytes() / sizeof(T); }
  T &operator[](size_t index) const { return data()[index]; }
  T *begin() const { return data(); }
  T *end() const { return data() + size(); }
  std::span<T> span() const { return {data(), size()}; }
  operator std::span<T>() const { return span(); }

private:
  RawHostBuffer raw_;
};

} // namespace hd
