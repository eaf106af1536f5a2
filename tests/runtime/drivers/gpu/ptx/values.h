// Numbers in registers, and the two 16-bit float formats.
#pragma once

#include "tests/runtime/drivers/gpu/ptx/program.h"

#include <algorithm>
#include <cfenv>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

namespace hd::test::ptx {

struct Half {
  uint16_t bits;
};
struct BFloat {
  uint16_t bits;
};

// The number of `digits` binary digits next to `value` in the current rounding mode.
template <int digits, int minExponent, int maxExponent> uint16_t encode(long double value) {
  uint16_t sign = std::signbit(value) ? 0x8000 : 0;
  constexpr int kFraction = digits - 1;
  constexpr uint16_t kInfinity = (2 * maxExponent + 1) << kFraction;
  if (std::isnan(value))
    return 0x7fff; // NVIDIA's only NaN
  if (value == 0 || std::isinf(value))
    return sign | (value == 0 ? 0 : kInfinity);
  int exponent = std::max(std::ilogb(value), minExponent);
  long double whole = std::abs(std::nearbyint(std::scalbn(value, kFraction - exponent)));
  // Its leading digit and a carry go on into the exponent.
  uint32_t bits = static_cast<uint32_t>(whole) + (static_cast<uint32_t>(exponent - minExponent) << kFraction);
  if (bits < kInfinity)
    return sign | static_cast<uint16_t>(bits);
  int mode = std::fegetround();
  bool stays = mode == FE_TOWARDZERO || mode == (sign ? FE_UPWARD : FE_DOWNWARD);
  return sign | static_cast<uint16_t>(stays ? kInfinity - 1 : kInfinity);
}
template <int digits, int minExponent, int maxExponent> float decode(uint16_t bits) {
  constexpr int kFraction = digits - 1;
  int exponent = (bits & 0x7fff) >> kFraction;
  float fraction = static_cast<float>(bits & ((1 << kFraction) - 1));
  float value =
      exponent == 2 * maxExponent + 1
          ? (fraction != 0 ? std::numeric_limits<float>::quiet_NaN() : std::numeric_limits<float>::infinity())
          : std::scalbn(fraction + (exponent ? 1 << kFraction : 0),
                        std::max(exponent, 1) - 1 + minExponent - kFraction);
  return bits & 0x8000 ? -value : value;
}
inline float wide(Half value) { return decode<11, -14, 15>(value.bits); }
inline float wide(BFloat value) { return decode<8, -126, 127>(value.bits); }
inline float wide(float value) { return value; }
inline double wide(double value) { return value; }
template <class T> T narrow(long double value) {
  if constexpr (std::is_same_v<T, Half>)
    return {encode<11, -14, 15>(value)};
  else if constexpr (std::is_same_v<T, BFloat>)
    return {encode<8, -126, 127>(value)};
  else
    return static_cast<T>(value);
}

template <class T> T get(uint64_t bits) {
  T value;
  std::memcpy(&value, &bits, sizeof(T));
  return value;
}
template <class T> uint64_t put(T value) {
  uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(T));
  return bits;
}
// The float operations have one NaN, but those on f64.
template <class T> uint64_t putResult(T value) {
  if constexpr (std::is_same_v<T, float>)
    return std::isnan(value) ? 0x7fffffff : put(value);
  else
    return put(value);
}
inline uint64_t lowBits(uint64_t value, unsigned bits) {
  return bits >= 64 ? value : value & ((uint64_t{1} << bits) - 1);
}

template <class F> void each(Mask mask, F &&f) {
  if (mask == ~Mask{0}) {
    for (unsigned lane = 0; lane < kLanes; ++lane)
      f(lane);
    return;
  }
  for (; mask; mask &= mask - 1)
    f(static_cast<unsigned>(__builtin_ctz(mask)));
}

} // namespace hd::test::ptx
