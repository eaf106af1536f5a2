// Where the warps of a block lie in the subgroups of a device of Vulkan or OpenCL, whose size and order are
// its own affair.
#pragma once

#include <cstdint>
#include <span>

namespace hd::drivers {

// What a probe found.
struct Subgroups {
  uint32_t size = 0;          // 0: nothing is known
  bool crossRows = false;     // neighbours in the block are neighbours there also from one row to the next
  uint32_t mostThreads = ~0u; // in larger blocks they may have another size

  // Whether no warp of the block is in two of them, and its lanes are in order.
  bool holdWarps(const uint32_t (&block)[3]) const;
};

// What a thread of a probe stores of itself: its subgroup and its lane there, three times the number in the
// block that the lane beside it (lane ^ 1) has, and the first 32 bits of a ballot for odd numbers.
struct SubgroupLane {
  uint32_t subgroup, lane, other, odd;
};

// Whether the threads of a block, of which this is stored, fill subgroups of the size in their order.
bool areInOrder(std::span<const SubgroupLane> lanes, uint32_t size);

} // namespace hd::drivers
