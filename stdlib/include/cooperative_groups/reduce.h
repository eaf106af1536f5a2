// Reductions over tiles and coalesced groups: all threads get the result.
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

namespace details {

template <unsigned Size, typename T, typename Op>
__device__ T reduceTile(const T &value, const Op &op, unsigned mask) {
  constexpr bool isWord = heddle::isSame<T, int> || heddle::isSame<T, unsigned>;
  if constexpr (Size == 32 && isWord && heddle::isSame<Op, plus<T>>)
    return __reduce_add_sync(mask, value);
  T out = value;
#pragma unroll
  for (unsigned bits = 1; bits < Size; bits *= 2) {
    T other = heddle::shuffle(out, heddle::ShuffleXor{mask, int(bits), int(Size)});
    if constexpr (heddle::isCommutative<Op>)
      out = op(out, other);
    else
      out = (lane() & bits) ? op(other, out) : op(out, other);
  }
  return out;
}

} // namespace details

template <unsigned Size, typename Parent, typename T, typename Op>
__device__ T reduce(const thread_block_tile<Size, Parent> &group, T value, Op &&op) {
  return details::reduceTile<Size>(value, op, group.mask());
}

template <typename T, typename Op> __device__ T reduce(const coalesced_group &group, T value, Op &&op) {
  unsigned rank = group.thread_rank(), size = group.size();
  T out = value;
  for (unsigned step = 1; step < size; step *= 2) {
    T other = group.shfl_down(out, step);
    if (rank % (2 * step) == 0 && rank + step < size)
      out = op(out, other);
  }
  return group.shfl(out, 0);
}

} // namespace cooperative_groups
