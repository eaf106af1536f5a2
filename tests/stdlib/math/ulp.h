// Distance of a computed value from a reference, in units in the last place of the reference, and the
// maximum over many arguments. NaN, infinity and the sign of zero must agree, else the distance is infinite.
#pragma once
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <mpfr.h>
#include <string>

namespace hd::math_test {

inline constexpr int kReferenceBits = 200;

// A number of kReferenceBits bits that frees itself.
class Reference {
public:
  Reference() { mpfr_init2(value, kReferenceBits); }
  explicit Reference(double x) : Reference() { mpfr_set_d(value, x, MPFR_RNDN); }
  Reference(const Reference &) = delete;
  Reference &operator=(const Reference &) = delete;
  ~Reference() { mpfr_clear(value); }
  mpfr_t value;
};

// Inline and in f64 alone: called 2^32 times in the exhaustive mode.
inline double ulpDistance(float got, double reference) {
  constexpr double kWrong = std::numeric_limits<double>::infinity(), kOverflow = 0x1p128;
  if (std::isnan(reference) || std::isnan(got))
    return std::isnan(reference) && std::isnan(got) ? 0 : kWrong;
  if (std::signbit(got) != std::signbit(reference) || (reference == 0 && got != 0))
    return kWrong;
  if (std::isinf(got) && std::abs(reference) >= kOverflow)
    return 0;
  if (std::isinf(reference))
    return kWrong;
  double wide = std::isinf(got) ? std::copysign(kOverflow, reference) : got;
  // The reference's exponent less 23 bits, not below the spacing of the denormals.
  std::int64_t exponent = (std::bit_cast<std::int64_t>(reference) >> 52 & 0x7ff) - 1023;
  exponent = exponent < -126 ? -126 : exponent > 127 ? 127 : exponent;
  return std::abs(wide - reference) * std::bit_cast<double>((23 - exponent + 1023) << 52);
}
double ulpDistance(float got, const Reference &reference);
double ulpDistance(double got, const Reference &reference);

// The worst argument seen so far.
struct Worst {
  double ulp = 0;
  double x = 0, y = 0;
  void see(double distance, double atX, double atY = 0) {
    if (!(distance <= ulp)) {
      ulp = distance;
      x = atX;
      y = atY;
    }
  }
};

// Prints and records the maximum of `name`, and fails the running test when it is above `bound`.
void report(const std::string &name, const Worst &worst, double bound);

} // namespace hd::math_test
