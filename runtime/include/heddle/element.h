// What the host knows about the type of a buffer's elements, for the checks of a launch.
#pragma once

#include "heddle/small_floats.h"
#include "runtime/abi/module.h"

#include <cstddef>
#include <type_traits>

namespace hd {

struct ElementType {
  enum class Kind : uint8_t { unknown, scalar, record };
  Kind kind = Kind::unknown;
  abi::Scalar scalar = abi::Scalar::kInt8; // if kind is scalar
  uint32_t size = 1;
};

// C++'s arithmetic types, the 16-bit floats and enumerations as scalars, other classes as records, std::byte
// as unknown.
template <class T> constexpr ElementType element_type_of() {
  using S = abi::Scalar;
  auto scalar = [](S type) { return ElementType{ElementType::Kind::scalar, type, sizeof(T)}; };
  if constexpr (std::is_same_v<std::remove_cv_t<T>, std::byte>)
    return {};
  else if constexpr (std::is_enum_v<T>)
    return element_type_of<std::underlying_type_t<T>>();
  else if constexpr (std::is_same_v<std::remove_cv_t<T>, bool>)
    return scalar(S::kBool);
  else if constexpr (std::is_integral_v<T> && sizeof(T) == 1)
    return scalar(std::is_signed_v<T> ? S::kInt8 : S::kUInt8);
  else if constexpr (std::is_integral_v<T> && sizeof(T) == 2)
    return scalar(std::is_signed_v<T> ? S::kInt16 : S::kUInt16);
  else if constexpr (std::is_integral_v<T> && sizeof(T) == 4)
    return scalar(std::is_signed_v<T> ? S::kInt32 : S::kUInt32);
  else if constexpr (std::is_integral_v<T> && sizeof(T) == 8)
    return scalar(std::is_signed_v<T> ? S::kInt64 : S::kUInt64);
  else if constexpr (std::is_same_v<std::remove_cv_t<T>, float>)
    return scalar(S::kFloat32);
  else if constexpr (std::is_same_v<std::remove_cv_t<T>, double>)
    return scalar(S::kFloat64);
  else if constexpr (std::is_same_v<std::remove_cv_t<T>, half>)
    return scalar(S::kFloat16);
  else if constexpr (std::is_same_v<std::remove_cv_t<T>, bfloat16>)
    return scalar(S::kBFloat16);
  else
    return {ElementType::Kind::record, S::kInt8, sizeof(T)};
}

} // namespace hd
