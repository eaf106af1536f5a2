// Moves global variables into one block of memory. See globals_block.td.
#pragma once

#include "mlir/Pass/Pass.h"

namespace hd::ir {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ir/transforms/globals_block/globals_block.h.inc"
} // namespace hd::ir
