// Loads of a body to its start, so that they are under way together.
#pragma once

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace hd::ir {

// Moves loads of global memory, in their order, in front of the body's other operations, where nothing
// between may write what they read.
void hoistLoads(mlir::Block &body);

bool readsFarMemory(mlir::Operation *op);

} // namespace hd::ir
