// Reductions over a block. Thread 0 gets the result. Warps are reduced by shuffles, in the order of the
// lanes, and then the warps' results in order, whichever algorithm is asked for: so the result is the same on
// every device.
#pragma once
#include <cub/warp/warp_reduce.cuh>

namespace cub {

enum BlockReduceAlgorithm {
  BLOCK_REDUCE_RAKING_COMMUTATIVE_ONLY,
  BLOCK_REDUCE_RAKING,
  BLOCK_REDUCE_WARP_REDUCTIONS,
  BLOCK_REDUCE_WARP_REDUCTIONS_NONDETERMINISTIC
};

template <typename T, int BlockX, BlockReduceAlgorithm Algorithm = BLOCK_REDUCE_WARP_REDUCTIONS,
          int BlockY = 1, int BlockZ = 1, int Arch = 0>
class BlockReduce {
  typedef detail::BlockShape<BlockX, BlockY, BlockZ> Shape;

public:
  struct TempStorage {
    T warps[Shape::kWarps];
  };
  __device__ BlockReduce() : temp_(ownStorage()) {}
  __device__ BlockReduce(TempStorage &temp) : temp_(temp) {}

  template <typename Op> __device__ T Reduce(T input, Op op) {
    return Reduce(input, op, int(Shape::kThreads));
  }
  // Of the first `valid` threads.
  template <typename Op> __device__ T Reduce(T input, Op op, int valid) {
    int rank = Shape::rank(), warp = rank / 32, lane = rank % 32, left = valid - warp * 32;
    T value = detail::reduceLanes<(Shape::kThreads < 32 ? Shape::kThreads : 32)>(
        input, op, lane, left < 32 ? left : 32, Shape::lanes(warp));
    if constexpr (Shape::kWarps > 1) {
      if (lane == 0)
        temp_.warps[warp] = value;
      __syncthreads();
      if (rank == 0)
        for (int i = 1; i < Shape::kWarps; ++i)
          if (i * 32 < valid)
            value = op(value, temp_.warps[i]);
    }
    return value;
  }
  template <int Items, typename Op> __device__ T Reduce(T (&inputs)[Items], Op op) {
    T value = inputs[0];
#pragma unroll
    for (int i = 1; i < Items; ++i)
      value = op(value, inputs[i]);
    return Reduce(value, op);
  }
  __device__ T Sum(T input) { return Reduce(input, cub::Sum()); }
  __device__ T Sum(T input, int valid) { return Reduce(input, cub::Sum(), valid); }
  template <int Items> __device__ T Sum(T (&inputs)[Items]) { return Reduce(inputs, cub::Sum()); }

private:
  __device__ static TempStorage &ownStorage() {
    __shared__ TempStorage storage;
    return storage;
  }
  TempStorage &temp_;
};

} // namespace cub
