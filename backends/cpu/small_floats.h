// f16 and bf16 on the cpu: what the target cannot do itself is rewritten before emission.
#pragma once

#include "backends/cpu/target.h"

#include "mlir/IR/BuiltinOps.h"

namespace hd::cpu {

// Rewrites `module`; does nothing when it has none of these types.
void legalizeSmallFloats(mlir::ModuleOp module, const VectorTarget &target);

} // namespace hd::cpu
