// Where a thread is, and exchange within (parts of) a warp.
#pragma once
#include <heddle/shuffle.h>

namespace cub {

__device__ inline int RowMajorTid(int sizeX, int sizeY, int) {
  return (int(threadIdx.z) * sizeY + int(threadIdx.y)) * sizeX + int(threadIdx.x);
}
__device__ inline unsigned LaneId() {
  return ((threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x) & 31;
}
__device__ inline unsigned WarpId() {
  return ((threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x) / 32;
}
template <int LogicalWarp> __device__ unsigned WarpMask(unsigned warp) {
  return LogicalWarp == 32 ? 0xffffffffu : ((1u << LogicalWarp % 32) - 1) << warp * LogicalWarp;
}
__device__ inline void CTA_SYNC() { __syncthreads(); }
__device__ inline void WARP_SYNC(unsigned mask) { __syncwarp(mask); }

namespace detail {

// The threads of a block of constant size in the order of their ranks.
template <int X, int Y, int Z> struct BlockShape {
  static constexpr int kThreads = X * Y * Z, kWarps = (kThreads + 31) / 32;
  __device__ static int rank() { return Y * Z == 1 ? int(threadIdx.x) : RowMajorTid(X, Y, Z); }
  // The lanes that there are in warp `warp`.
  __device__ static unsigned lanes(int warp) {
    if constexpr (kThreads % 32 == 0)
      return 0xffffffffu;
    else
      return warp < kThreads / 32 ? 0xffffffffu : (1u << kThreads % 32) - 1;
  }
};

} // namespace detail

template <int LogicalWarp, typename T> __device__ T ShuffleUp(T value, int offset, int first, unsigned mask) {
  T other = heddle::shuffle(value, heddle::ShuffleUp{mask, unsigned(offset), LogicalWarp});
  return int(LaneId() % LogicalWarp) - offset < first ? value : other;
}
template <int LogicalWarp, typename T>
__device__ T ShuffleDown(T value, int offset, int last, unsigned mask) {
  T other = heddle::shuffle(value, heddle::ShuffleDown{mask, unsigned(offset), LogicalWarp});
  return int(LaneId() % LogicalWarp) + offset > last ? value : other;
}
template <int LogicalWarp, typename T> __device__ T ShuffleIndex(T value, int lane, unsigned mask) {
  return heddle::shuffle(value, heddle::ShuffleFrom{mask, lane, LogicalWarp});
}

} // namespace cub
