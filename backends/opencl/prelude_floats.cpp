// Floating point: minimum and maximum as the cpu has them, and division, square root and fma by integers, for
// devices whose own do not round correctly (HD_INEXACT_DIVIDE, HD_NO_FUSED_FMA come from the driver).
// Division and square root are by fma where there is one and operands are near 1, as in
// expand_arithmetic/remainders.
//
// The integer versions unpack magnitudes to `m * 2^e`, compute with more bits than the result has, keep "some
// bit below was set" in the lowest bit, and round once in hd_round.
#include "backends/opencl/prelude.h"

#include "llvm/ADT/ArrayRef.h"

namespace hd::opencl {

llvm::ArrayRef<PreludeFunction> floatFunctions();

static const PreludeFunction kFloats[] = {
    // -0 below +0; a NaN gives way.
    {"hd_fmin_f32", "", R"(
static float hd_fmin_f32(float a, float b) {
  return a == b ? as_float(as_uint(a) | as_uint(b)) : a != a || b < a ? b : a;
}
)"},
    {"hd_fmax_f32", "", R"(
static float hd_fmax_f32(float a, float b) {
  return a == b ? as_float(as_uint(a) & as_uint(b)) : a != a || b > a ? b : a;
}
)"},
    {"hd_fmin_f64", "", R"(
static double hd_fmin_f64(double a, double b) {
  return a == b ? as_double(as_ulong(a) | as_ulong(b)) : a != a || b < a ? b : a;
}
)"},
    {"hd_fmax_f64", "", R"(
static double hd_fmax_f64(double a, double b) {
  return a == b ? as_double(as_ulong(a) & as_ulong(b)) : a != a || b > a ? b : a;
}
)"},
    // NaN if any is, and -0 below +0.
    {"hd_minimum_f32", "", R"(
static float hd_minimum_f32(float a, float b) {
  return a != a || b != b ? a + b : a < b ? a : b < a ? b : as_float(as_uint(a) | as_uint(b));
}
)"},
    {"hd_maximum_f32", "", R"(
static float hd_maximum_f32(float a, float b) {
  return a != a || b != b ? a + b : a > b ? a : b > a ? b : as_float(as_uint(a) & as_uint(b));
}
)"},
    {"hd_minimum_f64", "", R"(
static double hd_minimum_f64(double a, double b) {
  return a != a || b != b ? a + b : a < b ? a : b < a ? b : as_double(as_ulong(a) | as_ulong(b));
}
)"},
    {"hd_maximum_f64", "", R"(
static double hd_maximum_f64(double a, double b) {
  return a != a || b != b ? a + b : a > b ? a : b > a ? b : as_double(as_ulong(a) & as_ulong(b));
}
)"},
    {"hd_soft_f32", "", R"(
#if defined(HD_INEXACT_DIVIDE) || defined(HD_NO_FUSED_FMA)
// m * 2^e to nearest even; m is not 0
static float hd_round_f32(uint sign, int e, ulong m) {
  int top = 63 - (int)clz(m);
  e += top;
  if (e > 127)
    return as_float(sign | 0x7f800000u);
  int drop = top - 23 + (e < -126 ? -126 - e : 0);
  if (drop > 63)
    return as_float(sign);
  if (drop <= 0) {
    m <<= -drop;
  } else {
    ulong rest = m & ((1ul << drop) - 1), half_unit = 1ul << (drop - 1);
    m >>= drop;
    m += rest > half_unit || (rest == half_unit && (m & 1) != 0) ? 1 : 0;
  }
  return as_float(sign | ((uint)m + (e < -126 ? 0u : (uint)(e + 126) << 23)));
}

// The magnitude as m * 2^e with the top bit of m at 23; not 0, infinite or NaN
static uint hd_unpack_f32(uint bits, int *e) {
  uint m = bits & 0x7fffffu;
  *e = (int)(bits >> 23 & 0xffu) - 150;
  if (*e > -150)
    return m | 0x800000u;
  int shift = (int)clz(m) - 8;
  *e = -149 - shift;
  return m << shift;
}
#endif
)"},
    // `guess`, at most a unit in the last place off, or the neighbour that is nearer by the exact remainder.
    {"hd_nearest_f32", "", R"(
#if defined(HD_INEXACT_DIVIDE) && !defined(HD_NO_FUSED_FMA)
// Positive, and so near to 1 that nothing on the way is denormal or infinite.
#define HD_MODERATE(bits) ((bits) - 0x2a800000u < 0x2a000000u)
static float hd_nearest_f32(float guess, float remainder, float slope, int down_at_middle) {
  float up = as_float(as_uint(guess) + 1), down = as_float(as_uint(guess) - 1);
  float low = (down - guess) * slope;
  return remainder > (up - guess) * slope ? up
         : remainder < low || (down_at_middle && remainder == low) ? down
                                                                  : guess;
}
#endif
)"},
    {"hd_divide_f32", "hd_soft_f32 hd_nearest_f32", R"(
static float hd_divide_f32(float a, float b) {
#ifndef HD_INEXACT_DIVIDE
  return a / b;
#else
  uint sign = (as_uint(a) ^ as_uint(b)) & 0x80000000u, ma = as_uint(fabs(a)), mb = as_uint(fabs(b));
#ifndef HD_NO_FUSED_FMA
  if (HD_MODERATE(ma) && HD_MODERATE(mb)) {
    float n = as_float(ma), d = as_float(mb), reciprocal = 1.0f / d, q = n * reciprocal;
    q = fma(fma(-q, d, n), reciprocal, q);
    return as_float(sign | as_uint(hd_nearest_f32(q, fma(-q, d, n), 0.5f * d, 0)));
  }
#endif
  if (ma > 0x7f800000u || mb > 0x7f800000u)
    return a + b;
  if (ma == mb && (ma == 0 || ma == 0x7f800000u))
    return as_float(0xffc00000u);
  if (ma == 0x7f800000u || mb == 0)
    return as_float(sign | 0x7f800000u);
  if (ma == 0 || mb == 0x7f800000u)
    return as_float(sign);
  int ea, eb;
  ulong n = (ulong)hd_unpack_f32(ma, &ea) << 27, d = hd_unpack_f32(mb, &eb);
  return hd_round_f32(sign, ea - eb - 27, n / d | (n % d != 0 ? 1 : 0));
#endif
}
)"},
    {"hd_sqrt_f32", "hd_soft_f32 hd_nearest_f32", R"(
static float hd_sqrt_f32(float a) {
#ifndef HD_INEXACT_DIVIDE
  return sqrt(a);
#else
#ifndef HD_NO_FUSED_FMA
  if (HD_MODERATE(as_uint(a))) {
    float root = sqrt(a), half_inverse = 0.5f / root;
    root = fma(fma(-root, root, a), half_inverse, root);
    return hd_nearest_f32(root, fma(-root, root, a), root, 1);
  }
#endif
  if (a != a || a == 0 || a == INFINITY)
    return a;
  if (a < 0)
    return as_float(0xffc00000u);
  int e;
  ulong m = (ulong)hd_unpack_f32(as_uint(a), &e) << 36;
  e -= 36;
  if ((e & 1) != 0) {
    m <<= 1;
    e -= 1;
  }
  ulong root = 0, rest = m;
  for (int bit = 30; bit >= 0; --bit) {
    ulong step = (root << 1 | 1ul << bit) << bit;
    if (rest >= step) {
      rest -= step;
      root |= 1ul << bit;
    }
  }
  return hd_round_f32(0, e / 2, root | (rest != 0 ? 1 : 0));
#endif
}
)"},
    {"hd_fma_f32", "hd_soft_f32", R"(
static float hd_fma_f32(float a, float b, float c) {
#ifndef HD_NO_FUSED_FMA
  return fma(a, b, c);
#else
  uint infinite = 0x7f800000u, ma = as_uint(fabs(a)), mb = as_uint(fabs(b)), mc = as_uint(fabs(c));
  if (ma >= infinite || mb >= infinite || mc >= infinite || ma == 0 || mb == 0)
    return mc >= infinite && ma < infinite && mb < infinite ? c : a * b + c;
  uint sign = (as_uint(a) ^ as_uint(b)) & 0x80000000u, other = as_uint(c) & 0x80000000u;
  int ea, eb, ec;
  ulong product = (ulong)hd_unpack_f32(ma, &ea) * hd_unpack_f32(mb, &eb);
  ea += eb;
  if (mc == 0)
    return hd_round_f32(sign, ea, product);
  ulong addend = (ulong)hd_unpack_f32(mc, &ec) << 38;
  ec -= 38;
  int shift = (int)clz(product) - 2;
  product <<= shift;
  ea -= shift;
  if (ea < ec || (ea == ec && product < addend)) {
    ulong m = product; product = addend; addend = m;
    int e = ea; ea = ec; ec = e;
    uint s = sign; sign = other; other = s;
  }
  int distance = ea - ec;
  if (distance > 62)
    addend = 1;
  else
    addend = addend >> distance | ((addend & ((1ul << distance) - 1)) != 0 ? 1 : 0);
  ulong sum = sign == other ? product + addend : product - addend;
  return sum == 0 ? 0.0f : hd_round_f32(sign, ea, sum);
#endif
}
)"},
    {"hd_fma_f64", "", R"(
#ifdef HD_NO_FUSED_FMA
static double hd_round_f64(ulong sign, int e, ulong m) {
  int top = 63 - (int)clz(m);
  e += top;
  if (e > 1023)
    return as_double(sign | 0x7ff0000000000000ul);
  int drop = top - 52 + (e < -1022 ? -1022 - e : 0);
  if (drop > 63)
    return as_double(drop == 64 && m > 1ul << 63 ? sign | 1 : sign);
  if (drop <= 0) {
    m <<= -drop;
  } else {
    ulong rest = m & ((1ul << drop) - 1), half_unit = 1ul << (drop - 1);
    m >>= drop;
    m += rest > half_unit || (rest == half_unit && (m & 1) != 0) ? 1 : 0;
  }
  return as_double(sign | (m + (e < -1022 ? 0ul : (ulong)(e + 1022) << 52)));
}

static ulong hd_unpack_f64(ulong bits, int *e) {
  ulong m = bits & 0xffffffffffffful;
  *e = (int)(bits >> 52 & 0x7fful) - 1075;
  if (*e > -1075)
    return m | 0x10000000000000ul;
  int shift = (int)clz(m) - 11;
  *e = -1074 - shift;
  return m << shift;
}
#endif

static double hd_fma_f64(double a, double b, double c) {
#ifndef HD_NO_FUSED_FMA
  return fma(a, b, c);
#else
  ulong infinite = 0x7ff0000000000000ul, ma = as_ulong(fabs(a)), mb = as_ulong(fabs(b)), mc = as_ulong(fabs(c));
  if (ma >= infinite || mb >= infinite || mc >= infinite || ma == 0 || mb == 0)
    return mc >= infinite && ma < infinite && mb < infinite ? c : a * b + c;
  ulong top_bit = 0x8000000000000000ul;
  ulong sign = (as_ulong(a) ^ as_ulong(b)) & top_bit, other = as_ulong(c) & top_bit;
  int ea, eb, ec;
  // Both as 128 bits, top bit at 125
  ulong fa = hd_unpack_f64(ma, &ea) << 10, fb = hd_unpack_f64(mb, &eb) << 10;
  ulong high = mul_hi(fa, fb), low = fa * fb, add_high = 0, add_low = 0;
  ea += eb - 20;
  if (high < 1ul << 61) {
    high = high << 1 | low >> 63;
    low <<= 1;
    ea -= 1;
  }
  ec = ea - 200;
  if (mc != 0) {
    add_high = hd_unpack_f64(mc, &ec) << 9;
    ec -= 73;
  }
  if (ea < ec || (ea == ec && (high < add_high || (high == add_high && low < add_low)))) {
    ulong m = high; high = add_high; add_high = m;
    m = low; low = add_low; add_low = m;
    int e = ea; ea = ec; ec = e;
    ulong s = sign; sign = other; other = s;
  }
  int distance = ea - ec;
  ulong lost = 0;
  if (distance >= 128) {
    lost = add_high | add_low;
    add_high = add_low = 0;
  } else if (distance >= 64) {
    lost = add_low | (distance > 64 ? add_high << (128 - distance) : 0);
    add_low = add_high >> (distance - 64);
    add_high = 0;
  } else if (distance > 0) {
    lost = add_low << (64 - distance);
    add_low = add_low >> distance | add_high << (64 - distance);
    add_high >>= distance;
  }
  add_low |= lost != 0 ? 1 : 0;
  if (sign == other) {
    low += add_low;
    high += add_high + (low < add_low ? 1 : 0);
  } else {
    ulong borrow = low < add_low ? 1 : 0;
    low -= add_low;
    high -= add_high + borrow;
  }
  if ((high | low) == 0)
    return 0.0;
  if (high == 0) {
    high = low;
    low = 0;
    ea -= 64;
  }
  int shift = (int)clz(high);
  if (shift > 0) {
    high = high << shift | low >> (64 - shift);
    low <<= shift;
  }
  return hd_round_f64(sign, ea + 64 - shift, high | (low != 0 ? 1 : 0));
#endif
}
)"},
};

llvm::ArrayRef<PreludeFunction> floatFunctions() { return kFloats; }

} // namespace hd::opencl
