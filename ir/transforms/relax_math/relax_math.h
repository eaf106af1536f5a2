// Reciprocals and sums in another order, for --fp fast. See relax_math.td.
#pragma once

#include "mlir/Pass/Pass.h"

namespace hd::ir {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ir/transforms/relax_math/relax_math.h.inc"
} // namespace hd::ir
