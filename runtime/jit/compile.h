// Compiling through the cache on disk: what Device::compile_* and `heddle run` do.
#pragma once

#include "runtime/jit/request.h"

namespace hd::jit {

struct CompileOutcome {
  Result result;
  bool fromCache = false;
  std::string warnings; // about the cache, one line each
};

// `request.emit` must be `module` and there is one file, or IR. Reads the file when it has no text. On a hit
// nothing of the compiler is loaded.
CompileOutcome compileCached(Request request, bool useCache = true);

} // namespace hd::jit
