// The class template `complex` and the functions on it; `std::complex`, `cuda::std::complex` and
// `thrust::complex` are this one. Products and quotients follow the formulas, without C's repairs of infinite
// results.
#pragma once
#include <heddle/std/scaled_complex.h>
#include <type_traits>

namespace std {

template <typename T> struct alignas(2 * sizeof(T)) complex {
  typedef T value_type;

  constexpr complex() : real_(T()), imag_(T()) {}
  constexpr complex(T real) : real_(real), imag_(T()) {}
  constexpr complex(T real, T imag) : real_(real), imag_(imag) {}
  template <typename U> constexpr complex(const complex<U> &x) : real_(T(x.real())), imag_(T(x.imag())) {}

  constexpr T real() const { return real_; }
  constexpr T imag() const { return imag_; }
  constexpr void real(T value) { real_ = value; }
  constexpr void imag(T value) { imag_ = value; }

  constexpr complex &operator=(T x) {
    real_ = x;
    imag_ = T();
    return *this;
  }
  constexpr complex &operator+=(T x) {
    real_ += x;
    return *this;
  }
  constexpr complex &operator-=(T x) {
    real_ -= x;
    return *this;
  }
  constexpr complex &operator*=(T x) {
    real_ *= x;
    imag_ *= x;
    return *this;
  }
  constexpr complex &operator/=(T x) {
    real_ /= x;
    imag_ /= x;
    return *this;
  }
  template <typename U> constexpr complex &operator+=(const complex<U> &x) {
    real_ += x.real();
    imag_ += x.imag();
    return *this;
  }
  template <typename U> constexpr complex &operator-=(const complex<U> &x) {
    real_ -= x.real();
    imag_ -= x.imag();
    return *this;
  }
  template <typename U> constexpr complex &operator*=(const complex<U> &x) {
    T real = real_ * x.real() - imag_ * x.imag();
    imag_ = real_ * x.imag() + imag_ * x.real();
    real_ = real;
    return *this;
  }
  template <typename U> constexpr complex &operator/=(const complex<U> &x) {
    T real, imag;
    heddle::divideComplex<T>(real_, imag_, T(x.real()), T(x.imag()), real, imag);
    real_ = real;
    imag_ = imag;
    return *this;
  }

private:
  T real_, imag_;
};

#define HD_OPERATOR(OP)                                                                                      \
  template <typename T> constexpr complex<T> operator OP(const complex<T> &a, const complex<T> &b) {         \
    complex<T> out = a;                                                                                      \
    out OP## = b;                                                                                            \
    return out;                                                                                              \
  }                                                                                                          \
  template <typename T> constexpr complex<T> operator OP(const complex<T> &a, const type_identity_t<T> &b) { \
    complex<T> out = a;                                                                                      \
    out OP## = b;                                                                                            \
    return out;                                                                                              \
  }                                                                                                          \
  template <typename T> constexpr complex<T> operator OP(const type_identity_t<T> &a, const complex<T> &b) { \
    complex<T> out = complex<T>(a);                                                                          \
    out OP## = b;                                                                                            \
    return out;                                                                                              \
  }
HD_OPERATOR(+)
HD_OPERATOR(-)
HD_OPERATOR(*)
HD_OPERATOR(/)
#undef HD_OPERATOR
template <typename T> constexpr complex<T> operator+(const complex<T> &x) { return x; }
template <typename T> constexpr complex<T> operator-(const complex<T> &x) {
  return complex<T>(-x.real(), -x.imag());
}
template <typename T> constexpr bool operator==(const complex<T> &a, const complex<T> &b) {
  return a.real() == b.real() && a.imag() == b.imag();
}
template <typename T> constexpr bool operator==(const complex<T> &a, const type_identity_t<T> &b) {
  return a.real() == b && a.imag() == T();
}
template <typename T> constexpr bool operator!=(const complex<T> &a, const complex<T> &b) {
  return !(a == b);
}
template <typename T> constexpr bool operator!=(const complex<T> &a, const type_identity_t<T> &b) {
  return !(a == b);
}

template <typename T> constexpr T real(const complex<T> &x) { return x.real(); }
template <typename T> constexpr T imag(const complex<T> &x) { return x.imag(); }
template <typename T> constexpr complex<T> conj(const complex<T> &x) {
  return complex<T>(x.real(), -x.imag());
}
template <typename T> constexpr T norm(const complex<T> &x) {
  return x.real() * x.real() + x.imag() * x.imag();
}
template <typename T> __host__ __device__ T abs(const complex<T> &x) { return ::hypot(x.real(), x.imag()); }
template <typename T> __host__ __device__ T arg(const complex<T> &x) { return ::atan2(x.imag(), x.real()); }
template <typename T> __host__ __device__ complex<T> polar(const T &length, const T &angle = T()) {
  return complex<T>(length * ::cos(angle), length * ::sin(angle));
}
template <typename T> __host__ __device__ complex<T> exp(const complex<T> &x) {
  return polar(T(::exp(x.real())), x.imag());
}
template <typename T> __host__ __device__ complex<T> log(const complex<T> &x) {
  return complex<T>(::log(abs(x)), arg(x));
}
template <typename T> __host__ __device__ complex<T> log10(const complex<T> &x) {
  return log(x) / T(2.302585092994045684);
}
template <typename T> __host__ __device__ complex<T> sqrt(const complex<T> &x) {
  T a = ::fabs(x.real()), b = ::fabs(x.imag());
  if (a == T() && b == T())
    return complex<T>(T(), x.imag());
  T root = ::sqrt((a + ::hypot(a, b)) * T(0.5)), other = b / (root + root);
  if (x.real() >= T())
    return complex<T>(root, ::copysign(other, x.imag()));
  return complex<T>(other, ::copysign(root, x.imag()));
}
template <typename T> __host__ __device__ complex<T> pow(const complex<T> &x, const complex<T> &y) {
  return x == T() ? complex<T>() : exp(y * log(x));
}
template <typename T> __host__ __device__ complex<T> pow(const complex<T> &x, const type_identity_t<T> &y) {
  return x == T() ? complex<T>() : exp(log(x) * y);
}
template <typename T> __host__ __device__ complex<T> pow(const type_identity_t<T> &x, const complex<T> &y) {
  return pow(complex<T>(x), y);
}
template <typename T> __host__ __device__ complex<T> sin(const complex<T> &x) {
  return complex<T>(::sin(x.real()) * ::cosh(x.imag()), ::cos(x.real()) * ::sinh(x.imag()));
}
template <typename T> __host__ __device__ complex<T> cos(const complex<T> &x) {
  return complex<T>(::cos(x.real()) * ::cosh(x.imag()), -(::sin(x.real()) * ::sinh(x.imag())));
}
template <typename T> __host__ __device__ complex<T> sinh(const complex<T> &x) {
  return complex<T>(::sinh(x.real()) * ::cos(x.imag()), ::cosh(x.real()) * ::sin(x.imag()));
}
template <typename T> __host__ __device__ complex<T> cosh(const complex<T> &x) {
  return complex<T>(::cosh(x.real()) * ::cos(x.imag()), ::sinh(x.real()) * ::sin(x.imag()));
}
template <typename T> __host__ __device__ complex<T> tan(const complex<T> &x) { return sin(x) / cos(x); }
template <typename T> __host__ __device__ complex<T> tanh(const complex<T> &x) { return sinh(x) / cosh(x); }

} // namespace std
