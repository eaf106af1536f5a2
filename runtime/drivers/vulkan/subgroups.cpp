#include "runtime/drivers/vulkan/subgroups.h"

#include <algorithm>

namespace hd::drivers::vulkan {

static uint32_t threadsOf(const uint32_t (&block)[3]) { return block[0] * block[1] * block[2]; }

uint32_t SubgroupLimits::size() const {
  const bool known = min != 0 && (min == max || (chosen && min < max));
  return known ? std::clamp(32u, min, max) : 0;
}

uint32_t mostThreadsOfSize(const SubgroupLimits &limits) {
  return limits.min == limits.max ? ~0u : limits.size() * limits.mostPerBlock;
}

SubgroupRequest requestSubgroups(const SubgroupLimits &limits, const uint32_t (&block)[3]) {
  const uint32_t size = limits.size();
  if (size == 0)
    return {};
  SubgroupRequest request;
  if (limits.chosen && threadsOf(block) <= size * limits.mostPerBlock)
    request.size = size;
  // Vulkan allows it only where rows are made of whole subgroups.
  const bool sizeIsSure = request.size != 0 || limits.min == limits.max;
  request.full = limits.full && sizeIsSure && block[0] % size == 0;
  return request;
}

} // namespace hd::drivers::vulkan
