// Grid-stride loops: `for (i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x)`.
//
// Warps run one after another, so in such a loop each warp's loads are a whole grid apart and its neighbours'
// come back for the same pages later: no hardware prefetch, many TLB misses. Where all threads of the block
// stay in the loop, the block therefore takes an iteration, or a few, with all its warps before the next one
// (Emitter::emitInterchanged), as if a barrier stood in the loop. What goes on in it is told once for the
// block (thread_ranges.cpp); several blocks may take the loop together (grouped_blocks.cpp).
#pragma once

#include "ir/hd/dialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include <optional>

namespace hd::cpu {

// By how much a value grows in an iteration of the loop around it: `step * factor`, bytes for a pointer.
struct Advance {
  mlir::Value step;
  int64_t factor = 1;
};

std::optional<Advance> advanceOf(mlir::Value value, unsigned depth = 6);

// Some load in the loop advances by a step that depends on the grid's size.
bool isGridStride(mlir::scf::WhileOp loop);

} // namespace hd::cpu
