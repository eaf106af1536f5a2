// The kernel language's `__half` and `__nv_bfloat16` on the host, where C++20 has neither: their bits, with
// conversions. Arithmetic goes through float: `half(float(a) + float(b))` rounds once more and is exact in
// that.
#pragma once

#include <bit>
#include <cstdint>

namespace hd {

namespace detail {

// The nearest number with `Fraction` bits behind the leading one and `Exponent` bits of exponent, ties to
// even; beyond the largest it is infinity. A NaN stays one, and is quiet.
template <int Fraction, int Exponent> constexpr uint16_t round_to_bits(double value) {
  constexpr uint64_t kSpecial = uint64_t(0x7ff) << 52;
  constexpr int kBias = (1 << (Exponent - 1)) - 1;
  constexpr uint32_t kInfinity = ((1u << Exponent) - 1) << Fraction;
  uint64_t bits = std::bit_cast<uint64_t>(value), magnitude = bits << 1 >> 1;
  auto with_sign = [&](uint32_t result) { return uint16_t(bits >> 63 << 15 | result); };
  if (magnitude > kSpecial)
    return with_sign(kInfinity | 1u << (Fraction - 1) |
                     (uint32_t(magnitude >> (52 - Fraction)) & (kInfinity >> Exponent)));
  int exponent = int(magnitude >> 52) - 1023 + kBias, shift = 52 - Fraction;
  if (exponent > 2 * kBias)
    return with_sign(kInfinity);
  if (exponent < 1) { // fewer bits remain
    shift += 1 - exponent;
    exponent = 1;
  }
  if (shift > 53) // less than half of the least number
    return with_sign(0);
  uint64_t significand = (magnitude & ~kSpecial) | uint64_t(1) << 52;
  uint64_t kept = significand >> shift, rest = significand & ((uint64_t(1) << shift) - 1);
  uint64_t tie = uint64_t(1) << (shift - 1);
  kept += rest > tie || (rest == tie && (kept & 1));
  return with_sign((uint32_t(exponent - 1) << Fraction) + uint32_t(kept)); // a carry goes into the exponent
}

} // namespace detail

struct half {
  uint16_t bits = 0;

  half() = default;
  constexpr half(double value) : bits(detail::round_to_bits<10, 5>(value)) {}
  static constexpr half from_bits(uint16_t bits) {
    half result(0);
    result.bits = bits;
    return result;
  }
  constexpr operator float() const {
    uint32_t sign = uint32_t(bits & 0x8000) << 16, magnitude = bits & 0x7fff;
    if (magnitude < 0x400) // a denormal, or zero
      return std::bit_cast<float>(std::bit_cast<uint32_t>(float(magnitude) * 0x1p-24f) | sign);
    uint32_t exponent = magnitude < 0x7c00 ? 112u << 23 : 224u << 23;
    return std::bit_cast<float>(((magnitude << 13) + exponent) | sign);
  }
};

struct bfloat16 {
  uint16_t bits = 0;

  bfloat16() = default;
  constexpr bfloat16(double value) : bits(detail::round_to_bits<7, 8>(value)) {}
  static constexpr bfloat16 from_bits(uint16_t bits) {
    bfloat16 result(0);
    result.bits = bits;
    return result;
  }
  constexpr operator float() const { return std::bit_cast<float>(uint32_t(bits) << 16); }
};

} // namespace hd
