// Kernels that are the same but for their names, as instances of a template often are.
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/DenseMap.h"

namespace hd::cpu {

// For each kernel of `module` that is another one's twin, the first of them in the module. Places in the
// source are not compared.
llvm::DenseMap<mlir::func::FuncOp, mlir::func::FuncOp> findDuplicates(mlir::ModuleOp module);

} // namespace hd::cpu
