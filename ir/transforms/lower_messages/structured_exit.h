// Ends threads by control flow alone.
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace hd::ir {

// Replaces hd.exit_thread by a flag and branches that skip what is left of the kernel, so that every thread
// reaches its end. Control flow is scf.if, scf.while and scf.for; fails on other operations with regions.
mlir::LogicalResult structureExits(mlir::func::FuncOp kernel);

} // namespace hd::ir
