// The whole math library compiled for the host, in namespace hd::device_math.
#pragma once
#include "tests/stdlib/math/host_shim.h"

#if defined(__clang__)
#pragma clang diagnostic ignored "-Wunknown-pragmas"
#pragma clang diagnostic ignored "-Wignored-pragmas"
#else
#pragma GCC diagnostic ignored "-Wunknown-pragmas"
#endif

// The header is written by CMake: one include per file in stdlib/math.
namespace hd::device_math {
#include "math_sources.inc"
} // namespace hd::device_math
