// What cuda_fp16.h and cuda_bf16.h have in common. They define these macros for it, and it undefines them:
//   HD_T, HD_T2            the type and its vector of two
//   HD_FROM(SOURCE, MODE)  the names of conversions: `__float2half_rn`
//   HD_TO(TARGET, MODE), HD_TO2(TARGET)  `__half2int_rz`, `__half22float2`
//   HD_SPREAD              `__half2half2`
//   HD_LANE(BEFORE), HD_PAIR(BEFORE), HD_PAIR_RN(BEFORE)  `__low2half`, `make_half2`, `__floats2half2_rn`
//   HD_AS_USHORT, HD_FROM_USHORT  the same bits: `__half_as_ushort`, `__ushort_as_half`

// --- float and double

__device__ inline HD_T HD_FROM(float, )(float x) { return x; }
__device__ inline HD_T HD_FROM(double, )(double x) { return x; }
__device__ inline float HD_TO(float, )(HD_T x) { return x; }

// The nearest number, and where that went the wrong way, the next one: its bits and 1 more away from zero.
__device__ inline HD_T __hd_step(HD_T x, bool outwards) {
  return HD_FROM_USHORT((unsigned short)(HD_AS_USHORT(x) + (outwards ? 1 : -1)));
}
__device__ inline HD_T __hd_toward_zero(HD_T nearest, bool isAbove, bool isBelow, bool isNegative) {
  return (isNegative ? isBelow : isAbove) ? __hd_step(nearest, false) : nearest;
}
__device__ inline HD_T __hd_up(HD_T nearest, bool isAbove, bool isBelow, bool isNegative) {
  return isBelow ? __hd_step(nearest, !isNegative) : nearest;
}
__device__ inline HD_T __hd_down(HD_T nearest, bool isAbove, bool isBelow, bool isNegative) {
  return isAbove ? __hd_step(nearest, isNegative) : nearest;
}

#define HD_ROUNDED(MODE, ROUND)                                                                              \
  __device__ inline HD_T HD_FROM(float, MODE)(float x) {                                                     \
    HD_T nearest = x;                                                                                        \
    float back = nearest;                                                                                    \
    return ROUND(nearest, back > x, back < x, x < 0);                                                        \
  }
__device__ inline HD_T HD_FROM(float, _rn)(float x) { return x; }
HD_ROUNDED(_rz, __hd_toward_zero)
HD_ROUNDED(_ru, __hd_up)
HD_ROUNDED(_rd, __hd_down)
#undef HD_ROUNDED

// --- integers. Out of range they are saturated, a NaN is 0.

// Whether x lies above an integer: a bound is one more than the integer type's largest value.
__device__ inline bool __hd_exceeds(HD_T x, long long i) { return (float)x >= 9223372036854775808.0f || (long long)(float)x > i; }
__device__ inline bool __hd_exceeds(HD_T x, unsigned long long i) {
  return (float)x >= 18446744073709551616.0f || (unsigned long long)(float)x > i;
}
__device__ inline bool __hd_is_below(HD_T x, long long i) {
  return (float)x < -9223372036854775808.0f || ((float)x < 9223372036854775808.0f && (long long)(float)x < i);
}
__device__ inline bool __hd_is_below(HD_T x, unsigned long long i) {
  return (float)x < 18446744073709551616.0f && (unsigned long long)(float)x < i;
}

