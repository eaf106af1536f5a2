// Kernel arguments as the host gives them, before they are checked against the kernel's record.
#pragma once

#include "heddle/buffer.h"

#include <cstring>
#include <type_traits>

namespace hd {

// One argument of a launch. It refers to buffers and structs and owns nothing: what it was made of must
// live until the launch call returns.
class ArgumentValue {
public:
  enum class Kind : uint8_t { scalar, buffer, null_pointer, bytes };

  // `bits`: the value's bytes, of the scalar's size.
  static ArgumentValue scalar(abi::Scalar type, const void *bits, size_t size);
  static ArgumentValue buffer(const BufferView &view);
  static ArgumentValue null_pointer() { return ArgumentValue(Kind::null_pointer); }
  // A struct by value.
  static ArgumentValue bytes(const void *data, size_t size);

  Kind kind() const { return kind_; }
  const ElementType &element() const { return element_; }
  const void *data() const { return kind_ == Kind::scalar ? &bits_ : data_; }
  size_t size() const { return size_; }
  drivers::Memory *memory() const { return memory_; }
  uint64_t offset() const { return bits_; }

private:
  explicit ArgumentValue(Kind kind) : kind_(kind) {}

  Kind kind_;
  ElementType element_;
  uint64_t bits_ = 0; // the scalar's bytes, or the offset into the buffer
  const void *data_ = nullptr;
  size_t size_ = 0;
  drivers::Memory *memory_ = nullptr;
};

inline ArgumentValue to_argument(const ArgumentValue &value) { return value; }
inline ArgumentValue to_argument(const BufferView &view) { return ArgumentValue::buffer(view); }
inline ArgumentValue to_argument(const RawBuffer &buffer) { return ArgumentValue::buffer(buffer.view()); }
inline ArgumentValue to_argument(std::nullptr_t) { return ArgumentValue::null_pointer(); }
template <class T> ArgumentValue to_argument(const Buffer<T> &buffer) {
  return ArgumentValue::buffer(buffer.view());
}
template <class T> ArgumentValue to_argument(const T &value) {
  static_assert(!std::is_pointer_v<T>, "pass a hd::Buffer or hd::BufferView for a pointer parameter");
  static_assert(std::is_trivially_copyable_v<T>, "a kernel argument is copied byte by byte");
  constexpr ElementType type = element_type_of<T>();
  if constexpr (type.kind == ElementType::Kind::scalar)
    return ArgumentValue::scalar(type.scalar, &value, sizeof(T));
  else
    return ArgumentValue::bytes(&value, sizeof(T));
}

} // namespace hd
