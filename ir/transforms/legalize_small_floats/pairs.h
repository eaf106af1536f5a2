// Both lanes of a `__half2` in one access.
#pragma once

#include "ir/hd/dialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace hd::ir {

// Two loads, or two stores, of the fields of one vector of two f16 or bf16 become one of 32 bits, where
// nothing between them touches memory. Not in private memory, which promote-private has made values of where
// it could.
void joinPairs(mlir::func::FuncOp function);

} // namespace hd::ir
