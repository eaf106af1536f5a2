// Prefix sums, or with another function, over the ranks of tiles and coalesced groups.
#pragma once
#include <cooperative_groups.h>
#include <heddle/functors.h>

namespace cooperative_groups {

using heddle::bit_and;
using heddle::bit_or;
using heddle::bit_xor;
using heddle::greater;
using heddle::less;
using heddle::plus;

template <typename Group, typename T, typename Op>
__device__ T inclusive_scan(const Group &group, T value, Op &&op) {
  unsigned rank = group.thread_rank(), size = group.size();
  T out = value;
  for (unsigned step = 1; step < size; step *= 2) {
    T before = group.shfl_up(out, step);
    if (rank >= step)
      out = op(before, out);
  }
  return out;
}
template <typename Group, typename T> __device__ T inclusive_scan(const Group &group, T value) {
  return inclusive_scan(group, value, plus<T>());
}

// The first thread gets `T()`, as nothing comes before it.
template <typename Group, typename T, typename Op>
__device__ T exclusive_scan(const Group &group, T value, Op &&op) {
  T before = group.shfl_up(inclusive_scan(group, value, op), 1);
  return group.thread_rank() == 0 ? T() : before;
}
template <typename Group, typename T> __device__ T exclusive_scan(const Group &group, T value) {
  return exclusive_scan(group, value, plus<T>());
}

} // namespace cooperative_groups
