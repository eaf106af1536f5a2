// Which of the cpu targets this processor can run.
#pragma once

#include <string>
#include <vector>

namespace hd::drivers::cpu {

// `cpu:avx512`, `cpu:avx2`, `cpu:sse4`: those that run here, the widest first.
std::vector<std::string> supportedTargets();
// All that there are, the widest first.
std::vector<std::string> knownTargets();
// The processor's marketing name.
std::string processorName();

} // namespace hd::drivers::cpu
