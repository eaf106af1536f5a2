// Kernels whose threads differ by their number in the grid along x alone, `blockIdx.x * blockDim.x +
// threadIdx.x`: how that line of threads is cut into blocks does not matter to them.
#pragma once

#include "ir/hd/dialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

namespace hd::ir {

// `blockIdx.x * blockDim.x + threadIdx.x`, in 32 bits, or of the three extended to 64 bits.
bool isGlobalIndex(mlir::arith::AddIOp add);

// Of its operands the product.
mlir::Value blockStart(mlir::arith::AddIOp globalIndex);

// The operation knows nothing of its block and thread beyond that number, and its effects are plain loads and
// stores of memory that is not shared.
bool knowsNoBlocks(mlir::Operation *op);

} // namespace hd::ir
