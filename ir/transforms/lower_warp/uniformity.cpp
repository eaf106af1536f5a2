#include "ir/transforms/lower_warp/uniformity.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace hd::ir {

bool isWarpOp(Operation *op) {
  return isa<ShuffleOp, VoteOp, BallotOp, ActiveMaskOp, MatchAnyOp, MatchAllOp, WarpReduceOp, SyncWarpOp>(op);
}

bool isSync(Operation *op) { return isWarpOp(op) || isa<BarrierOp, BarrierReduceOp>(op); }

bool hasSync(Operation *op) {
  return op
      ->walk([](Operation *inner) { return isSync(inner) ? WalkResult::interrupt() : WalkResult::advance(); })
      .wasInterrupted();
}

// Optimistic: everything is uniform until shown otherwise, to a fixed point over the loops.
Uniformity::Uniformity(func::FuncOp kernel) {
  for (Value argument : kernel.getArguments())
    known_.insert(argument);
  kernel.walk([&](Operation *op) {
    known_.insert(op->result_begin(), op->result_end());
    for (Region &region : op->getRegions())
      for (Block &block : region)
        known_.insert(block.args_begin(), block.args_end());
  });
  do {
    changed_ = false;
    kernel.walk<WalkOrder::PreOrder>([&](Operation *op) { visit(op); });
  } while (changed_);
}

void Uniformity::markIf(bool differs, Value value) {
  if (differs && different_.insert(value).second)
    changed_ = true;
}

bool Uniformity::anyDiffers(ValueRange values) const {
  return llvm::any_of(values, [&](Value value) { return different_.contains(value); });
}

bool Uniformity::hasDifferentCondition(Operation *op) const {
  if (auto branch = dyn_cast<scf::IfOp>(op))
    return different_.contains(branch.getCondition());
  if (auto loop = dyn_cast<scf::WhileOp>(op))
    return different_.contains(loop.getConditionOp().getCondition());
  return !isa<func::FuncOp>(op);
}

bool Uniformity::insideDivergence(Operation *op) const {
  for (Operation *parent = op->getParentOp(); parent && !isa<func::FuncOp>(parent);
       parent = parent->getParentOp())
    if (hasDifferentCondition(parent))
      return true;
  return false;
}

void Uniformity::visit(Operation *op) {
  if (isa<func::FuncOp, BarrierReduceOp>(op))
    return;
  if (auto branch = dyn_cast<scf::IfOp>(op)) {
    bool differs = hasDifferentCondition(op) || (!hasSync(op) && insideDivergence(op));
    for (auto [index, result] : llvm::enumerate(branch.getResults()))
      markIf(differs || different_.contains(branch.thenYield().getOperand(unsigned(index))) ||
                 different_.contains(branch.elseYield().getOperand(unsigned(index))),
             result);
    return;
  }
  if (auto loop = dyn_cast<scf::WhileOp>(op)) {
    bool differs = hasDifferentCondition(op) || (!hasSync(op) && insideDivergence(op));
    for (auto [argument, init, next] :
         llvm::zip_equal(loop.getBeforeArguments(), loop.getInits(), loop.getYieldOp().getOperands()))
      markIf(differs || different_.contains(init) || different_.contains(next), argument);
    for (auto [argument, result, passed] :
         llvm::zip_equal(loop.getAfterArguments(), loop.getResults(), loop.getConditionOp().getArgs())) {
      markIf(differs || different_.contains(passed), argument);
      markIf(differs || different_.contains(passed), result);
    }
    return;
  }
  bool differs = isa<ThreadIdOp>(op) || op->getNumRegions() > 0 || !isMemoryEffectFree(op) ||
                 anyDiffers(op->getOperands());
  for (Value result : op->getResults())
    markIf(differs, result);
  for (Region &region : op->getRegions())
    for (Block &block : region)
      for (Value argument : block.getArguments())
        markIf(true, argument);
}

} // namespace hd::ir
