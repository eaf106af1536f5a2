// Makes loops of recursive functions. See lower_recursion.td.
#pragma once

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Pass/Pass.h"

namespace hd::ir {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ir/transforms/lower_recursion/lower_recursion.h.inc"
} // namespace hd::ir