#define HD_INTEGER_MODES(NAME, TYPE, WIDE)                                                                   \
  __device__ inline TYPE HD_TO(NAME, _rn)(HD_T x) { return (TYPE)rintf(x); }                                 \
  __device__ inline TYPE HD_TO(NAME, _rz)(HD_T x) { return (TYPE)(float)x; }                                 \
  __device__ inline TYPE HD_TO(NAME, _ru)(HD_T x) { return (TYPE)ceilf(x); }                                 \
  __device__ inline TYPE HD_TO(NAME, _rd)(HD_T x) { return (TYPE)floorf(x); }                                \
  __device__ inline HD_T HD_FROM(NAME, _rn)(TYPE i) { return i; }                                            \
  __device__ inline HD_T HD_FROM(NAME, _rz)(TYPE i) {                                                        \
    HD_T x = i;                                                                                              \
    return __hd_toward_zero(x, __hd_exceeds(x, (WIDE)i), __hd_is_below(x, (WIDE)i), i < 0);                  \
  }                                                                                                          \
  __device__ inline HD_T HD_FROM(NAME, _ru)(TYPE i) {                                                        \
    HD_T x = i;                                                                                              \
    return __hd_up(x, __hd_exceeds(x, (WIDE)i), __hd_is_below(x, (WIDE)i), i < 0);                           \
  }                                                                                                          \
  __device__ inline HD_T HD_FROM(NAME, _rd)(TYPE i) {                                                        \
    HD_T x = i;                                                                                              \
    return __hd_down(x, __hd_exceeds(x, (WIDE)i), __hd_is_below(x, (WIDE)i), i < 0);                         \
  }
HD_INTEGER_MODES(int, int, long long)
HD_INTEGER_MODES(uint, unsigned int, unsigned long long)
HD_INTEGER_MODES(short, short, long long)
HD_INTEGER_MODES(ushort, unsigned short, unsigned long long)
HD_INTEGER_MODES(ll, long long, long long)
HD_INTEGER_MODES(ull, unsigned long long, unsigned long long)
#undef HD_INTEGER_MODES
__device__ inline signed char HD_TO(char, _rz)(HD_T x) { return (signed char)(float)x; }
__device__ inline unsigned char HD_TO(uchar, _rz)(HD_T x) { return (unsigned char)(float)x; }

// --- arithmetic. __hadd_rn, __hsub_rn, __hmul_rn and __hfma are the compiler's: never contracted.

__device__ inline HD_T __hadd(HD_T a, HD_T b) { return a + b; }
__device__ inline HD_T __hsub(HD_T a, HD_T b) { return a - b; }
__device__ inline HD_T __hmul(HD_T a, HD_T b) { return a * b; }
__device__ inline HD_T __hdiv(HD_T a, HD_T b) { return a / b; }
__device__ inline HD_T __hneg(HD_T a) { return -a; }
__device__ inline HD_T __habs(HD_T a) { return abs(a); }
__device__ inline HD_T __hadd_sat(HD_T a, HD_T b) { return __saturatef(__hadd_rn(a, b)); }
__device__ inline HD_T __hsub_sat(HD_T a, HD_T b) { return __saturatef(__hsub_rn(a, b)); }
__device__ inline HD_T __hmul_sat(HD_T a, HD_T b) { return __saturatef(__hmul_rn(a, b)); }
__device__ inline HD_T __hfma_sat(HD_T a, HD_T b, HD_T c) { return __saturatef(__hfma(a, b, c)); }
__device__ inline HD_T __hd_relu(HD_T x) { return x < (HD_T)0 ? (HD_T)0 : x; }
__device__ inline HD_T __hfma_relu(HD_T a, HD_T b, HD_T c) { return __hd_relu(__hfma(a, b, c)); }

__device__ inline bool __hisnan(HD_T a) { return a != a; }
__device__ inline int __hisinf(HD_T a) { return isinf((float)a) ? (a < (HD_T)0 ? -1 : 1) : 0; }

// --- comparisons; those with a `u` are true of a NaN

__device__ inline bool __heq(HD_T a, HD_T b) { return a == b; }
__device__ inline bool __hne(HD_T a, HD_T b) { return a < b || a > b; }
__device__ inline bool __hlt(HD_T a, HD_T b) { return a < b; }
__device__ inline bool __hle(HD_T a, HD_T b) { return a <= b; }
__device__ inline bool __hgt(HD_T a, HD_T b) { return a > b; }
__device__ inline bool __hge(HD_T a, HD_T b) { return a >= b; }
__device__ inline bool __hequ(HD_T a, HD_T b) { return !(a < b || a > b); }
__device__ inline bool __hneu(HD_T a, HD_T b) { return a != b; }
__device__ inline bool __hltu(HD_T a, HD_T b) { return !(a >= b); }
__device__ inline bool __hleu(HD_T a, HD_T b) { return !(a > b); }
__device__ inline bool __hgtu(HD_T a, HD_T b) { return !(a <= b); }
__device__ inline bool __hgeu(HD_T a, HD_T b) { return !(a < b); }
__device__ inline HD_T __hmax(HD_T a, HD_T b) { return max(a, b); }
__device__ inline HD_T __hmin(HD_T a, HD_T b) { return min(a, b); }
__device__ inline HD_T __hmax_nan(HD_T a, HD_T b) { return a != a || b != b ? a + b : max(a, b); }
__device__ inline HD_T __hmin_nan(HD_T a, HD_T b) { return a != a || b != b ? a + b : min(a, b); }

