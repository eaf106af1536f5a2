// Marks the arithmetic that --fp fast relaxes. See allow_relaxed.td.
#pragma once

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace hd::ir {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ir/transforms/allow_relaxed/allow_relaxed.h.inc"
} // namespace hd::ir
