// Part of <algorithm>: the smaller and the larger of some values. Results are values, not references: in
// kernels the operands may lie in different memories.
#pragma once
#include <utility>

namespace std {

template <typename T> constexpr T min(const T &a, const T &b) {
  if (b < a)
    return b;
  return a;
}
template <typename T> constexpr T max(const T &a, const T &b) {
  if (a < b)
    return b;
  return a;
}
template <typename T, typename Less> constexpr T min(const T &a, const T &b, Less less) {
  if (less(b, a))
    return b;
  return a;
}
template <typename T, typename Less> constexpr T max(const T &a, const T &b, Less less) {
  if (less(a, b))
    return b;
  return a;
}
template <typename T> constexpr T clamp(const T &value, const T &low, const T &high) {
  if (value < low)
    return low;
  if (high < value)
    return high;
  return value;
}
template <typename T> constexpr pair<T, T> minmax(const T &a, const T &b) {
  if (b < a)
    return pair<T, T>(b, a);
  return pair<T, T>(a, b);
}
template <typename T, typename Less>
constexpr T clamp(const T &value, const T &low, const T &high, Less less) {
  if (less(value, low))
    return low;
  if (less(high, value))
    return high;
  return value;
}
template <typename T, size_t N> constexpr T min(const T (&list)[N]) {
  T best = list[0];
  for (size_t i = 1; i < N; ++i)
    best = min(best, list[i]);
  return best;
}
template <typename T, size_t N> constexpr T max(const T (&list)[N]) {
  T best = list[0];
  for (size_t i = 1; i < N; ++i)
    best = max(best, list[i]);
  return best;
}

} // namespace std
