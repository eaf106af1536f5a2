// Reference values per function name: `fast` in double for f32 results, `exact` by MPFR for f64 results.
#pragma once
#include <cmath>
#include <mpfr.h>

namespace hd::math_test {

struct Reference1 {
  double (*fast)(double);
  void (*exact)(mpfr_t result, mpfr_t x);
  int count = 100000;
};

struct Reference2 {
  void (*exact)(mpfr_t result, mpfr_t x, mpfr_t y);
};

namespace references {

#define HD_LIBM_MPFR(name)                                                                                   \
  inline Reference1 name() {                                                                                 \
    return {[](double x) { return std::name(x); },                                                           \
            [](mpfr_t r, mpfr_t x) { mpfr_##name(r, x, MPFR_RNDN); }};                                       \
  }
HD_LIBM_MPFR(exp)
HD_LIBM_MPFR(exp2)
HD_LIBM_MPFR(expm1)
HD_LIBM_MPFR(log)
HD_LIBM_MPFR(log2)
HD_LIBM_MPFR(log10)
HD_LIBM_MPFR(log1p)
HD_LIBM_MPFR(sin)
HD_LIBM_MPFR(cos)
HD_LIBM_MPFR(tan)
HD_LIBM_MPFR(asin)
HD_LIBM_MPFR(acos)
HD_LIBM_MPFR(atan)
HD_LIBM_MPFR(sinh)
HD_LIBM_MPFR(cosh)
HD_LIBM_MPFR(tanh)
HD_LIBM_MPFR(asinh)
HD_LIBM_MPFR(acosh)
HD_LIBM_MPFR(atanh)
HD_LIBM_MPFR(erf)
HD_LIBM_MPFR(erfc)
HD_LIBM_MPFR(cbrt)
#undef HD_LIBM_MPFR

inline Reference1 exp10() {
  return {[](double x) { return ::exp10(x); }, [](mpfr_t r, mpfr_t x) { mpfr_exp10(r, x, MPFR_RNDN); }};
}
// 1/sqrt(-0) is -infinity in C and CUDA, +infinity in MPFR.
inline Reference1 rsqrt() {
  return {[](double x) { return 1.0 / std::sqrt(x); },
          [](mpfr_t r, mpfr_t x) {
            bool negativeZero = mpfr_zero_p(x) && mpfr_signbit(x);
            mpfr_rec_sqrt(r, x, MPFR_RNDN);
            if (negativeZero)
              mpfr_set_inf(r, -1);
          }};
}
inline Reference1 rcbrt() {
  return {[](double x) { return 1.0 / std::cbrt(x); },
          [](mpfr_t r, mpfr_t x) {
            mpfr_cbrt(r, x, MPFR_RNDN);
            mpfr_ui_div(r, 1, r, MPFR_RNDN);
          }};
}
// Exact reduction to [-1/4, 1/4], then the libm function of the nearer zero.
inline Reference1 sinpi() {
  return {[](double x) {
            double r = std::remainder(std::abs(x), 2.0), a = std::abs(r);
            double s = a > 0.75   ? std::sin(M_PI * (1 - a))
                       : a > 0.25 ? std::cos(M_PI * (0.5 - a))
                                  : std::sin(M_PI * a);
            return std::copysign(s, std::trunc(x) == x ? x : r * x);
          },
          [](mpfr_t r, mpfr_t x) { mpfr_sinpi(r, x, MPFR_RNDN); }};
}
inline Reference1 cospi() {
  return {[](double x) {
            double a = std::abs(std::remainder(x, 2.0));
            return a > 0.75   ? -std::cos(M_PI * (1 - a))
                   : a > 0.25 ? std::sin(M_PI * (0.5 - a))
                              : std::cos(M_PI * a);
          },
          [](mpfr_t r, mpfr_t x) { mpfr_cospi(r, x, MPFR_RNDN); }};
}
inline Reference1 normcdf() {
  return {[](double x) { return 0.5 * std::erfc(-x * M_SQRT1_2); },
          [](mpfr_t r, mpfr_t x) {
            mpfr_t half;
            mpfr_init2(half, 300);
            mpfr_set_d(half, 0.5, MPFR_RNDN);
            mpfr_sqrt(half, half, MPFR_RNDN);
            mpfr_mul(half, half, x, MPFR_RNDN);
            mpfr_neg(half, half, MPFR_RNDN);
            mpfr_erfc(r, half, MPFR_RNDN);
            mpfr_div_ui(r, r, 2, MPFR_RNDN);
            mpfr_clear(half);
          },
          20000};
}
// MPFR's gamma and lngamma follow C, but take long for huge arguments.
inline Reference1 tgamma() {
  return {[](double x) { return std::tgamma(x); }, [](mpfr_t r, mpfr_t x) { mpfr_gamma(r, x, MPFR_RNDN); },
          20000};
}
inline Reference1 lgamma() {
  return {[](double x) {
            int sign;
            return ::lgamma_r(x, &sign);
          },
          [](mpfr_t r, mpfr_t x) {
            int sign;
            mpfr_lgamma(r, &sign, x, MPFR_RNDN);
          },
          20000};
}

#define HD_MPFR2(name, function)                                                                             \
  inline Reference2 name() {                                                                                 \
    return {[](mpfr_t r, mpfr_t x, mpfr_t y) { function(r, x, y, MPFR_RNDN); }};                             \
  }
HD_MPFR2(pow, mpfr_pow)
HD_MPFR2(atan2, mpfr_atan2)
HD_MPFR2(hypot, mpfr_hypot)
HD_MPFR2(fmod, mpfr_fmod)
HD_MPFR2(remainder, mpfr_remainder)
HD_MPFR2(fdim, mpfr_dim)
#undef HD_MPFR2

// By the widest hypot: 1/inf is 0 even when the other side is NaN.
inline Reference2 rhypot() {
  return {[](mpfr_t r, mpfr_t x, mpfr_t y) {
    mpfr_hypot(r, x, y, MPFR_RNDN);
    mpfr_ui_div(r, 1, r, MPFR_RNDN);
  }};
}

} // namespace references
} // namespace hd::math_test
