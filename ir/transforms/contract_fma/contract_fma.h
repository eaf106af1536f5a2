// Fuses a product and a sum into one rounding. See contract_fma.td.
#pragma once

#include "mlir/Pass/Pass.h"

namespace hd::ir {
#define GEN_PASS_DECL
#define GEN_PASS_REGISTRATION
#include "ir/transforms/contract_fma/contract_fma.h.inc"
} // namespace hd::ir
