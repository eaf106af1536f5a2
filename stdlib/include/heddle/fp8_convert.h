// Conversions between the two formats of 8 bits and others. E4M3 has one NaN (0x7f) and no infinity, E5M2 is
// the upper half of a `__half`. To 8 bits everything is rounded once, to nearest, ties to even.
#pragma once

typedef unsigned char __nv_fp8_storage_t;
typedef unsigned short __nv_fp8x2_storage_t;
typedef unsigned int __nv_fp8x4_storage_t;
enum __nv_saturation_t { __NV_NOSAT, __NV_SATFINITE };
enum __nv_fp8_interpretation_t { __NV_E4M3, __NV_E5M2 };

struct __half_raw {
  unsigned short x;
  __half_raw() = default;
  __host__ __device__ __half_raw(__half value) : x(__half_as_ushort(value)) {}
  __host__ __device__ operator __half() const { return __ushort_as_half(x); }
};
struct __half2_raw {
  unsigned short x, y;
};
struct __nv_bfloat16_raw {
  unsigned short x;
  __nv_bfloat16_raw() = default;
  __host__ __device__ __nv_bfloat16_raw(__nv_bfloat16 value) : x(__bfloat16_as_ushort(value)) {}
  __host__ __device__ operator __nv_bfloat16() const { return __ushort_as_bfloat16(x); }
};
struct __nv_bfloat162_raw {
  unsigned short x, y;
};

__host__ __device__ inline __nv_fp8_storage_t __nv_cvt_float_to_fp8(float value, __nv_saturation_t saturate,
                                                                    __nv_fp8_interpretation_t format) {
  int bits = __float_as_int(value), magnitude = bits & 0x7fffffff;
  unsigned sign = unsigned(bits) >> 31 << 7;
  bool isE4M3 = format == __NV_E4M3;
  if (magnitude > 0x7f800000)
    return isE4M3 ? 0x7f : 0x7e;
  int fraction = isE4M3 ? 3 : 2, least = isE4M3 ? -6 : -14, most = isE4M3 ? 0x7e : 0x7b,
      exponent = (magnitude >> 23) - 127;
  int code = most + 1;
  if (exponent <= 15) {
    if (exponent < least)
      exponent = least;
    // In units of the last place; a carry goes into the exponent by itself.
    float units = __int_as_float(magnitude) * __int_as_float((127 + fraction - exponent) << 23);
    code = ((exponent - least) << fraction) + __float2int_rn(units);
  }
  if (code > most)
    code = saturate == __NV_SATFINITE ? most : most + 1;
  return __nv_fp8_storage_t(sign | unsigned(code));
}

// By way of a float that is odd where it is not exact, which the second rounding does not change.
__host__ __device__ inline __nv_fp8_storage_t __nv_cvt_double_to_fp8(double value, __nv_saturation_t saturate,
                                                                     __nv_fp8_interpretation_t format) {
  float near = __double2float_rz(value);
  if (double(near) != value)
    near = __int_as_float(__float_as_int(near) | 1);
  return __nv_cvt_float_to_fp8(near, saturate, format);
}
__host__ __device__ inline __nv_fp8_storage_t
__nv_cvt_halfraw_to_fp8(__half_raw value, __nv_saturation_t saturate, __nv_fp8_interpretation_t format) {
  return __nv_cvt_float_to_fp8(__half2float(value), saturate, format);
}
__host__ __device__ inline __nv_fp8_storage_t __nv_cvt_bfloat16raw_to_fp8(__nv_bfloat16_raw value,
                                                                          __nv_saturation_t saturate,
                                                                          __nv_fp8_interpretation_t format) {
  return __nv_cvt_float_to_fp8(__bfloat162float(value), saturate, format);
}

__host__ __device__ inline __half_raw __nv_cvt_fp8_to_halfraw(__nv_fp8_storage_t code,
                                                              __nv_fp8_interpretation_t format) {
  __half_raw out;
  unsigned sign = unsigned(code & 0x80) << 8, rest = code & 0x7f;
  if (format == __NV_E5M2)
    out.x = (unsigned short)(rest > 0x7c ? 0x7fff : sign | rest << 8);
  else if (rest == 0x7f)
    out.x = 0x7fff;
  else if (rest >= 8)
    out.x = (unsigned short)(sign | (rest + (8 << 3)) << 7);
  else
    out.x = (unsigned short)(sign | __half_as_ushort(__float2half(float(rest) * 0.001953125f))); // 2^-9
  return out;
}

// --- two at once
__host__ __device__ inline __nv_fp8x2_storage_t
__nv_cvt_float2_to_fp8x2(float2 value, __nv_saturation_t saturate, __nv_fp8_interpretation_t format) {
  unsigned low = __nv_cvt_float_to_fp8(value.x, saturate, format),
           high = __nv_cvt_float_to_fp8(value.y, saturate, format);
  return __nv_fp8x2_storage_t(high << 8 | low);
}
__host__ __device__ inline __nv_fp8x2_storage_t
__nv_cvt_double2_to_fp8x2(double2 value, __nv_saturation_t saturate, __nv_fp8_interpretation_t format) {
  unsigned low = __nv_cvt_double_to_fp8(value.x, saturate, format);
  return __nv_fp8x2_storage_t(unsigned(__nv_cvt_double_to_fp8(value.y, saturate, format)) << 8 | low);
}
__host__ __device__ inline __nv_fp8x2_storage_t
__nv_cvt_halfraw2_to_fp8x2(__half2_raw value, __nv_saturation_t saturate, __nv_fp8_interpretation_t format) {
  float2 wide = {__half2float(__ushort_as_half(value.x)), __half2float(__ushort_as_half(value.y))};
  return __nv_cvt_float2_to_fp8x2(wide, saturate, format);
}
__host__ __device__ inline __nv_fp8x2_storage_t
__nv_cvt_bfloat16raw2_to_fp8x2(__nv_bfloat162_raw value, __nv_saturation_t saturate,
                               __nv_fp8_interpretation_t format) {
  float2 wide = {__bfloat162float(__ushort_as_bfloat16(value.x)),
                 __bfloat162float(__ushort_as_bfloat16(value.y))};
  return __nv_cvt_float2_to_fp8x2(wide, saturate, format);
}
__host__ __device__ inline __half2_raw __nv_cvt_fp8x2_to_halfraw2(__nv_fp8x2_storage_t codes,
                                                                  __nv_fp8_interpretation_t format) {
  __half2_raw out;
  out.x = __nv_cvt_fp8_to_halfraw(__nv_fp8_storage_t(codes), format).x;
  out.y = __nv_cvt_fp8_to_halfraw(__nv_fp8_storage_t(codes >> 8), format).x;
  return out;
}
