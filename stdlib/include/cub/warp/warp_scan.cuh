// Scans within warps, or parts of them.
#pragma once
#include <cub/thread/thread_operators.cuh>
#include <cub/util_ptx.cuh>

namespace cub {

namespace detail {

template <int Size, typename T, typename Op> __device__ T scanLanes(T value, Op op, int lane, unsigned mask) {
#pragma unroll
  for (int offset = 1; offset < Size; offset *= 2) {
    T before = heddle::shuffle(value, heddle::ShuffleUp{mask, unsigned(offset), 32});
    if (lane >= offset)
      value = op(before, value);
  }
  return value;
}

} // namespace detail

template <typename T, int LogicalWarp = 32, int Arch = 0> class WarpScan {
  static_assert(LogicalWarp >= 1 && LogicalWarp <= 32, "a warp has 32 lanes");

public:
  struct TempStorage {};
  __device__ WarpScan(TempStorage &) {}

  __device__ void InclusiveSum(T input, T &output) { InclusiveScan(input, output, cub::Sum()); }
  __device__ void InclusiveSum(T input, T &output, T &aggregate) {
    InclusiveScan(input, output, cub::Sum(), aggregate);
  }
  __device__ void ExclusiveSum(T input, T &output) { ExclusiveScan(input, output, T(0), cub::Sum()); }
  __device__ void ExclusiveSum(T input, T &output, T &aggregate) {
    ExclusiveScan(input, output, T(0), cub::Sum(), aggregate);
  }
  template <typename Op> __device__ void InclusiveScan(T input, T &output, Op op) {
    output = detail::scanLanes<LogicalWarp>(input, op, lane(), mask());
  }
  template <typename Op> __device__ void InclusiveScan(T input, T &output, Op op, T &aggregate) {
    T inclusive = detail::scanLanes<LogicalWarp>(input, op, lane(), mask());
    aggregate = Broadcast(inclusive, LogicalWarp - 1);
    output = inclusive;
  }
  // Without an initial value the first lane's output is left as it is.
  template <typename Op> __device__ void ExclusiveScan(T input, T &output, Op op) {
    T before = up(detail::scanLanes<LogicalWarp>(input, op, lane(), mask()));
    if (lane() > 0)
      output = before;
  }
  template <typename Op> __device__ void ExclusiveScan(T input, T &output, T initial, Op op) {
    T before = up(detail::scanLanes<LogicalWarp>(input, op, lane(), mask()));
    output = lane() > 0 ? op(initial, before) : initial;
  }
  template <typename Op> __device__ void ExclusiveScan(T input, T &output, Op op, T &aggregate) {
    T inclusive = detail::scanLanes<LogicalWarp>(input, op, lane(), mask());
    aggregate = Broadcast(inclusive, LogicalWarp - 1);
    T before = up(inclusive);
    if (lane() > 0)
      output = before;
  }
  // The aggregate does not have the initial value in it.
  template <typename Op> __device__ void ExclusiveScan(T input, T &output, T initial, Op op, T &aggregate) {
    T inclusive = detail::scanLanes<LogicalWarp>(input, op, lane(), mask());
    aggregate = Broadcast(inclusive, LogicalWarp - 1);
    T before = up(inclusive);
    output = lane() > 0 ? op(initial, before) : initial;
  }
  template <typename Op> __device__ void Scan(T input, T &inclusive, T &exclusive, Op op) {
    T all = detail::scanLanes<LogicalWarp>(input, op, lane(), mask());
    T before = up(all);
    inclusive = all;
    if (lane() > 0)
      exclusive = before;
  }
  template <typename Op> __device__ void Scan(T input, T &inclusive, T &exclusive, T initial, Op op) {
    T all = detail::scanLanes<LogicalWarp>(input, op, lane(), mask());
    T before = up(all);
    inclusive = op(initial, all);
    exclusive = lane() > 0 ? op(initial, before) : initial;
  }
  __device__ T Broadcast(T input, unsigned source) {
    int first = LogicalWarp == 32 ? 0 : int(LaneId()) / LogicalWarp * LogicalWarp;
    return heddle::shuffle(input, heddle::ShuffleFrom{mask(), first + int(source), 32});
  }

private:
  __device__ static int lane() { return LogicalWarp == 32 ? int(LaneId()) : int(LaneId()) % LogicalWarp; }
  __device__ static unsigned mask() {
    return WarpMask<LogicalWarp>(LogicalWarp == 32 ? 0 : LaneId() / LogicalWarp);
  }
  __device__ static T up(T value) { return heddle::shuffle(value, heddle::ShuffleUp{mask(), 1u, 32}); }
};

} // namespace cub
