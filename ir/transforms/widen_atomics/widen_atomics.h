// Compare-and-swap of 16 bits by 32. See widen_atomics.td.
#pragma once

#include "mlir/Pass/Pass.h"

namespace hd::ir {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ir/transforms/widen_atomics/widen_atomics.h.inc"
} // namespace hd::ir
