// What a fuzz target provides, as libFuzzer and replay.cpp call it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <sys/resource.h>
#include <unistd.h>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

namespace hd::fuzz {

// The compiler runs on a stack of 256 MiB (see runtime/jit/compiler/abi.cpp): so does what tests it. The
// limit of the main thread is read at the start of a process, hence a new one.
inline void growStack(char **arguments) {
  constexpr rlim_t kBytes = 256u << 20;
  rlimit limit = {};
  if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur >= kBytes)
    return;
  limit.rlim_cur = kBytes < limit.rlim_max ? kBytes : limit.rlim_max;
  if (limit.rlim_cur == kBytes && setrlimit(RLIMIT_STACK, &limit) == 0)
    execv("/proc/self/exe", arguments);
}

} // namespace hd::fuzz