// --- functions: float's, rounded

__device__ inline HD_T hsqrt(HD_T x) { return sqrtf(x); }
__device__ inline HD_T hrcp(HD_T x) { return 1.0f / (float)x; }
__device__ inline HD_T hrsqrt(HD_T x) { return 1.0f / sqrtf(x); }
__device__ inline HD_T hexp(HD_T x) { return expf(x); }
__device__ inline HD_T hexp2(HD_T x) { return exp2f(x); }
__device__ inline HD_T hexp10(HD_T x) { return exp10f(x); }
__device__ inline HD_T hlog(HD_T x) { return logf(x); }
__device__ inline HD_T hlog2(HD_T x) { return log2f(x); }
__device__ inline HD_T hlog10(HD_T x) { return log10f(x); }
__device__ inline HD_T hsin(HD_T x) { return sinf(x); }
__device__ inline HD_T hcos(HD_T x) { return cosf(x); }
__device__ inline HD_T htanh(HD_T x) { return tanhf(x); }
__device__ inline HD_T htanh_approx(HD_T x) { return tanhf(x); }
__device__ inline HD_T hfloor(HD_T x) { return floorf(x); }
__device__ inline HD_T hceil(HD_T x) { return ceilf(x); }
__device__ inline HD_T htrunc(HD_T x) { return truncf(x); }
__device__ inline HD_T hrint(HD_T x) { return rintf(x); }

// --- vectors of two: made, taken apart

__device__ inline HD_T2 HD_PAIR(make_)(HD_T x, HD_T y) { return {x, y}; }
__device__ inline HD_T2 HD_PAIR_RN(__float2)(float a) { return {a, a}; }
__device__ inline HD_T2 HD_PAIR_RN(__floats2)(float a, float b) { return {a, b}; }
__device__ inline HD_T2 HD_PAIR_RN(__float22)(float2 a) { return {a.x, a.y}; }
__device__ inline float2 HD_TO2(float2)(HD_T2 a) { return {a.x, a.y}; }
__device__ inline HD_T2 HD_SPREAD(HD_T a) { return {a, a}; }
__device__ inline HD_T2 HD_PAIR(__halves2)(HD_T a, HD_T b) { return {a, b}; }
__device__ inline HD_T HD_LANE(__low2)(HD_T2 a) { return a.x; }
__device__ inline HD_T HD_LANE(__high2)(HD_T2 a) { return a.y; }
__device__ inline float __low2float(HD_T2 a) { return a.x; }
__device__ inline float __high2float(HD_T2 a) { return a.y; }
__device__ inline HD_T2 HD_PAIR(__low2)(HD_T2 a) { return {a.x, a.x}; }
__device__ inline HD_T2 HD_PAIR(__high2)(HD_T2 a) { return {a.y, a.y}; }
__device__ inline HD_T2 HD_PAIR(__lows2)(HD_T2 a, HD_T2 b) { return {a.x, b.x}; }
__device__ inline HD_T2 HD_PAIR(__highs2)(HD_T2 a, HD_T2 b) { return {a.y, b.y}; }
__device__ inline HD_T2 __lowhigh2highlow(HD_T2 a) { return {a.y, a.x}; }

// --- vectors of two: by lane

#define HD_UNARY2(NAME, ONE)                                                                                 \
  __device__ inline HD_T2 NAME(HD_T2 a) { return {ONE(a.x), ONE(a.y)}; }
#define HD_BINARY2(NAME, ONE)                                                                                \
  __device__ inline HD_T2 NAME(HD_T2 a, HD_T2 b) { return {ONE(a.x, b.x), ONE(a.y, b.y)}; }
