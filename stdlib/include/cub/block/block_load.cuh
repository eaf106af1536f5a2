// A block loads its tile. All algorithms but the striped one leave neighbouring elements in a thread; how the
// threads come by them is not seen, so they are one here.
#pragma once
#include <cub/thread/thread_load.cuh>
#include <cub/util_ptx.cuh>

namespace cub {

enum BlockLoadAlgorithm {
  BLOCK_LOAD_DIRECT,
  BLOCK_LOAD_STRIPED,
  BLOCK_LOAD_VECTORIZE,
  BLOCK_LOAD_TRANSPOSE,
  BLOCK_LOAD_WARP_TRANSPOSE,
  BLOCK_LOAD_WARP_TRANSPOSE_TIMESLICED
};

// --- thread `rank` has elements `rank * Items` on
template <typename T, int Items, typename From>
__device__ void LoadDirectBlocked(int rank, From from, T (&items)[Items]) {
#pragma unroll
  for (int i = 0; i < Items; ++i)
    items[i] = from[rank * Items + i];
}
template <typename T, int Items, typename From>
__device__ void LoadDirectBlocked(int rank, From from, T (&items)[Items], int valid) {
#pragma unroll
  for (int i = 0; i < Items; ++i)
    if (rank * Items + i < valid)
      items[i] = from[rank * Items + i];
}
template <typename T, typename Default, int Items, typename From>
__device__ void LoadDirectBlocked(int rank, From from, T (&items)[Items], int valid, Default other) {
#pragma unroll
  for (int i = 0; i < Items; ++i)
    items[i] = rank * Items + i < valid ? static_cast<T>(from[rank * Items + i]) : static_cast<T>(other);
}
template <typename T, int Items>
__device__ void LoadDirectBlockedVectorized(int rank, T *from, T (&items)[Items]) {
  LoadDirectBlocked(rank, from, items);
}

// --- thread `rank` has elements `rank`, `rank + Threads` ...
template <int Threads, typename T, int Items, typename From>
__device__ void LoadDirectStriped(int rank, From from, T (&items)[Items]) {
#pragma unroll
  for (int i = 0; i < Items; ++i)
    items[i] = from[rank + i * Threads];
}
template <int Threads, typename T, int Items, typename From>
__device__ void LoadDirectStriped(int rank, From from, T (&items)[Items], int valid) {
#pragma unroll
  for (int i = 0; i < Items; ++i)
    if (rank + i * Threads < valid)
      items[i] = from[rank + i * Threads];
}
template <int Threads, typename T, typename Default, int Items, typename From>
__device__ void LoadDirectStriped(int rank, From from, T (&items)[Items], int valid, Default other) {
#pragma unroll
  for (int i = 0; i < Items; ++i)
    items[i] = rank + i * Threads < valid ? static_cast<T>(from[rank + i * Threads]) : static_cast<T>(other);
}

// --- within each warp's part, lanes have every 32nd element
template <typename T, int Items, typename From>
__device__ void LoadDirectWarpStriped(int rank, From from, T (&items)[Items]) {
#pragma unroll
  for (int i = 0; i < Items; ++i)
    items[i] = from[rank / 32 * 32 * Items + rank % 32 + i * 32];
}
template <typename T, int Items, typename From>
__device__ void LoadDirectWarpStriped(int rank, From from, T (&items)[Items], int valid) {
  int first = rank / 32 * 32 * Items + rank % 32;
#pragma unroll
  for (int i = 0; i < Items; ++i)
    if (first + i * 32 < valid)
      items[i] = from[first + i * 32];
}
template <typename T, typename Default, int Items, typename From>
__device__ void LoadDirectWarpStriped(int rank, From from, T (&items)[Items], int valid, Default other) {
  int first = rank / 32 * 32 * Items + rank % 32;
#pragma unroll
  for (int i = 0; i < Items; ++i)
    items[i] = first + i * 32 < valid ? static_cast<T>(from[first + i * 32]) : static_cast<T>(other);
}

template <typename T, int BlockX, int Items, BlockLoadAlgorithm Algorithm = BLOCK_LOAD_DIRECT, int BlockY = 1,
          int BlockZ = 1, int Arch = 0>
class BlockLoad {
  typedef detail::BlockShape<BlockX, BlockY, BlockZ> Shape;

public:
  struct TempStorage {};
  __device__ BlockLoad() {}
  __device__ BlockLoad(TempStorage &) {}

  template <typename From> __device__ void Load(From from, T (&items)[Items]) {
    if constexpr (Algorithm == BLOCK_LOAD_STRIPED)
      LoadDirectStriped<Shape::kThreads>(Shape::rank(), from, items);
    else
      LoadDirectBlocked(Shape::rank(), from, items);
  }
  template <typename From> __device__ void Load(From from, T (&items)[Items], int valid) {
    if constexpr (Algorithm == BLOCK_LOAD_STRIPED)
      LoadDirectStriped<Shape::kThreads>(Shape::rank(), from, items, valid);
    else
      LoadDirectBlocked(Shape::rank(), from, items, valid);
  }
  template <typename From, typename Default>
  __device__ void Load(From from, T (&items)[Items], int valid, Default other) {
    if constexpr (Algorithm == BLOCK_LOAD_STRIPED)
      LoadDirectStriped<Shape::kThreads>(Shape::rank(), from, items, valid, other);
    else
      LoadDirectBlocked(Shape::rank(), from, items, valid, other);
  }
};

} // namespace cub
