// Inlines every device function. See inline_calls.td.
#pragma once

#include "mlir/Pass/Pass.h"

namespace hd::ir {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ir/transforms/inline_calls/inline_calls.h.inc"
} // namespace hd::ir
