#include "backends/cpu/fused_blocks.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;

namespace hd::cpu {

static bool isAlongX(Operation *op) {
  auto block = dyn_cast<ir::BlockIdOp>(op);
  auto thread = dyn_cast<ir::ThreadIdOp>(op);
  return (block && block.getDimension() == ir::Dimension::X) ||
         (thread && thread.getDimension() == ir::Dimension::X);
}

// The block's and the thread's number go nowhere but into the thread's number in the grid.
static bool isPartOfGlobalIndex(Operation *id) {
  return llvm::all_of(id->getUsers(), [&](Operation *user) {
    auto add = dyn_cast<arith::AddIOp>(user);
    if (isa<ir::ThreadIdOp>(id))
      return add && isGlobalIndex(add);
    return isa<arith::MulIOp>(user) && llvm::all_of(user->getUsers(), [](Operation *of) {
             auto sum = dyn_cast<arith::AddIOp>(of);
             return sum && isGlobalIndex(sum);
           });
  });
}

bool knowsNoBlocks(Operation *op) {
  if (isAlongX(op))
    return isPartOfGlobalIndex(op);
  if (auto address = dyn_cast<ir::AddressOfOp>(op))
    return cast<ir::PointerType>(address.getType()).getSpace() != ir::AddressSpace::Shared;
  return isa<arith::ArithDialect, math::MathDialect>(op->getDialect()) ||
         isa<scf::IfOp, scf::WhileOp, scf::ForOp, scf::YieldOp, scf::ConditionOp, func::FuncOp,
             func::ReturnOp, ir::BlockIdOp, ir::BlockDimOp, ir::GridDimOp, ir::LoadOp, ir::StoreOp,
             ir::OffsetOp, ir::FieldOp, ir::DecayOp, ir::PointerCastOp>(op);
}

bool canFuseBlocks(func::FuncOp kernel, const Analysis &analysis, Mapping mapping) {
  if (mapping != Mapping::Rows)
    return false;
  WalkResult found = kernel.walk([&](Operation *op) {
    return knowsNoBlocks(op) && !analysis.carriesBarrier(op) ? WalkResult::advance()
                                                             : WalkResult::interrupt();
  });
  return !found.wasInterrupted();
}

} // namespace hd::cpu
