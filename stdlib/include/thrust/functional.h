// Function objects.
#pragma once
#include <functional>

namespace thrust {
using std::bit_and;
using std::bit_or;
using std::bit_xor;
using std::divides;
using std::equal_to;
using std::greater;
using std::greater_equal;
using std::less;
using std::less_equal;
using std::logical_and;
using std::logical_not;
using std::logical_or;
using std::minus;
using std::modulus;
using std::multiplies;
using std::negate;
using std::not_equal_to;
using std::plus;

template <typename T = void> struct maximum {
  typedef T result_type;
  __host__ __device__ constexpr T operator()(const T &a, const T &b) const { return a < b ? b : a; }
};
template <typename T = void> struct minimum {
  typedef T result_type;
  __host__ __device__ constexpr T operator()(const T &a, const T &b) const { return b < a ? b : a; }
};
template <typename T = void> struct identity {
  typedef T result_type;
  __host__ __device__ constexpr const T &operator()(const T &x) const { return x; }
};
template <typename T = void> struct square {
  typedef T result_type;
  __host__ __device__ constexpr T operator()(const T &x) const { return x * x; }
};
template <typename T, typename U> struct project1st {
  __host__ __device__ constexpr const T &operator()(const T &a, const U &) const { return a; }
};
template <typename T, typename U> struct project2nd {
  __host__ __device__ constexpr const U &operator()(const T &, const U &b) const { return b; }
};
} // namespace thrust
