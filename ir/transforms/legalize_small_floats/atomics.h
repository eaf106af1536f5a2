// Atomics on 16 bits by hd.atomic_cas on the 32 bits around them.
#pragma once

#include "ir/hd/build.h"

namespace hd::ir {

// The old value. `combine(old, operand)` builds the new one.
mlir::Value atomicByWord(Build &build, AtomicRmwOp op,
                         llvm::function_ref<mlir::Value(mlir::Value, mlir::Value)> combine);

} // namespace hd::ir
