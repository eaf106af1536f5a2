// Items change places among the lanes of a warp, or of a part of it.
#pragma once
#include <cub/util_ptx.cuh>

namespace cub {

enum WarpExchangeAlgorithm { WARP_EXCHANGE_SMEM, WARP_EXCHANGE_SHUFFLE };

template <typename T, int Items, int LogicalWarp = 32, int Arch = 0,
          WarpExchangeAlgorithm Algorithm = WARP_EXCHANGE_SMEM>
class WarpExchange {
public:
  struct TempStorage {
    T items[LogicalWarp * Items];
  };
  __device__ WarpExchange(TempStorage &temp) : temp_(temp) {}

  template <typename U> __device__ void BlockedToStriped(const T (&input)[Items], U (&output)[Items]) {
    move(input, output, lane() * Items, 1, lane(), LogicalWarp);
  }
  template <typename U> __device__ void StripedToBlocked(const T (&input)[Items], U (&output)[Items]) {
    move(input, output, lane(), LogicalWarp, lane() * Items, 1);
  }
  template <typename U, typename Rank>
  __device__ void ScatterToStriped(const T (&input)[Items], U (&output)[Items], Rank (&ranks)[Items]) {
#pragma unroll
    for (int i = 0; i < Items; ++i)
      temp_.items[ranks[i]] = input[i];
    __syncwarp(mask());
#pragma unroll
    for (int i = 0; i < Items; ++i)
      output[i] = temp_.items[lane() + i * LogicalWarp];
  }
  template <typename Rank> __device__ void ScatterToStriped(T (&items)[Items], Rank (&ranks)[Items]) {
    ScatterToStriped(items, items, ranks);
  }

private:
  __device__ static int lane() { return int(LaneId()) % LogicalWarp; }
  __device__ static unsigned mask() { return WarpMask<LogicalWarp>(LaneId() / LogicalWarp); }
  template <typename U>
  __device__ void move(const T (&input)[Items], U (&output)[Items], int to, int toStep, int from,
                       int fromStep) {
#pragma unroll
    for (int i = 0; i < Items; ++i)
      temp_.items[to + i * toStep] = input[i];
    __syncwarp(mask());
#pragma unroll
    for (int i = 0; i < Items; ++i)
      output[i] = temp_.items[from + i * fromStep];
  }
  TempStorage &temp_;
};

} // namespace cub
