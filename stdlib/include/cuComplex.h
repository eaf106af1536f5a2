// Complex numbers as pairs, and the functions on them.
#pragma once
#include <heddle/std/scaled_complex.h>

typedef float2 cuFloatComplex;
typedef double2 cuDoubleComplex;
typedef cuFloatComplex cuComplex;

#define HD_COMPLEX(PAIR, REAL, LETTER)                                                                       \
  __host__ __device__ __forceinline__ REAL cuCreal##LETTER(PAIR x) { return x.x; }                           \
  __host__ __device__ __forceinline__ REAL cuCimag##LETTER(PAIR x) { return x.y; }                           \
  __host__ __device__ __forceinline__ PAIR cuConj##LETTER(PAIR x) { return PAIR{x.x, -x.y}; }                \
  __host__ __device__ __forceinline__ PAIR cuCadd##LETTER(PAIR a, PAIR b) {                                  \
    return PAIR{a.x + b.x, a.y + b.y};                                                                       \
  }                                                                                                          \
  __host__ __device__ __forceinline__ PAIR cuCsub##LETTER(PAIR a, PAIR b) {                                  \
    return PAIR{a.x - b.x, a.y - b.y};                                                                       \
  }                                                                                                          \
  __host__ __device__ __forceinline__ PAIR cuCmul##LETTER(PAIR a, PAIR b) {                                  \
    return PAIR{a.x * b.x - a.y * b.y, a.x * b.y + a.y * b.x};                                               \
  }                                                                                                          \
  __host__ __device__ __forceinline__ PAIR cuCdiv##LETTER(PAIR a, PAIR b) {                                  \
    REAL real, imag;                                                                                         \
    heddle::divideComplex(a.x, a.y, b.x, b.y, real, imag);                                                   \
    return PAIR{real, imag};                                                                                 \
  }                                                                                                          \
  __host__ __device__ __forceinline__ REAL cuCabs##LETTER(PAIR x) { return hypot(x.x, x.y); }
HD_COMPLEX(cuFloatComplex, float, f)
HD_COMPLEX(cuDoubleComplex, double, )
#undef HD_COMPLEX

__host__ __device__ __forceinline__ cuFloatComplex make_cuFloatComplex(float real, float imag) {
  return cuFloatComplex{real, imag};
}
__host__ __device__ __forceinline__ cuDoubleComplex make_cuDoubleComplex(double real, double imag) {
  return cuDoubleComplex{real, imag};
}
__host__ __device__ __forceinline__ cuComplex make_cuComplex(float real, float imag) {
  return cuComplex{real, imag};
}
__host__ __device__ __forceinline__ cuFloatComplex cuComplexDoubleToFloat(cuDoubleComplex x) {
  return cuFloatComplex{float(x.x), float(x.y)};
}
__host__ __device__ __forceinline__ cuDoubleComplex cuComplexFloatToDouble(cuFloatComplex x) {
  return cuDoubleComplex{double(x.x), double(x.y)};
}
// `a * b + c`.
__host__ __device__ __forceinline__ cuFloatComplex cuCfmaf(cuFloatComplex a, cuFloatComplex b,
                                                           cuFloatComplex c) {
  return cuFloatComplex{a.x * b.x + c.x - a.y * b.y, a.y * b.x + (a.x * b.y + c.y)};
}
__host__ __device__ __forceinline__ cuDoubleComplex cuCfma(cuDoubleComplex a, cuDoubleComplex b,
                                                           cuDoubleComplex c) {
  return cuDoubleComplex{a.x * b.x + c.x - a.y * b.y, a.y * b.x + (a.x * b.y + c.y)};
}
