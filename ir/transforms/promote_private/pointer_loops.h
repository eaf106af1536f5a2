// Pointers that a loop carries as indices: memory is not followed through arguments of blocks.
#pragma once

#include "mlir/Dialect/SCF/IR/SCF.h"

namespace hd::ir {

// while (p = a) { ... p ... } step { p + n } -> while (i = 0) { ... a + i ... } step { i + n }
// for the carried value of this number, if all that it becomes is itself plus something. False if not.
bool indexPointer(mlir::scf::WhileOp loop, unsigned number);

} // namespace hd::ir
