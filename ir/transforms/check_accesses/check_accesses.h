// Puts checks in front of accesses. See check_accesses.td.
#pragma once

#include "mlir/Pass/Pass.h"

namespace hd::ir {

// The name in the location of loads that copy an object scalar by scalar: of those that have no value the
// copy has none either, which is no error.
inline constexpr llvm::StringLiteral kAggregateLoad = "aggregate";

#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ir/transforms/check_accesses/check_accesses.h.inc"
} // namespace hd::ir
