// The device part of <memory>.
#pragma once
#include <heddle/std/min_max.h>
#include <limits>
#include <tuple>

namespace std {

template <typename T> __host__ __device__ constexpr T *addressof(T &object) noexcept { return &object; }
template <typename T> __host__ __device__ constexpr T *to_address(T *pointer) noexcept { return pointer; }

} // namespace std
