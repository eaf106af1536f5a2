// CUB's function objects.
#pragma once
#include <cub/util_type.cuh>

namespace cub {

struct Equality {
  template <typename T, typename U> __host__ __device__ bool operator()(const T &a, const U &b) const {
    return a == b;
  }
};
struct Inequality {
  template <typename T, typename U> __host__ __device__ bool operator()(const T &a, const U &b) const {
    return a != b;
  }
};
template <typename Equal> struct InequalityWrapper {
  Equal op;
  __host__ __device__ InequalityWrapper(Equal op) : op(op) {}
  template <typename T, typename U> __host__ __device__ bool operator()(const T &a, const U &b) {
    return !op(a, b);
  }
};
struct Sum {
  template <typename T, typename U> __host__ __device__ auto operator()(const T &a, const U &b) const {
    return a + b;
  }
};
struct Difference {
  template <typename T, typename U> __host__ __device__ auto operator()(const T &a, const U &b) const {
    return a - b;
  }
};
struct Division {
  template <typename T, typename U> __host__ __device__ auto operator()(const T &a, const U &b) const {
    return a / b;
  }
};
struct Max {
  template <typename T> __host__ __device__ T operator()(const T &a, const T &b) const {
    return a < b ? b : a;
  }
};
struct Min {
  template <typename T> __host__ __device__ T operator()(const T &a, const T &b) const {
    return b < a ? b : a;
  }
};
// Of equal values the one with the smaller key.
struct ArgMax {
  template <typename Key, typename Value>
  __host__ __device__ KeyValuePair<Key, Value> operator()(const KeyValuePair<Key, Value> &a,
                                                          const KeyValuePair<Key, Value> &b) const {
    return a.value < b.value || (a.value == b.value && b.key < a.key) ? b : a;
  }
};
struct ArgMin {
  template <typename Key, typename Value>
  __host__ __device__ KeyValuePair<Key, Value> operator()(const KeyValuePair<Key, Value> &a,
                                                          const KeyValuePair<Key, Value> &b) const {
    return b.value < a.value || (a.value == b.value && b.key < a.key) ? b : a;
  }
};
template <typename To> struct CastOp {
  template <typename T> __host__ __device__ To operator()(const T &value) const {
    return static_cast<To>(value);
  }
};
template <typename Op> class SwizzleScanOp {
public:
  __host__ __device__ SwizzleScanOp(Op op) : op_(op) {}
  template <typename T> __host__ __device__ T operator()(const T &a, const T &b) { return op_(b, a); }

private:
  Op op_;
};
// Sums of pairs of a flag or key and a value that start anew where the key says so.
template <typename Op> struct ReduceBySegmentOp {
  Op op;
  __host__ __device__ ReduceBySegmentOp() : op() {}
  __host__ __device__ ReduceBySegmentOp(Op op) : op(op) {}
  template <typename Pair> __host__ __device__ Pair operator()(const Pair &a, const Pair &b) {
    Pair out = b;
    out.key = a.key + b.key;
    if (!b.key)
      out.value = op(a.value, b.value);
    return out;
  }
};
template <typename Op> struct ReduceByKeyOp {
  Op op;
  __host__ __device__ ReduceByKeyOp() : op() {}
  __host__ __device__ ReduceByKeyOp(Op op) : op(op) {}
  template <typename Pair> __host__ __device__ Pair operator()(const Pair &a, const Pair &b) {
    Pair out = b;
    if (a.key == b.key)
      out.value = op(a.value, b.value);
    return out;
  }
};

} // namespace cub
