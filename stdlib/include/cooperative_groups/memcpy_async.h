// Copies by all threads of a group. They are done when `wait` returns, and in part before: as CUDA says of
// devices without asynchronous copies.
#pragma once
#include <cooperative_groups.h>
#include <cuda/aligned_size>

namespace cooperative_groups {

namespace details {

template <typename Group, typename T, typename U>
__device__ void copy(const Group &group, T *to, const U *from, size_t bytes) {
  static_assert(sizeof(T) == sizeof(U), "the elements have different sizes");
  unsigned rank = group.thread_rank(), size = group.size();
  size_t count = bytes / sizeof(T);
  for (size_t i = rank; i < count; i += size)
    to[i] = from[i];
  char *toBytes = reinterpret_cast<char *>(to);
  const char *fromBytes = reinterpret_cast<const char *>(from);
  for (size_t i = count * sizeof(T) + rank; i < bytes; i += size)
    toBytes[i] = fromBytes[i];
}

} // namespace details

template <typename Group, typename T, typename U>
__device__ void memcpy_async(const Group &group, T *to, const U *from, size_t bytes) {
  details::copy(group, to, from, bytes);
}
template <typename Group, typename T, typename U, size_t Alignment>
__device__ void memcpy_async(const Group &group, T *to, const U *from,
                             const cuda::aligned_size_t<Alignment> &bytes) {
  details::copy(group, to, from, size_t(bytes));
}
// As many elements as both sides have.
template <typename Group, typename T, typename U>
__device__ void memcpy_async(const Group &group, T *to, size_t toCount, const U *from, size_t fromCount) {
  details::copy(group, to, from, (toCount < fromCount ? toCount : fromCount) * sizeof(T));
}

template <typename Group> __device__ void wait(const Group &group) { group.sync(); }
template <unsigned Stages, typename Group> __device__ void wait_prior(const Group &group) { group.sync(); }

} // namespace cooperative_groups
