// Cooperative groups: the block, tiles of a warp, the threads that run together, the grid.
#pragma once
#include <heddle/shuffle.h>

namespace cooperative_groups {

namespace details {

__device__ inline unsigned blockSize() { return blockDim.x * blockDim.y * blockDim.z; }
__device__ inline unsigned rankInBlock() {
  return (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x;
}
__device__ inline unsigned lane() { return rankInBlock() & 31; }

// The lanes of an aligned tile of `size` lanes, a power of two, that has `lane`.
__device__ inline unsigned tileMask(unsigned size, unsigned lane) {
  return (0xffffffffu >> (32 - size)) << (lane & ~(size - 1));
}
// The lane that has rank `rank` among those of `mask`.
__device__ inline unsigned laneOfRank(unsigned mask, unsigned rank) {
  for (unsigned i = 0; i < rank; ++i)
    mask &= mask - 1;
  return mask ? __ffs(mask) - 1 : 0;
}
__device__ inline unsigned rankOfLane(unsigned mask, unsigned lane) {
  return __popc(mask & ((1u << lane) - 1));
}
// The bits of `bits` at the lanes of `mask`, side by side.
__device__ inline unsigned packBits(unsigned mask, unsigned bits) {
  unsigned out = 0;
  for (unsigned rank = 0; mask; ++rank, mask &= mask - 1)
    out |= ((bits & mask & -mask) ? 1u : 0u) << rank;
  return out;
}

} // namespace details

class coalesced_group;

// Any group of one block; what functions take that do not care which.
class thread_group {
public:
  __device__ thread_group() = default;
  __device__ unsigned long long size() const { return size_; }
  __device__ unsigned long long num_threads() const { return size_; }
  __device__ unsigned long long thread_rank() const {
    return isBlock_ ? details::rankInBlock() : details::rankOfLane(mask_, details::lane());
  }
  __device__ bool is_valid() const { return true; }
  __device__ void sync() const {
    if (isBlock_)
      __syncthreads();
    else
      __syncwarp(mask_);
  }

protected:
  __device__ thread_group(bool isBlock, unsigned mask, unsigned size)
      : isBlock_(isBlock), mask_(mask), size_(size) {}
  bool isBlock_ = false;
  unsigned mask_ = 0, size_ = 0;

  friend class thread_block;
  template <unsigned Size, typename Parent> friend class thread_block_tile;
  friend class coalesced_group;
  friend __device__ thread_group tiled_partition(const thread_group &parent, unsigned size);
};

class thread_block {
public:
  struct arrival_token {};

