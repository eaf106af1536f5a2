// Kernel templates that classes, instantiations and names of host functions instantiate.
#include <cuda_runtime.h>
template <typename T> __global__ void constructor(T *p, T v) { p[0] = v; }
template <typename T> __global__ void inside(T *p) { p[0] = 1; }
template <typename T> __global__ void outside(T *p) { p[0] = 1; }
template <typename T, int N> __global__ void counted(T *p) { p[0] = N; }
template <typename T> __global__ void field(T *p) { p[0] = 1; }
template <typename T> __global__ void base(T *p) { p[0] = 1; }
template <typename T> __global__ void alias(T *p) { p[0] = 1; }
template <typename T> __global__ void named(T *p) { p[0] = 1; }
template <typename T> __global__ void with_args(T *p) { p[0] = 1; }
template <typename T> __global__ void with_params(T *p) { p[0] = 1; }
template <typename T> __global__ void never(T *p) { p[0] = 1; }

namespace tables {
template <typename K, typename V> class Map {
  K *keys_;
  V *values_;
  static constexpr int kSize = 7;

public:
  Map(int n) : keys_(nullptr) { constructor<<<1, 2>>>(keys_, K(1)); }
  void out(const V *v);
  void in() {
    inside<<<1, 1>>>(this->values_);
    counted<V, kSize><<<2, 2>>>(values_);
  }
};
template <typename K, typename V> void Map<K, V>::out(const V *) { outside<<<1, 2>>>(values_); }
} // namespace tables

template <class T> struct Base {
  T *p;
  void go() { base<<<1, 1>>>(p); }
};
struct Plain : Base<short> {
  float *q;
  void go() { field<<<1, 2>>>(q); }
};
template <class T> struct Aliased {
  T *p;
  void go() { alias<<<1, 1>>>(p); }
};
using Ints = Aliased<int>;
template <class T> struct Unused {
  T *p;
  void go() { never<<<1, 1>>>(p); }
};

template <class T> void launch(T *p) { named<T><<<1, 2>>>(p); }
template <class T> void first(const T *q, int) { with_args<T><<<1, 2>>>((T *)q); }
template void first<double>(const double *, int);
template <class T> void second(const T *q, int n) { with_params<T><<<1, 2>>>((T *)q); }
template void second(const float *q, int n);

int main() {
  tables::Map<float, double> map(3);
  void (*all[])(float *) = {launch<float>};
}