#define HD_TERNARY2(NAME, ONE)                                                                               \
  __device__ inline HD_T2 NAME(HD_T2 a, HD_T2 b, HD_T2 c) { return {ONE(a.x, b.x, c.x), ONE(a.y, b.y, c.y)}; }
HD_BINARY2(__hadd2, __hadd)
HD_BINARY2(__hsub2, __hsub)
HD_BINARY2(__hmul2, __hmul)
HD_BINARY2(__h2div, __hdiv)
HD_BINARY2(__hadd2_rn, __hadd_rn)
HD_BINARY2(__hsub2_rn, __hsub_rn)
HD_BINARY2(__hmul2_rn, __hmul_rn)
HD_BINARY2(__hadd2_sat, __hadd_sat)
HD_BINARY2(__hsub2_sat, __hsub_sat)
HD_BINARY2(__hmul2_sat, __hmul_sat)
HD_TERNARY2(__hfma2, __hfma)
HD_TERNARY2(__hfma2_sat, __hfma_sat)
HD_TERNARY2(__hfma2_relu, __hfma_relu)
HD_UNARY2(__hneg2, __hneg)
HD_UNARY2(__habs2, __habs)
HD_UNARY2(__hisnan2, __hisnan)
HD_BINARY2(__hmax2, __hmax)
HD_BINARY2(__hmin2, __hmin)
HD_BINARY2(__hmax2_nan, __hmax_nan)
HD_BINARY2(__hmin2_nan, __hmin_nan)
HD_UNARY2(h2sqrt, hsqrt)
HD_UNARY2(h2rcp, hrcp)
HD_UNARY2(h2rsqrt, hrsqrt)
HD_UNARY2(h2exp, hexp)
HD_UNARY2(h2exp2, hexp2)
HD_UNARY2(h2exp10, hexp10)
HD_UNARY2(h2log, hlog)
HD_UNARY2(h2log2, hlog2)
HD_UNARY2(h2log10, hlog10)
HD_UNARY2(h2sin, hsin)
HD_UNARY2(h2cos, hcos)
HD_UNARY2(h2tanh, htanh)
HD_UNARY2(h2tanh_approx, htanh_approx)
HD_UNARY2(h2floor, hfloor)
HD_UNARY2(h2ceil, hceil)
HD_UNARY2(h2trunc, htrunc)
HD_UNARY2(h2rint, hrint)
#undef HD_UNARY2
#undef HD_TERNARY2

// A vector of 1 or 0, a mask of ones for each lane, and whether it holds in both.
#define HD_COMPARISON2(RELATION)                                                                             \
  HD_BINARY2(__h##RELATION##2, __h##RELATION)                                                                \
  __device__ inline unsigned int __h##RELATION##2_mask(HD_T2 a, HD_T2 b) {                                   \
    return (__h##RELATION(a.x, b.x) ? 0xffffu : 0u) | (__h##RELATION(a.y, b.y) ? 0xffff0000u : 0u);          \
  }                                                                                                          \
  __device__ inline bool __hb##RELATION##2(HD_T2 a, HD_T2 b) {                                               \
    return __h##RELATION(a.x, b.x) && __h##RELATION(a.y, b.y);                                               \
  }
HD_COMPARISON2(eq)
HD_COMPARISON2(ne)
HD_COMPARISON2(lt)
HD_COMPARISON2(le)
HD_COMPARISON2(gt)
HD_COMPARISON2(ge)
HD_COMPARISON2(equ)
HD_COMPARISON2(neu)
HD_COMPARISON2(ltu)
HD_COMPARISON2(leu)
HD_COMPARISON2(gtu)
HD_COMPARISON2(geu)
#undef HD_COMPARISON2
#undef HD_BINARY2

#undef HD_T
#undef HD_T2
#undef HD_FROM
#undef HD_TO
#undef HD_TO2
#undef HD_LANE
#undef HD_PAIR
#undef HD_PAIR_RN
#undef HD_SPREAD
#undef HD_AS_USHORT
#undef HD_FROM_USHORT
