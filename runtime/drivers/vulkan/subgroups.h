// Which size the subgroups of a pipeline get. On some devices (AMD's since
// RDNA, Intel's) the driver's compiler chooses a size for each pipeline unless the pipeline asks for one.
#pragma once

#include "runtime/drivers/subgroups.h"

namespace hd::drivers::vulkan {

// What a device says of its subgroups; zeros where it says nothing.
struct SubgroupLimits {
  uint32_t min = 0, max = 0, mostPerBlock = 0;
  bool chosen = false; // pipelines may ask for a size, in blocks of up to `mostPerBlock` subgroups
  bool full = false;   // pipelines may ask that only the last of a block lacks lanes

  // The size of a warp where there are such subgroups, else the one next to it. 0: nobody knows.
  uint32_t size() const;
};

// What a pipeline whose code has operations of subgroups asks for.
struct SubgroupRequest {
  uint32_t size = 0; // 0: none in particular
  bool full = false;

  friend bool operator==(const SubgroupRequest &, const SubgroupRequest &) = default;
};

SubgroupRequest requestSubgroups(const SubgroupLimits &limits, const uint32_t (&block)[3]);

// The threads of the largest block whose subgroups surely have that size.
uint32_t mostThreadsOfSize(const SubgroupLimits &limits);

} // namespace hd::drivers::vulkan
