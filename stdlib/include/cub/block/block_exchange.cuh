// Items change places among the threads of a block. Blocked: a thread has neighbours; striped: every
// `Threads`th.
#pragma once
#include <cub/util_ptx.cuh>

namespace cub {

template <typename T, int BlockX, int Items, bool Timeslicing = false, int BlockY = 1, int BlockZ = 1,
          int Arch = 0>
class BlockExchange {
  typedef detail::BlockShape<BlockX, BlockY, BlockZ> Shape;

public:
  struct TempStorage {
    T items[Shape::kThreads * Items];
  };
  __device__ BlockExchange() : temp_(ownStorage()) {}
  __device__ BlockExchange(TempStorage &temp) : temp_(temp) {}

  template <typename U> __device__ void StripedToBlocked(const T (&input)[Items], U (&output)[Items]) {
    put(input, striped(), Shape::kThreads);
    __syncthreads();
    get(output, blocked(), 1);
  }
  template <typename U> __device__ void BlockedToStriped(const T (&input)[Items], U (&output)[Items]) {
    put(input, blocked(), 1);
    __syncthreads();
    get(output, striped(), Shape::kThreads);
  }
  template <typename U> __device__ void WarpStripedToBlocked(const T (&input)[Items], U (&output)[Items]) {
    put(input, warpStriped(), 32);
    __syncthreads();
    get(output, blocked(), 1);
  }
  template <typename U> __device__ void BlockedToWarpStriped(const T (&input)[Items], U (&output)[Items]) {
    put(input, blocked(), 1);
    __syncthreads();
    get(output, warpStriped(), 32);
  }
  // Each item goes to the place that its rank says.
  template <typename U, typename Rank>
  __device__ void ScatterToBlocked(const T (&input)[Items], U (&output)[Items], Rank (&ranks)[Items]) {
    scatter(input, ranks);
    get(output, blocked(), 1);
  }
  template <typename U, typename Rank>
  __device__ void ScatterToStriped(const T (&input)[Items], U (&output)[Items], Rank (&ranks)[Items]) {
    scatter(input, ranks);
    get(output, striped(), Shape::kThreads);
  }
  // As before, in place.
  __device__ void StripedToBlocked(T (&items)[Items]) { StripedToBlocked(items, items); }
  __device__ void BlockedToStriped(T (&items)[Items]) { BlockedToStriped(items, items); }

private:
  __device__ static TempStorage &ownStorage() {
    __shared__ TempStorage storage;
    return storage;
  }
  __device__ static int blocked() { return Shape::rank() * Items; }
  __device__ static int striped() { return Shape::rank(); }
  __device__ static int warpStriped() { return Shape::rank() / 32 * 32 * Items + Shape::rank() % 32; }
  __device__ void put(const T (&input)[Items], int first, int step) {
#pragma unroll
    for (int i = 0; i < Items; ++i)
      temp_.items[first + i * step] = input[i];
  }
  template <typename U> __device__ void get(U (&output)[Items], int first, int step) {
#pragma unroll
    for (int i = 0; i < Items; ++i)
      output[i] = temp_.items[first + i * step];
  }
  template <typename Rank> __device__ void scatter(const T (&input)[Items], Rank (&ranks)[Items]) {
#pragma unroll
    for (int i = 0; i < Items; ++i)
      temp_.items[ranks[i]] = input[i];
    __syncthreads();
  }
  TempStorage &temp_;
};

} // namespace cub
