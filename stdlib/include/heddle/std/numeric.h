// The device part of <numeric>.
#pragma once
#include <algorithm>
#include <functional>
#include <limits>

namespace std {

template <typename Iterator, typename T, typename Op>
__host__ __device__ constexpr T accumulate(Iterator first, Iterator last, T start, Op op) {
  for (; first != last; ++first)
    start = op(start, *first);
  return start;
}
template <typename Iterator, typename T>
__host__ __device__ constexpr T accumulate(Iterator first, Iterator last, T start) {
  for (; first != last; ++first)
    start = start + *first;
  return start;
}
template <typename A, typename B, typename T>
__host__ __device__ constexpr T inner_product(A first, A last, B other, T start) {
  for (; first != last; ++first, ++other)
    start = start + *first * *other;
  return start;
}
template <typename Iterator, typename T>
__host__ __device__ constexpr void iota(Iterator first, Iterator last, T value) {
  for (; first != last; ++first, ++value)
    *first = value;
}
template <typename T, typename U> __host__ __device__ constexpr common_type_t<T, U> gcd(T a, U b) {
  common_type_t<T, U> x = a < 0 ? -a : a, y = b < 0 ? -b : b;
  while (y != 0) {
    common_type_t<T, U> rest = x % y;
    x = y;
    y = rest;
  }
  return x;
}
template <typename T, typename U> __host__ __device__ constexpr common_type_t<T, U> lcm(T a, U b) {
  if (a == 0 || b == 0)
    return 0;
  common_type_t<T, U> x = a < 0 ? -a : a, y = b < 0 ? -b : b;
  return x / gcd(x, y) * y;
}

} // namespace std