  __device__ static unsigned thread_rank() { return details::rankInBlock(); }
  __device__ static unsigned size() { return details::blockSize(); }
  __device__ static unsigned num_threads() { return details::blockSize(); }
  __device__ static dim3 group_index() { return dim3(blockIdx.x, blockIdx.y, blockIdx.z); }
  __device__ static dim3 thread_index() { return dim3(threadIdx.x, threadIdx.y, threadIdx.z); }
  __device__ static dim3 group_dim() { return blockDim; }
  __device__ static dim3 dim_threads() { return blockDim; }
  __device__ static bool is_valid() { return true; }
  __device__ static void sync() { __syncthreads(); }
  // The wait is the whole barrier.
  __device__ arrival_token barrier_arrive() const { return arrival_token(); }
  __device__ void barrier_wait(arrival_token) const { __syncthreads(); }
  __device__ operator thread_group() const { return thread_group(true, 0, size()); }
};

__device__ inline thread_block this_thread_block() { return thread_block(); }

class grid_group {
public:
  __device__ static bool is_valid() { return true; }
  __device__ static unsigned long long num_blocks() { return 1ull * gridDim.x * gridDim.y * gridDim.z; }
  __device__ static unsigned long long block_rank() {
    return (1ull * blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
  }
  __device__ static unsigned long long size() { return num_blocks() * details::blockSize(); }
  __device__ static unsigned long long num_threads() { return size(); }
  __device__ static unsigned long long thread_rank() {
    return block_rank() * details::blockSize() + details::rankInBlock();
  }
  __device__ static dim3 group_dim() { return gridDim; }
  __device__ static dim3 dim_blocks() { return gridDim; }
  __device__ static dim3 block_index() { return dim3(blockIdx.x, blockIdx.y, blockIdx.z); }
};

__device__ inline grid_group this_grid() { return grid_group(); }

// `Size` neighbouring lanes of a warp.
template <unsigned Size, typename Parent = void> class thread_block_tile {
public:
  __device__ thread_block_tile(unsigned metaRank, unsigned metaSize)
      : metaRank_(metaRank), metaSize_(metaSize) {}
  template <typename Other>
  __device__ thread_block_tile(const thread_block_tile<Size, Other> &other)
      : metaRank_(other.meta_group_rank()), metaSize_(other.meta_group_size()) {}

  __device__ static constexpr unsigned size() { return Size; }
  __device__ static constexpr unsigned num_threads() { return Size; }
  __device__ static unsigned thread_rank() { return details::rankInBlock() & (Size - 1); }
  __device__ static bool is_valid() { return true; }
  __device__ unsigned meta_group_rank() const { return metaRank_; }
  __device__ unsigned meta_group_size() const { return metaSize_; }
  __device__ static void sync() { __syncwarp(mask()); }

  template <typename T> __device__ T shfl(T value, int rank) const {
    return heddle::shuffle(value, heddle::ShuffleFrom{mask(), rank, int(Size)});
  }
  template <typename T> __device__ T shfl_up(T value, unsigned delta) const {
    return heddle::shuffle(value, heddle::ShuffleUp{mask(), delta, int(Size)});
  }
  template <typename T> __device__ T shfl_down(T value, unsigned delta) const {
    return heddle::shuffle(value, heddle::ShuffleDown{mask(), delta, int(Size)});
  }
  template <typename T> __device__ T shfl_xor(T value, unsigned bits) const {
    return heddle::shuffle(value, heddle::ShuffleXor{mask(), int(bits), int(Size)});
  }
  __device__ int any(int predicate) const { return __any_sync(mask(), predicate); }
  __device__ int all(int predicate) const { return __all_sync(mask(), predicate); }
  __device__ unsigned ballot(int predicate) const { return toTile(__ballot_sync(mask(), predicate)); }
  template <typename T> __device__ unsigned match_any(T value) const {
    return toTile(__match_any_sync(mask(), value));
  }
  template <typename T> __device__ unsigned match_all(T value, int &same) const {
    return toTile(__match_all_sync(mask(), value, &same));
  }

  // The lanes in the warp; for other headers.
  __device__ static unsigned mask() {
    if constexpr (Size == 32)
      return 0xffffffffu;
    else
      return details::tileMask(Size, details::lane());
  }
  __device__ operator thread_group() const { return thread_group(false, mask(), Size); }

private:
  __device__ static unsigned toTile(unsigned bits) {
    if constexpr (Size == 32)
      return bits;
    else
      return (bits & mask()) >> (details::lane() & ~(Size - 1));
  }
  unsigned metaRank_, metaSize_;
  static_assert(Size >= 1 && Size <= 32 && (Size & (Size - 1)) == 0,
                "tiles of 1, 2, 4, 8, 16 or 32 threads are supported");
};

// Some lanes of a warp, ranked by their numbers.
class coalesced_group {
public:
  __device__ unsigned long long size() const { return size_; }
  __device__ unsigned long long num_threads() const { return size_; }
  __device__ unsigned long long thread_rank() const { return rank(); }
  __device__ unsigned long long meta_group_rank() const { return metaRank_; }
  __device__ unsigned long long meta_group_size() const { return metaSize_; }
  __device__ bool is_valid() const { return true; }
  __device__ void sync() const { __syncwarp(mask_); }

