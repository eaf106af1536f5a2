// Floating point of 8 bits: values that are stored and converted. What is too large becomes the largest
// finite value.
#pragma once
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <heddle/fp8_convert.h>

namespace heddle {

template <__nv_fp8_interpretation_t Format> __host__ __device__ float fp8ToFloat(unsigned code) {
  return __half2float(__nv_cvt_fp8_to_halfraw(__nv_fp8_storage_t(code), Format));
}
template <__nv_fp8_interpretation_t Format> __host__ __device__ unsigned floatToFp8(float value) {
  return __nv_cvt_float_to_fp8(value, __NV_SATFINITE, Format);
}

} // namespace heddle

#define HD_FP8_FROM(NAME, FORMAT, TYPE, WIDE)                                                                \
  explicit __host__ __device__ NAME(TYPE value)                                                              \
      : __x(__nv_cvt_##WIDE##_to_fp8(WIDE(value), __NV_SATFINITE, FORMAT)) {}
#define HD_FP8_TO(FORMAT, TYPE)                                                                              \
  explicit __host__ __device__ operator TYPE() const { return TYPE(heddle::fp8ToFloat<FORMAT>(__x)); }

#define HD_FP8(NAME, FORMAT)                                                                                 \
  struct NAME {                                                                                              \
    __nv_fp8_storage_t __x;                                                                                  \
    NAME() = default;                                                                                        \
    HD_FP8_FROM(NAME, FORMAT, float, float)                                                                  \
    HD_FP8_FROM(NAME, FORMAT, __half, float)                                                                 \
    HD_FP8_FROM(NAME, FORMAT, __nv_bfloat16, float)                                                          \
    HD_FP8_FROM(NAME, FORMAT, double, double)                                                                \
    HD_FP8_FROM(NAME, FORMAT, short, float)                                                                  \
    HD_FP8_FROM(NAME, FORMAT, unsigned short, float)                                                         \
    HD_FP8_FROM(NAME, FORMAT, int, double)                                                                   \
    HD_FP8_FROM(NAME, FORMAT, unsigned, double)                                                              \
    HD_FP8_FROM(NAME, FORMAT, long, double)                                                                  \
    HD_FP8_FROM(NAME, FORMAT, unsigned long, double)                                                         \
    HD_FP8_FROM(NAME, FORMAT, long long, double)                                                             \
    HD_FP8_FROM(NAME, FORMAT, unsigned long long, double)                                                    \
    HD_FP8_TO(FORMAT, float)                                                                                 \
    HD_FP8_TO(FORMAT, double)                                                                                \
    HD_FP8_TO(FORMAT, __half)                                                                                \
    HD_FP8_TO(FORMAT, __nv_bfloat16)                                                                         \
    HD_FP8_TO(FORMAT, bool)                                                                                  \
    HD_FP8_TO(FORMAT, char)                                                                                  \
    HD_FP8_TO(FORMAT, signed char)                                                                           \
    HD_FP8_TO(FORMAT, unsigned char)                                                                         \
    HD_FP8_TO(FORMAT, short)                                                                                 \
    HD_FP8_TO(FORMAT, unsigned short)                                                                        \
    HD_FP8_TO(FORMAT, int)                                                                                   \
    HD_FP8_TO(FORMAT, unsigned)                                                                              \
    HD_FP8_TO(FORMAT, long)                                                                                  \
    HD_FP8_TO(FORMAT, unsigned long)                                                                         \
    HD_FP8_TO(FORMAT, long long)                                                                             \
    HD_FP8_TO(FORMAT, unsigned long long)                                                                    \
  };
HD_FP8(__nv_fp8_e4m3, __NV_E4M3)
HD_FP8(__nv_fp8_e5m2, __NV_E5M2)
#undef HD_FP8
#undef HD_FP8_FROM
#undef HD_FP8_TO

// --- two and four in a word
#define HD_FP8_PACKED(X2, X4, FORMAT)                                                                        \
  struct X2 {                                                                                                \
    __nv_fp8x2_storage_t __x;                                                                                \
    X2() = default;                                                                                          \
    explicit __host__ __device__ X2(float2 value)                                                            \
        : __x(__nv_cvt_float2_to_fp8x2(value, __NV_SATFINITE, FORMAT)) {}                                    \
    explicit __host__ __device__ X2(double2 value)                                                           \
        : __x(__nv_cvt_double2_to_fp8x2(value, __NV_SATFINITE, FORMAT)) {}                                   \
    explicit __host__ __device__ X2(__half2 value)                                                           \
        : __x(__nv_cvt_float2_to_fp8x2(float2{__half2float(value.x), __half2float(value.y)}, __NV_SATFINITE, \
                                       FORMAT)) {}                                                           \
    explicit __host__ __device__ X2(__nv_bfloat162 value)                                                    \
        : __x(__nv_cvt_float2_to_fp8x2(float2{__bfloat162float(value.x), __bfloat162float(value.y)},         \
                                       __NV_SATFINITE, FORMAT)) {}                                           \
    explicit __host__ __device__ operator float2() const {                                                   \
      return float2{heddle::fp8ToFloat<FORMAT>(__x & 0xff), heddle::fp8ToFloat<FORMAT>(__x >> 8)};           \
    }                                                                                                        \
    explicit __host__ __device__ operator __half2() const {                                                  \
      __half2_raw raw = __nv_cvt_fp8x2_to_halfraw2(__x, FORMAT);                                             \
      return __half2{__ushort_as_half(raw.x), __ushort_as_half(raw.y)};                                      \
    }                                                                                                        \
  };                                                                                                         \
  struct X4 {                                                                                                \
    __nv_fp8x4_storage_t __x;                                                                                \
    X4() = default;                                                                                          \
    explicit __host__ __device__ X4(float4 value)                                                            \
        : __x(heddle::floatToFp8<FORMAT>(value.x) | heddle::floatToFp8<FORMAT>(value.y) << 8 |               \
              heddle::floatToFp8<FORMAT>(value.z) << 16 | heddle::floatToFp8<FORMAT>(value.w) << 24) {}      \
    explicit __host__ __device__ X4(double4 value)                                                           \
        : __x(X2(double2{value.x, value.y}).__x | unsigned(X2(double2{value.z, value.w}).__x) << 16) {}      \
    explicit __host__ __device__ X4(__half2 low, __half2 high)                                               \
        : __x(X2(low).__x | unsigned(X2(high).__x) << 16) {}                                                 \
    explicit __host__ __device__ X4(__nv_bfloat162 low, __nv_bfloat162 high)                                 \
        : __x(X2(low).__x | unsigned(X2(high).__x) << 16) {}                                                 \
    explicit __host__ __device__ operator float4() const {                                                   \
      return float4{heddle::fp8ToFloat<FORMAT>(__x & 0xff), heddle::fp8ToFloat<FORMAT>(__x >> 8 & 0xff),     \
                    heddle::fp8ToFloat<FORMAT>(__x >> 16 & 0xff), heddle::fp8ToFloat<FORMAT>(__x >> 24)};    \
    }                                                                                                        \
  };
HD_FP8_PACKED(__nv_fp8x2_e4m3, __nv_fp8x4_e4m3, __NV_E4M3)
HD_FP8_PACKED(__nv_fp8x2_e5m2, __nv_fp8x4_e5m2, __NV_E5M2)
#undef HD_FP8_PACKED
