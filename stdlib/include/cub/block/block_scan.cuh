// Scans over a block, of one value or a few neighbouring ones for each thread.
#pragma once
#include <cub/warp/warp_scan.cuh>

namespace cub {

enum BlockScanAlgorithm { BLOCK_SCAN_RAKING, BLOCK_SCAN_RAKING_MEMOIZE, BLOCK_SCAN_WARP_SCANS };

template <typename T, int BlockX, BlockScanAlgorithm Algorithm = BLOCK_SCAN_RAKING, int BlockY = 1,
          int BlockZ = 1, int Arch = 0>
class BlockScan {
  typedef detail::BlockShape<BlockX, BlockY, BlockZ> Shape;

  // What the threads before this one come to, and all of them.
  struct Before {
    bool isFirst;
    T value, aggregate;
  };

public:
  struct TempStorage {
    T warps[Shape::kWarps], prefix;
  };
  __device__ BlockScan() : temp_(ownStorage()) {}
  __device__ BlockScan(TempStorage &temp) : temp_(temp) {}

  // --- sums
  __device__ void InclusiveSum(T input, T &output) { InclusiveScan(input, output, cub::Sum()); }
  __device__ void InclusiveSum(T input, T &output, T &aggregate) {
    InclusiveScan(input, output, cub::Sum(), aggregate);
  }
  template <typename Prefix> __device__ void InclusiveSum(T input, T &output, Prefix &prefix) {
    InclusiveScan(input, output, cub::Sum(), prefix);
  }
  __device__ void ExclusiveSum(T input, T &output) { ExclusiveScan(input, output, T(0), cub::Sum()); }
  __device__ void ExclusiveSum(T input, T &output, T &aggregate) {
    ExclusiveScan(input, output, T(0), cub::Sum(), aggregate);
  }
  template <typename Prefix> __device__ void ExclusiveSum(T input, T &output, Prefix &prefix) {
    ExclusiveScan(input, output, cub::Sum(), prefix);
  }
  template <int Items> __device__ void InclusiveSum(T (&input)[Items], T (&output)[Items]) {
    InclusiveScan(input, output, cub::Sum());
  }
  template <int Items> __device__ void InclusiveSum(T (&input)[Items], T (&output)[Items], T &aggregate) {
    InclusiveScan(input, output, cub::Sum(), aggregate);
  }
  template <int Items> __device__ void ExclusiveSum(T (&input)[Items], T (&output)[Items]) {
    ExclusiveScan(input, output, T(0), cub::Sum());
  }
  template <int Items> __device__ void ExclusiveSum(T (&input)[Items], T (&output)[Items], T &aggregate) {
    ExclusiveScan(input, output, T(0), cub::Sum(), aggregate);
  }

  // --- one value
  template <typename Op> __device__ void InclusiveScan(T input, T &output, Op op) {
    Before before = scan(input, op);
    output = before.isFirst ? input : op(before.value, input);
  }
  template <typename Op> __device__ void InclusiveScan(T input, T &output, Op op, T &aggregate) {
    Before before = scan(input, op);
    output = before.isFirst ? input : op(before.value, input);
    aggregate = before.aggregate;
  }
  template <typename Op, typename Prefix>
  __device__ void InclusiveScan(T input, T &output, Op op, Prefix &prefix) {
    Before before = scanAfter(input, op, prefix);
    output = op(before.value, input);
  }
  template <typename Op> __device__ void ExclusiveScan(T input, T &output, T initial, Op op) {
    Before before = scan(input, op);
    output = before.isFirst ? initial : op(initial, before.value);
  }
  template <typename Op> __device__ void ExclusiveScan(T input, T &output, T initial, Op op, T &aggregate) {
    Before before = scan(input, op);
    output = before.isFirst ? initial : op(initial, before.value);
    aggregate = before.aggregate;
  }
  // Without an initial value the output of the first thread is left as it is.
  template <typename Op> __device__ void ExclusiveScan(T input, T &output, Op op) {
    Before before = scan(input, op);
    if (!before.isFirst)
      output = before.value;
  }
  template <typename Op> __device__ void ExclusiveScan(T input, T &output, Op op, T &aggregate) {
    Before before = scan(input, op);
    if (!before.isFirst)
      output = before.value;
    aggregate = before.aggregate;
  }
  template <typename Op, typename Prefix>
  __device__ void ExclusiveScan(T input, T &output, Op op, Prefix &prefix) {
    output = scanAfter(input, op, prefix).value;
  }

