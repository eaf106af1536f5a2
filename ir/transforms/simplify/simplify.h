// Folds and canonicalises. See simplify.td.
#pragma once

#include "mlir/Pass/Pass.h"

namespace hd::ir {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ir/transforms/simplify/simplify.h.inc"
} // namespace hd::ir
