// Types that many parts of CUB use.
#pragma once

namespace cub {

struct NullType {};

template <int Value> struct Int2Type {
  enum { VALUE = Value };
};

template <typename Key, typename Value> struct KeyValuePair {
  typedef Key Key_;
  typedef Value Value_;
  Key key;
  Value value;
  KeyValuePair() = default;
  __host__ __device__ KeyValuePair(const Key &key, const Value &value) : key(key), value(value) {}
  __host__ __device__ bool operator!=(const KeyValuePair &other) const {
    return value != other.value || key != other.key;
  }
};

// The logarithm, rounded up.
template <int N> struct Log2 {
  static constexpr int VALUE = N <= 1 ? 0 : 32 - __builtin_clz(unsigned(N - 1));
};
template <int N> struct PowerOfTwo {
  static constexpr bool VALUE = (N & (N - 1)) == 0;
};

template <typename N, typename D> __host__ __device__ constexpr N DivideAndRoundUp(N n, D d) {
  return (n + d - 1) / d;
}

} // namespace cub
