// Reductions within warps, or parts of them of any size up to 32 lanes. The first lane gets the result.
#pragma once
#include <cub/thread/thread_operators.cuh>
#include <cub/util_ptx.cuh>

namespace cub {

namespace detail {

// `valid` lanes from the first on take part; `lane` counts from it. The order of operands is kept.
template <int Size, typename T, typename Op>
__device__ T reduceLanes(T value, Op op, int lane, int valid, unsigned mask) {
#pragma unroll
  for (int offset = 1; offset < Size; offset *= 2) {
    T other = heddle::shuffle(value, heddle::ShuffleDown{mask, unsigned(offset), 32});
    if (lane + offset < valid)
      value = op(value, other);
  }
  return value;
}

} // namespace detail

template <typename T, int LogicalWarp = 32, int Arch = 0> class WarpReduce {
  static_assert(LogicalWarp >= 1 && LogicalWarp <= 32, "a warp has 32 lanes");

public:
  struct TempStorage {};
  __device__ WarpReduce(TempStorage &) {}

  __device__ T Sum(T input) { return Reduce(input, cub::Sum()); }
  __device__ T Sum(T input, int valid) { return Reduce(input, cub::Sum(), valid); }
  __device__ T Max(T input) { return Reduce(input, cub::Max()); }
  __device__ T Min(T input) { return Reduce(input, cub::Min()); }
  template <typename Op> __device__ T Reduce(T input, Op op) { return Reduce(input, op, LogicalWarp); }
  template <typename Op> __device__ T Reduce(T input, Op op, int valid) {
    return detail::reduceLanes<LogicalWarp>(input, op, lane(), valid, mask());
  }
  // Segments begin at lanes with a flag; each such lane gets the result of its segment.
  template <typename Flag> __device__ T HeadSegmentedSum(T input, Flag head) {
    return HeadSegmentedReduce(input, head, cub::Sum());
  }
  template <typename Flag, typename Op> __device__ T HeadSegmentedReduce(T input, Flag head, Op op) {
    unsigned heads = flags(head) & ~((2u << lane()) - 1);
    return detail::reduceLanes<LogicalWarp>(input, op, lane(), heads ? __ffs(heads) - 1 : LogicalWarp,
                                            mask());
  }
  // Segments end at lanes with a flag; the first lane of each gets its result.
  template <typename Flag> __device__ T TailSegmentedSum(T input, Flag tail) {
    return TailSegmentedReduce(input, tail, cub::Sum());
  }
  template <typename Flag, typename Op> __device__ T TailSegmentedReduce(T input, Flag tail, Op op) {
    unsigned tails = flags(tail) & ~((1u << lane()) - 1);
    return detail::reduceLanes<LogicalWarp>(input, op, lane(), tails ? __ffs(tails) : LogicalWarp, mask());
  }

private:
  __device__ static int lane() { return LogicalWarp == 32 ? int(LaneId()) : int(LaneId()) % LogicalWarp; }
  __device__ static unsigned mask() {
    return WarpMask<LogicalWarp>(LogicalWarp == 32 ? 0 : LaneId() / LogicalWarp);
  }
  // The flags of this logical warp from bit 0 on.
  template <typename Flag> __device__ static unsigned flags(Flag flag) {
    unsigned all = __ballot_sync(mask(), flag ? 1 : 0) & mask();
    return LogicalWarp == 32 ? all : all >> (LaneId() / LogicalWarp * LogicalWarp);
  }
};

} // namespace cub
