#include "runtime/drivers/subgroups.h"

#include <algorithm>

namespace hd::drivers {

bool Subgroups::holdWarps(const uint32_t (&block)[3]) const {
  const uint32_t rows = block[1] * block[2], threads = block[0] * rows;
  if (size == 0 || threads > mostThreads || (size % 32 != 0 && threads > size))
    return false;
  return crossRows || rows == 1 || block[0] % size == 0;
}

bool areInOrder(std::span<const SubgroupLane> lanes, uint32_t size) {
  for (uint32_t thread = 0; thread < lanes.size(); ++thread) {
    const SubgroupLane &found = lanes[thread];
    uint32_t first = thread / size * size, odd = 0;
    for (uint32_t lane = 0; lane < std::min(size, 32u) && first + lane < lanes.size(); ++lane)
      odd |= (lane & 1) << lane;
    const bool hasOther = (thread ^ 1) < lanes.size();
    if (found.subgroup != thread / size || found.lane != thread % size || found.odd != odd ||
        (hasOther && found.other != (thread ^ 1) * 3))
      return false;
  }
  return true;
}

} // namespace hd::drivers
