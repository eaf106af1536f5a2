// Lowers warp operations to shared memory and barriers. See lower_warp.td.
#pragma once

#include "mlir/Pass/Pass.h"

namespace hd::ir {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ir/transforms/lower_warp/lower_warp.h.inc"
} // namespace hd::ir
