// Functions of the module that round correctly on every device: `fma`, `divide`, `sqrt`.
#pragma once

#include "backends/spirv/emitter.h"

namespace hd::spirv {

// A function of the IR that does the operation natively where hd.device_has says so, and else in software.
// `module` keeps it.
mlir::func::FuncOp makeExactFunction(mlir::ModuleOp module, llvm::StringRef name, unsigned bits);

} // namespace hd::spirv
