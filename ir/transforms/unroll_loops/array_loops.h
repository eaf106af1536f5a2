// Loops that are worth more than others when unrolled.
#pragma once

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/DenseSet.h"

namespace hd::ir {

// The loops that compute the indices of small private arrays: unrolled, the indices are constants and the
// arrays become values. Only of arrays all of whose indices come from counters of loops.
llvm::DenseSet<mlir::Operation *> loopsOfSmallArrays(mlir::Operation *function);

} // namespace hd::ir
