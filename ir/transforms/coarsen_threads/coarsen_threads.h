// Gives several neighbouring threads' work to one. See coarsen_threads.td.
#pragma once

#include "mlir/Pass/Pass.h"

namespace hd::ir {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ir/transforms/coarsen_threads/coarsen_threads.h.inc"
} // namespace hd::ir
