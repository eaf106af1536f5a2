// Lets a host C++ compiler take the math library's kernel-language sources as they are: the keywords
// become nothing, the compiler's builtins become host functions. Compile with -ffp-contract=off.
#pragma once
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

using std::max;
using std::signbit;

#define __device__ [[maybe_unused]] static inline
#define __constant__ [[maybe_unused]] static const

inline int __float_as_int(float x) { return std::bit_cast<int>(x); }
inline unsigned __float_as_uint(float x) { return std::bit_cast<unsigned>(x); }
inline float __int_as_float(int x) { return std::bit_cast<float>(x); }
inline float __uint_as_float(unsigned x) { return std::bit_cast<float>(x); }
inline long long __double_as_longlong(double x) { return std::bit_cast<long long>(x); }
inline double __longlong_as_double(long long x) { return std::bit_cast<double>(x); }
inline int __double2hiint(double x) { return static_cast<int>(std::bit_cast<long long>(x) >> 32); }
inline int __double2loint(double x) { return static_cast<int>(std::bit_cast<long long>(x)); }
inline double __hiloint2double(int hi, int lo) {
  return std::bit_cast<double>(static_cast<std::uint64_t>(static_cast<std::uint32_t>(hi)) << 32 |
                               static_cast<std::uint32_t>(lo));
}
inline int __clz(int x) { return std::countl_zero(static_cast<unsigned>(x)); }
inline int __clzll(long long x) { return std::countl_zero(static_cast<unsigned long long>(x)); }
inline int __mulhi(int a, int b) { return static_cast<int>(static_cast<long long>(a) * b >> 32); }
inline unsigned __umulhi(unsigned a, unsigned b) {
  return static_cast<unsigned>(static_cast<unsigned long long>(a) * b >> 32);
}
inline unsigned long long __umul64hi(unsigned long long a, unsigned long long b) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<unsigned long long>(static_cast<Wide>(a) * b >> 64);
}
inline float __double2float_rd(double x) {
  float nearest = static_cast<float>(x);
  return nearest > x ? std::nextafter(nearest, -HUGE_VALF) : nearest;
}
inline float __double2float_ru(double x) { return -__double2float_rd(-x); }
inline float __double2float_rz(double x) { return x < 0 ? __double2float_ru(x) : __double2float_rd(x); }
