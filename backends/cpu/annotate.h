// The module as the cpu backend sees it: every value's shape as an attribute.
#pragma once

#include "mlir/IR/BuiltinOps.h"

#include <string>

namespace hd::cpu {

// The IR's text; `cpu.mapping` on each kernel and `cpu.shape` on each operation with results.
std::string annotate(mlir::ModuleOp module);

} // namespace hd::cpu