  template <typename T> __device__ T shfl(T value, int rank) const {
    return heddle::shuffle(value, heddle::ShuffleFrom{mask_, int(details::laneOfRank(mask_, rank)), 32});
  }
  template <typename T> __device__ T shfl_up(T value, unsigned delta) const {
    return shfl(value, rank() >= delta ? rank() - delta : rank());
  }
  template <typename T> __device__ T shfl_down(T value, unsigned delta) const {
    return shfl(value, rank() + delta < size_ ? rank() + delta : rank());
  }
  __device__ int any(int predicate) const { return __any_sync(mask_, predicate); }
  __device__ int all(int predicate) const { return __all_sync(mask_, predicate); }
  __device__ unsigned ballot(int predicate) const {
    return details::packBits(mask_, __ballot_sync(mask_, predicate));
  }
  template <typename T> __device__ unsigned match_any(T value) const {
    return details::packBits(mask_, __match_any_sync(mask_, value));
  }
  template <typename T> __device__ unsigned match_all(T value, int &same) const {
    return details::packBits(mask_, __match_all_sync(mask_, value, &same));
  }
  __device__ unsigned mask() const { return mask_; }
  __device__ operator thread_group() const { return thread_group(false, mask_, size_); }

  // For the functions that make groups.
  __device__ explicit coalesced_group(unsigned mask, unsigned metaRank = 0, unsigned metaSize = 1)
      : mask_(mask), size_(__popc(mask)), metaRank_(metaRank), metaSize_(metaSize) {}

private:
  __device__ unsigned rank() const { return details::rankOfLane(mask_, details::lane()); }
  unsigned mask_, size_, metaRank_, metaSize_;
};

__device__ inline coalesced_group coalesced_threads() { return coalesced_group(__activemask()); }

// --- partitions

template <unsigned Size>
__device__ thread_block_tile<Size, thread_block> tiled_partition(const thread_block &) {
  return {details::rankInBlock() / Size, (details::blockSize() + Size - 1) / Size};
}
template <unsigned Size, unsigned ParentSize, typename Outer>
__device__ thread_block_tile<Size, thread_block_tile<ParentSize, Outer>>
tiled_partition(const thread_block_tile<ParentSize, Outer> &parent) {
  static_assert(Size <= ParentSize, "a tile cannot be larger than the group that it is a part of");
  return {parent.thread_rank() / Size, ParentSize / Size};
}

// Groups of `size` neighbouring ranks, a power of two up to 32.
__device__ inline thread_group tiled_partition(const thread_group &parent, unsigned size) {
  if (parent.isBlock_)
    return thread_group(false, details::tileMask(size, details::lane()), size);
  unsigned rank = parent.thread_rank(), first = rank - rank % size, mask = 0;
  for (unsigned i = first; i < first + size && i < parent.size_; ++i)
    mask |= 1u << details::laneOfRank(parent.mask_, i);
  return thread_group(false, mask, __popc(mask));
}
__device__ inline thread_group tiled_partition(const thread_block &parent, unsigned size) {
  return tiled_partition(thread_group(parent), size);
}
__device__ inline coalesced_group tiled_partition(const coalesced_group &parent, unsigned size) {
  unsigned rank = parent.thread_rank(), first = rank - rank % size, count = parent.size(), mask = 0;
  for (unsigned i = first; i < first + size && i < count; ++i)
    mask |= 1u << details::laneOfRank(parent.mask(), i);
  return coalesced_group(mask, rank / size, (count + size - 1) / size);
}

// The threads of a tile or coalesced group that agree on `predicate`, or on `label`.
template <typename Group> __device__ coalesced_group binary_partition(const Group &parent, bool predicate) {
  unsigned yes = __ballot_sync(parent.mask(), predicate) & parent.mask();
  unsigned no = __ballot_sync(parent.mask(), !predicate) & parent.mask();
  return predicate ? coalesced_group(yes, 0, 2) : coalesced_group(no, 1, 2);
}
template <typename Group, typename Label>
__device__ coalesced_group labeled_partition(const Group &parent, Label label) {
  unsigned same = __match_any_sync(parent.mask(), label) & parent.mask();
  unsigned leaders = __ballot_sync(parent.mask(), details::lane() == __ffs(same) - 1) & parent.mask();
  return coalesced_group(same, __popc(leaders & ((same & -same) - 1)), __popc(leaders));
}

// --- what methods do, as functions

template <typename Group> __device__ void sync(const Group &group) { group.sync(); }
template <typename Group> __device__ auto thread_rank(const Group &group) { return group.thread_rank(); }
template <typename Group> __device__ auto group_size(const Group &group) { return group.size(); }
template <typename Group> __device__ bool is_valid(const Group &group) { return group.is_valid(); }

} // namespace cooperative_groups
