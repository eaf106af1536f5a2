// The shape of a launch: how many blocks of how many threads.
#pragma once

#include "heddle/stream.h"

#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>

namespace hd {

// CUDA's dim3. A value that a 32-bit unsigned integer cannot hold (also a negative one) becomes its
// maximum, which no device accepts: the launch then fails instead of running with a wrapped number.
struct Dim3 {
  uint32_t x = 1, y = 1, z = 1;

  constexpr Dim3() = default;
  template <std::integral X> constexpr Dim3(X x) : x(narrow(x)) {}
  template <std::integral X, std::integral Y> constexpr Dim3(X x, Y y) : x(narrow(x)), y(narrow(y)) {}
  template <std::integral X, std::integral Y, std::integral Z>
  constexpr Dim3(X x, Y y, Z z) : x(narrow(x)), y(narrow(y)), z(narrow(z)) {}

  constexpr uint64_t count() const { return uint64_t{x} * y * z; }
  friend constexpr bool operator==(const Dim3 &, const Dim3 &) = default;

private:
  template <std::integral T> static constexpr uint32_t narrow(T value) {
    using Unsigned = uint32_t;
    if constexpr (std::signed_integral<T>)
      if (value < 0)
        return std::numeric_limits<Unsigned>::max();
    return static_cast<uint64_t>(value) > std::numeric_limits<Unsigned>::max()
               ? std::numeric_limits<Unsigned>::max()
               : static_cast<Unsigned>(value);
  }
};

// For designated initialisers: `{.grid = {blocks}, .block = {256}, .shared_bytes = 1024}`.
struct LaunchShape {
  Dim3 grid = {};
  Dim3 block = {};
  uint32_t shared_bytes = 0; // dynamic shared memory per block
  Stream stream = {};        // empty: the device's default stream
  // A launch that runs longer fails with kernel_failed; 0: it may run for ever. Only for devices that can
  // stop kernels (DeviceProperties::stops_kernels); elsewhere wait with a limit: Stream::synchronize.
  std::chrono::nanoseconds time_limit{0};
};

} // namespace hd
