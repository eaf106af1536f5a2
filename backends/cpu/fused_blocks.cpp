#include "backends/cpu/fused_blocks.h"

using namespace mlir;

namespace hd::cpu {

bool canFuseBlocks(func::FuncOp kernel, const Analysis &analysis, Mapping mapping) {
  if (mapping != Mapping::Rows)
    return false;
  WalkResult found = kernel.walk([&](Operation *op) {
    return ir::knowsNoBlocks(op) && !analysis.carriesBarrier(op) ? WalkResult::advance()
                                                                 : WalkResult::interrupt();
  });
  return !found.wasInterrupted();
}

} // namespace hd::cpu
