// Flags where an item differs from its neighbour.
#pragma once
#include <cub/util_ptx.cuh>

namespace cub {

template <typename T, int BlockX, int BlockY = 1, int BlockZ = 1, int Arch = 0> class BlockDiscontinuity {
  typedef detail::BlockShape<BlockX, BlockY, BlockZ> Shape;

public:
  struct TempStorage {
    T ends[Shape::kThreads];
  };
  __device__ BlockDiscontinuity() : temp_(ownStorage()) {}
  __device__ BlockDiscontinuity(TempStorage &temp) : temp_(temp) {}

  // The first item of the block is a head, the last one a tail, unless there is one to compare with.
  template <int Items, typename Flag, typename Op>
  __device__ void FlagHeads(Flag (&flags)[Items], T (&input)[Items], Op op) {
    T before = last(input);
    heads(flags, input, op);
    flags[0] = Shape::rank() == 0 || op(before, input[0]);
  }
  template <int Items, typename Flag, typename Op>
  __device__ void FlagHeads(Flag (&flags)[Items], T (&input)[Items], Op op, T predecessor) {
    T before = last(input);
    heads(flags, input, op);
    flags[0] = op(Shape::rank() == 0 ? predecessor : before, input[0]);
  }
  template <int Items, typename Flag, typename Op>
  __device__ void FlagTails(Flag (&flags)[Items], T (&input)[Items], Op op) {
    T after = first(input);
    tails(flags, input, op);
    flags[Items - 1] = Shape::rank() == Shape::kThreads - 1 || op(input[Items - 1], after);
  }
  template <int Items, typename Flag, typename Op>
  __device__ void FlagTails(Flag (&flags)[Items], T (&input)[Items], Op op, T successor) {
    T after = first(input);
    tails(flags, input, op);
    flags[Items - 1] = op(input[Items - 1], Shape::rank() == Shape::kThreads - 1 ? successor : after);
  }

private:
  __device__ static TempStorage &ownStorage() {
    __shared__ TempStorage storage;
    return storage;
  }
  template <int Items> __device__ T last(T (&input)[Items]) {
    int rank = Shape::rank();
    temp_.ends[rank] = input[Items - 1];
    __syncthreads();
    return temp_.ends[rank > 0 ? rank - 1 : 0];
  }
  template <int Items> __device__ T first(T (&input)[Items]) {
    int rank = Shape::rank();
    temp_.ends[rank] = input[0];
    __syncthreads();
    return temp_.ends[rank + 1 < Shape::kThreads ? rank + 1 : rank];
  }
  template <int Items, typename Flag, typename Op>
  __device__ static void heads(Flag (&flags)[Items], T (&input)[Items], Op op) {
#pragma unroll
    for (int i = 1; i < Items; ++i)
      flags[i] = op(input[i - 1], input[i]);
  }
  template <int Items, typename Flag, typename Op>
  __device__ static void tails(Flag (&flags)[Items], T (&input)[Items], Op op) {
#pragma unroll
    for (int i = 0; i + 1 < Items; ++i)
      flags[i] = op(input[i], input[i + 1]);
  }
  TempStorage &temp_;
};

} // namespace cub
