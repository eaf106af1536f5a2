// Division of complex numbers, scaled so that nothing overflows or underflows on the way.
#pragma once

namespace heddle {

template <typename T> __host__ __device__ void divideComplex(T a, T b, T c, T d, T &real, T &imag) {
  T scale = T(1) / (fabs(c) + fabs(d));
  T sa = a * scale, sb = b * scale, sc = c * scale, sd = d * scale;
  T over = T(1) / (sc * sc + sd * sd);
  real = (sa * sc + sb * sd) * over;
  imag = (sb * sc - sa * sd) * over;
}

} // namespace heddle
