// Blocks that are run as one: where a kernel's threads differ by `blockIdx.x * blockDim.x + threadIdx.x`
// alone, the blocks of a row of the grid are a single long row of threads, whatever blockDim.x is.
#pragma once

#include "backends/cpu/analysis.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace hd::cpu {

// No barriers, shared memory, warp operations, atomics or messages either: nothing that knows of blocks.
bool canFuseBlocks(mlir::func::FuncOp kernel, const Analysis &analysis, Mapping mapping);

} // namespace hd::cpu
