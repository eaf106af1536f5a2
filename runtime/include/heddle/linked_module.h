// What headers from `heddle build --header` stand on: a module that is linked into the program, and the
// types of pointer parameters. A wrong argument does not compile.
#pragma once

#include "heddle/device.h"

#include <map>
#include <mutex>

namespace hd {

// The bytes of a module, loaded on each device at its first use there. Thread-safe.
class LinkedModule {
public:
  // The bytes must live as long as this.
  LinkedModule(const unsigned char *bytes, uint64_t size) : bytes_(bytes, size) {}

  Result<Kernel> kernel(const Device &device, const char *name) {
    std::lock_guard lock(mutex_);
    auto found = modules_.find(device.driver().get());
    if (found == modules_.end()) {
      Result<Module> module = device.load(bytes_);
      if (!module)
        return module.status();
      // A loaded module keeps its device alive, so the key cannot come to mean another device.
      found = modules_.emplace(device.driver().get(), std::move(*module)).first;
    }
    return found->second.kernel(name);
  }

private:
  std::span<const uint8_t> bytes_;
  std::mutex mutex_;
  std::map<const drivers::Device *, Module> modules_;
};

// A parameter of type `T *`: a buffer of T, a part of a buffer, or nullptr. `T` may be const.
template <class T> class PointerArgument {
  using Element = std::remove_const_t<T>;
  using BufferRef = std::conditional_t<std::is_const_v<T>, const Buffer<Element> &, Buffer<Element> &>;

public:
  PointerArgument(BufferRef buffer) : value_(to_argument(buffer)) {}
  PointerArgument(const BufferView &view) : value_(to_argument(view)) {}
  PointerArgument(std::nullptr_t) : value_(to_argument(nullptr)) {}
  // Of another element type: without this it would convert to a view.
  template <class U> PointerArgument(const Buffer<U> &) = delete;

  friend ArgumentValue to_argument(const PointerArgument &pointer) { return pointer.value_; }

private:
  ArgumentValue value_;
};

// `void *` and pointers to what has no type on the host take any buffer.
template <class T>
  requires std::is_void_v<T>
class PointerArgument<T> {
public:
  PointerArgument(const BufferView &view) : value_(to_argument(view)) {}
  PointerArgument(std::nullptr_t) : value_(to_argument(nullptr)) {}

  friend ArgumentValue to_argument(const PointerArgument &pointer) { return pointer.value_; }

private:
  ArgumentValue value_;
};

} // namespace hd
