// Device memory: Buffer<T> owns elements, RawBuffer owns bytes, BufferView refers to a part of either.
#pragma once

#include "heddle/element.h"
#include "heddle/stream.h"

#include <cstddef>
#include <span>
#include <vector>

namespace hd::drivers {
class Memory;
}

namespace hd {

class Device;

// A range of device memory. A view keeps the memory that it refers to alive. Copies to and from host
// memory are ordered in the given stream and are complete when the call returns; fill, copies between
// buffers and the asynchronous copies are only submitted.
class BufferView {
public:
  BufferView() = default;
  BufferView(std::shared_ptr<drivers::Memory> memory, uint64_t offset, uint64_t size, ElementType element)
      : memory_(std::move(memory)), offset_(offset), size_(size), element_(element) {}

  bool valid() const { return memory_ != nullptr; }
  uint64_t size_bytes() const { return size_; }
  uint64_t offset() const { return offset_; }
  const ElementType &element() const { return element_; }
  const std::shared_ptr<drivers::Memory> &memory() const { return memory_; }

  // The bytes [offset, offset + size) of this view; an empty view if they do not lie inside of it.
  BufferView slice(uint64_t offset, uint64_t size) const;
  // The same memory, said to hold other elements.
  BufferView as(ElementType element) const { return {memory_, offset_, size_, element}; }

  Status copy_from_bytes(const void *from, uint64_t size, const Stream &stream = {}) const;
  Status copy_to_bytes(void *to, uint64_t size, const Stream &stream = {}) const;
  // Between any two devices; `stream` is of this buffer's device. Between different devices all that was
  // submitted to the other one is waited for first, and unless the driver copies between them itself
  // (Device::copies_directly_from) the call returns when the copy is complete.
  Status copy_from(const BufferView &from, const Stream &stream = {}) const;
  // Only submitted. The host memory must stay as it is until the stream has passed the copy; HostBuffer is
  // fast for this. A failure shows at the next synchronisation.
  Status copy_from_bytes_async(const void *from, uint64_t size, const Stream &stream) const;
  Status copy_to_bytes_async(void *to, uint64_t size, const Stream &stream) const;
  // Repeats the `pattern_size` bytes (1 to 16) over the whole view, which must be a multiple of them.
  Status fill_pattern(const void *pattern, uint32_t pattern_size, const Stream &stream = {}) const;

  template <class T> Status copy_from(std::span<const T> from, const Stream &stream = {}) const {
    return copy_from_bytes(from.data(), from.size_bytes(), stream);
  }
  template <class T> Status copy_to(std::span<T> to, const Stream &stream = {}) const {
    return copy_to_bytes(to.data(), to.size_bytes(), stream);
  }
  template <class T> Status copy_from_async(std::span<const T> from, const Stream &stream) const {
    return copy_from_bytes_async(from.data(), from.size_bytes(), stream);
  }
  template <class T> Status copy_to_async(std::span<T> to, const Stream &stream) const {
    return copy_to_bytes_async(to.data(), to.size_bytes(), stream);
  }
  // Where the host may read and write the memory directly, or null: on the cpu device it always may,
  // as long as no stream works on it.
  void *host_address() const;

private:
  std::shared_ptr<drivers::Memory> memory_;
  uint64_t offset_ = 0, size_ = 0;
  ElementType element_;
};

// Owns untyped device memory, not initialised. A constructor that cannot get it leaves an invalid buffer
// whose status() says why; using that is an error, never a crash.
class RawBuffer {
public:
  RawBuffer() = default;
  RawBuffer(const Device &device, uint64_t size_bytes, ElementType element = {});
  RawBuffer(RawBuffer &&) = default;
  RawBuffer &operator=(RawBuffer &&) = default;

  const Status &status() const { return status_; }
  bool valid() const { return view_.valid(); }
  uint64_t size_bytes() const { return view_.size_bytes(); }
  const BufferView &view() const { return view_; }
  operator const BufferView &() const { return view_; }

  Status copy_from_bytes(const void *from, uint64_t size, const Stream &stream = {});
  Status copy_to_bytes(void *to, uint64_t size, const Stream &stream = {}) const;

private:
  friend class Device;
  BufferView view_;
  Status status_;
};

// Owns `size()` elements of T on a device. Move-only.
template <class T> class Buffer {
  static_assert(std::is_trivially_copyable_v<T>, "elements are copied byte by byte");

public:
  Buffer() = default;
  Buffer(const Device &device, size_t size)
      : raw_(device, size > UINT64_MAX / sizeof(T) ? UINT64_MAX : size * sizeof(T), element_type_of<T>()) {}
  // Allocates and copies.
  Buffer(const Device &device, std::span<const T> values) : Buffer(device, values.size()) {
    if (raw_.valid())
      if (Status status = copy_from(values); !status)
        copy_status_ = status;
  }
  Buffer(Buffer &&) = default;
  Buffer &operator=(Buffer &&) = default;

  // Why the constructor failed, or ok.
  const Status &status() const { return raw_.status() ? copy_status_ : raw_.status(); }
  bool valid() const { return raw_.valid(); }
  size_t size() const { return raw_.size_bytes() / sizeof(T); }
  uint64_t size_bytes() const { return raw_.size_bytes(); }
  const BufferView &view() const { return raw_.view(); }
  operator const BufferView &() const { return raw_.view(); }
  // The elements [first, first + count).
  BufferView slice(size_t first, size_t count) const {
    return view().slice(first * sizeof(T), count * sizeof(T));
  }

  // The first values.size() elements; more than size() is an error.
  Status copy_from(std::span<const T> values, const Stream &stream = {}) {
    return raw_.copy_from_bytes(values.data(), values.size_bytes(), stream);
  }
  Status copy_to(std::span<T> values, const Stream &stream = {}) const {
    return raw_.copy_to_bytes(values.data(), values.size_bytes(), stream);
  }
  // See BufferView::copy_from_bytes_async.
  Status copy_from_async(std::span<const T> values, const Stream &stream) {
    return valid() ? view().copy_from_async(values, stream) : copy_from(values, stream);
  }
  Status copy_to_async(std::span<T> values, const Stream &stream) const {
    return valid() ? view().copy_to_async(values, stream) : copy_to(values, stream);
  }
  // From a buffer of this or another device, see BufferView::copy_from.
  Status copy_from(const BufferView &from, const Stream &stream = {}) {
    return status() ? view().copy_from(from, stream) : status();
  }
  Result<std::vector<T>> to_vector(const Stream &stream = {}) const {
    std::vector<T> values(size());
    if (Status status = copy_to(values, stream); !status)
      return status;
    return values;
  }
  Status fill(const T &value, const Stream &stream = {}) {
    if (!valid())
      return status() ? Status(StatusCode::invalid_argument, "the buffer is empty") : status();
    return view().fill_pattern(&value, sizeof(T), stream);
  }
  // See BufferView::host_address; empty where the host cannot reach the memory.
  std::span<T> host_span() const {
    T *data = static_cast<T *>(view().host_address());
    return data ? std::span<T>(data, size()) : std::span<T>();
  }

private:
  RawBuffer raw_;
  Status copy_status_;
};

} // namespace hd
