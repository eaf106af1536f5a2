// Each item against its neighbour, over the block.
#pragma once
#include <cub/util_ptx.cuh>

namespace cub {

template <typename T, int BlockX, int BlockY = 1, int BlockZ = 1, int Arch = 0>
class BlockAdjacentDifference {
  typedef detail::BlockShape<BlockX, BlockY, BlockZ> Shape;

public:
  struct TempStorage {
    T ends[Shape::kThreads];
  };
  __device__ BlockAdjacentDifference() : temp_(ownStorage()) {}
  __device__ BlockAdjacentDifference(TempStorage &temp) : temp_(temp) {}

  // The first item of the block is left as it is.
  template <int Items, typename Out, typename Op>
  __device__ void SubtractLeft(T (&input)[Items], Out (&output)[Items], Op op) {
    T before = last(input);
    T first = input[0];
    left(input, output, op);
    output[0] = Shape::rank() == 0 ? static_cast<Out>(first) : static_cast<Out>(op(first, before));
  }
  template <int Items, typename Out, typename Op>
  __device__ void SubtractLeft(T (&input)[Items], Out (&output)[Items], Op op, T predecessor) {
    T before = last(input);
    T first = input[0];
    left(input, output, op);
    output[0] = op(first, Shape::rank() == 0 ? predecessor : before);
  }
  template <int Items, typename Out, typename Op>
  __device__ void SubtractRight(T (&input)[Items], Out (&output)[Items], Op op) {
    T after = first(input);
    T end = input[Items - 1];
    right(input, output, op);
    bool isLast = Shape::rank() == Shape::kThreads - 1;
    output[Items - 1] = isLast ? static_cast<Out>(end) : static_cast<Out>(op(end, after));
  }
  template <int Items, typename Out, typename Op>
  __device__ void SubtractRight(T (&input)[Items], Out (&output)[Items], Op op, T successor) {
    T after = first(input);
    T end = input[Items - 1];
    right(input, output, op);
    output[Items - 1] = op(end, Shape::rank() == Shape::kThreads - 1 ? successor : after);
  }

private:
  __device__ static TempStorage &ownStorage() {
    __shared__ TempStorage storage;
    return storage;
  }
  // The last item of the thread before, and the first one of the thread after.
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
  template <int Items, typename Out, typename Op>
  __device__ static void left(T (&input)[Items], Out (&output)[Items], Op op) {
#pragma unroll
    for (int i = Items - 1; i > 0; --i)
      output[i] = op(input[i], input[i - 1]);
  }
  template <int Items, typename Out, typename Op>
  __device__ static void right(T (&input)[Items], Out (&output)[Items], Op op) {
#pragma unroll
    for (int i = 0; i + 1 < Items; ++i)
      output[i] = op(input[i], input[i + 1]);
  }
  TempStorage &temp_;
};

} // namespace cub
