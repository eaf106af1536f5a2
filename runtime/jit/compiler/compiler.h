// The compiler as one function: frontend, passes, backends, and what comes out of them.
#pragma once

#include "runtime/jit/request.h"

namespace hd::jit {

// Re-entrant. Touches no files but those that it reads as source.
Result compile(const Request &request);

} // namespace hd::jit
