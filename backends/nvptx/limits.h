// What PTX cannot say for any device, told before ptxas or a driver would.
#pragma once

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

namespace hd::nvptx {

// An error that names the kernel or variable that is too big.
llvm::Error checkLimits(mlir::ModuleOp module);

} // namespace hd::nvptx
