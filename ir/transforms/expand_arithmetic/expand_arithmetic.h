// Writes out arithmetic that targets lack. See expand_arithmetic.td.
#pragma once

#include "mlir/Pass/Pass.h"

namespace hd::ir {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ir/transforms/expand_arithmetic/expand_arithmetic.h.inc"
} // namespace hd::ir
