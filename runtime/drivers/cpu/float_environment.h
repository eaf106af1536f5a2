// IEEE's arithmetic for the kernels that run on a thread: round to nearest, denormals, no exceptions raised,
// whatever the program has set for itself (-ffast-math at its linking is enough for flushed denormals).
#pragma once

#include <xmmintrin.h>

namespace hd::drivers::cpu {

class FloatEnvironment {
public:
  FloatEnvironment() : before_(_mm_getcsr()), changed_((before_ | kFlags) != (kDefault | kFlags)) {
    if (changed_)
      _mm_setcsr(kDefault);
  }
  FloatEnvironment(const FloatEnvironment &) = delete;
  ~FloatEnvironment() {
    if (changed_)
      _mm_setcsr(before_);
  }

private:
  static constexpr unsigned kFlags = 0x3f, kDefault = 0x1f80; // of MXCSR; all exceptions masked
  const unsigned before_;
  const bool changed_;
};

} // namespace hd::drivers::cpu
