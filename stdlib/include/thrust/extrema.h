// The smaller and the larger of two; searches of ranges are algorithms of the host.
#pragma once
#include <algorithm>

namespace thrust {
using std::max;
using std::min;
} // namespace thrust
