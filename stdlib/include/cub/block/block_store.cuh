// A block stores its tile, see block_load.cuh.
#pragma once
#include <cub/thread/thread_load.cuh>
#include <cub/util_ptx.cuh>

namespace cub {

enum BlockStoreAlgorithm {
  BLOCK_STORE_DIRECT,
  BLOCK_STORE_STRIPED,
  BLOCK_STORE_VECTORIZE,
  BLOCK_STORE_TRANSPOSE,
  BLOCK_STORE_WARP_TRANSPOSE,
  BLOCK_STORE_WARP_TRANSPOSE_TIMESLICED
};

template <typename T, int Items, typename To>
__device__ void StoreDirectBlocked(int rank, To to, T (&items)[Items]) {
#pragma unroll
  for (int i = 0; i < Items; ++i)
    to[rank * Items + i] = items[i];
}
template <typename T, int Items, typename To>
__device__ void StoreDirectBlocked(int rank, To to, T (&items)[Items], int valid) {
#pragma unroll
  for (int i = 0; i < Items; ++i)
    if (rank * Items + i < valid)
      to[rank * Items + i] = items[i];
}
template <typename T, int Items>
__device__ void StoreDirectBlockedVectorized(int rank, T *to, T (&items)[Items]) {
  StoreDirectBlocked(rank, to, items);
}
template <int Threads, typename T, int Items, typename To>
__device__ void StoreDirectStriped(int rank, To to, T (&items)[Items]) {
#pragma unroll
  for (int i = 0; i < Items; ++i)
    to[rank + i * Threads] = items[i];
}
template <int Threads, typename T, int Items, typename To>
__device__ void StoreDirectStriped(int rank, To to, T (&items)[Items], int valid) {
#pragma unroll
  for (int i = 0; i < Items; ++i)
    if (rank + i * Threads < valid)
      to[rank + i * Threads] = items[i];
}
template <typename T, int Items, typename To>
__device__ void StoreDirectWarpStriped(int rank, To to, T (&items)[Items]) {
#pragma unroll
  for (int i = 0; i < Items; ++i)
    to[rank / 32 * 32 * Items + rank % 32 + i * 32] = items[i];
}
template <typename T, int Items, typename To>
__device__ void StoreDirectWarpStriped(int rank, To to, T (&items)[Items], int valid) {
  int first = rank / 32 * 32 * Items + rank % 32;
#pragma unroll
  for (int i = 0; i < Items; ++i)
    if (first + i * 32 < valid)
      to[first + i * 32] = items[i];
}

template <typename T, int BlockX, int Items, BlockStoreAlgorithm Algorithm = BLOCK_STORE_DIRECT,
          int BlockY = 1, int BlockZ = 1, int Arch = 0>
class BlockStore {
  typedef detail::BlockShape<BlockX, BlockY, BlockZ> Shape;

public:
  struct TempStorage {};
  __device__ BlockStore() {}
  __device__ BlockStore(TempStorage &) {}

  template <typename To> __device__ void Store(To to, T (&items)[Items]) {
    if constexpr (Algorithm == BLOCK_STORE_STRIPED)
      StoreDirectStriped<Shape::kThreads>(Shape::rank(), to, items);
    else
      StoreDirectBlocked(Shape::rank(), to, items);
  }
  template <typename To> __device__ void Store(To to, T (&items)[Items], int valid) {
    if constexpr (Algorithm == BLOCK_STORE_STRIPED)
      StoreDirectStriped<Shape::kThreads>(Shape::rank(), to, items, valid);
    else
      StoreDirectBlocked(Shape::rank(), to, items, valid);
  }
};

} // namespace cub
