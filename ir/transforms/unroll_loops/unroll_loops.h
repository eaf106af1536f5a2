// Unrolls loops of known trip count. See unroll_loops.td.
#pragma once

#include "mlir/Pass/Pass.h"

namespace hd::ir {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ir/transforms/unroll_loops/unroll_loops.h.inc"
} // namespace hd::ir
