// Turns private memory into SSA values. See promote_private.td.
#pragma once

#include "mlir/Pass/Pass.h"

namespace hd::ir {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ir/transforms/promote_private/promote_private.h.inc"
} // namespace hd::ir