  // --- several
  template <int Items, typename Op>
  __device__ void InclusiveScan(T (&input)[Items], T (&output)[Items], Op op) {
    T aggregate;
    InclusiveScan(input, output, op, aggregate);
  }
  template <int Items, typename Op>
  __device__ void InclusiveScan(T (&input)[Items], T (&output)[Items], Op op, T &aggregate) {
    Before before = scan(total(input, op), op);
    output[0] = before.isFirst ? input[0] : op(before.value, input[0]);
#pragma unroll
    for (int i = 1; i < Items; ++i)
      output[i] = op(output[i - 1], input[i]);
    aggregate = before.aggregate;
  }
  template <int Items, typename Op>
  __device__ void ExclusiveScan(T (&input)[Items], T (&output)[Items], T initial, Op op) {
    T aggregate;
    ExclusiveScan(input, output, initial, op, aggregate);
  }
  template <int Items, typename Op>
  __device__ void ExclusiveScan(T (&input)[Items], T (&output)[Items], T initial, Op op, T &aggregate) {
    Before before = scan(total(input, op), op);
    exclude(input, output, before.isFirst ? initial : op(initial, before.value), op);
    aggregate = before.aggregate;
  }
  template <int Items, typename Op, typename Prefix>
  __device__ void ExclusiveScan(T (&input)[Items], T (&output)[Items], Op op, Prefix &prefix) {
    exclude(input, output, scanAfter(total(input, op), op, prefix).value, op);
  }
  template <int Items, typename Prefix>
  __device__ void ExclusiveSum(T (&input)[Items], T (&output)[Items], Prefix &prefix) {
    ExclusiveScan(input, output, cub::Sum(), prefix);
  }

private:
  __device__ static TempStorage &ownStorage() {
    __shared__ TempStorage storage;
    return storage;
  }

  template <int Items, typename Op> __device__ static T total(T (&input)[Items], Op op) {
    T value = input[0];
#pragma unroll
    for (int i = 1; i < Items; ++i)
      value = op(value, input[i]);
    return value;
  }
  template <int Items, typename Op>
  __device__ static void exclude(T (&input)[Items], T (&output)[Items], T value, Op op) {
#pragma unroll
    for (int i = 0; i < Items; ++i) {
      T next = op(value, input[i]);
      output[i] = value;
      value = next;
    }
  }

  template <typename Op> __device__ Before scan(T input, Op op) {
    int rank = Shape::rank(), warp = rank / 32, lane = rank % 32;
    unsigned mask = Shape::lanes(warp);
    T inclusive = detail::scanLanes<(Shape::kThreads < 32 ? Shape::kThreads : 32)>(input, op, lane, mask);
    Before out;
    out.isFirst = rank == 0;
    out.value = heddle::shuffle(inclusive, heddle::ShuffleUp{mask, 1u, 32});
    int last = Shape::kThreads - warp * 32 - 1;
    if (lane == (last < 31 ? last : 31))
      temp_.warps[warp] = inclusive;
    __syncthreads();
    out.aggregate = temp_.warps[0];
#pragma unroll
    for (int i = 1; i < Shape::kWarps; ++i) {
      if (warp == i)
        out.value = lane == 0 ? out.aggregate : op(out.aggregate, out.value);
      out.aggregate = op(out.aggregate, temp_.warps[i]);
    }
    return out;
  }

  // `prefix(aggregate)` is called by the first warp; what its lane 0 gets goes before all threads.
  template <typename Op, typename Prefix> __device__ Before scanAfter(T input, Op op, Prefix &prefix) {
    Before out = scan(input, op);
    int rank = Shape::rank();
    if (rank < 32) {
      T before = prefix(out.aggregate);
      if (rank == 0)
        temp_.prefix = before;
    }
    __syncthreads();
    out.value = out.isFirst ? temp_.prefix : op(temp_.prefix, out.value);
    return out;
  }

  TempStorage &temp_;
};

} // namespace cub
