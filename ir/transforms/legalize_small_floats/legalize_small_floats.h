// Arithmetic of f16 and bf16 by f32. See legalize_small_floats.td.
#pragma once

#include "mlir/Pass/Pass.h"

namespace hd::ir {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ir/transforms/legalize_small_floats/legalize_small_floats.h.inc"
} // namespace hd::ir
