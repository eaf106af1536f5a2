// A fixpoint from below: everything is uniform until an operand, a condition or the operation says otherwise.
#include "backends/simt/uniformity.h"

#include "ir/hd/dialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace hd::simt {

Uniformity::Uniformity(func::FuncOp kernel) {
  do {
    changed_ = false;
    kernel.walk([&](Operation *op) { visit(op); });
  } while (changed_);
}

bool Uniformity::anyDivergent(ValueRange values) const {
  return llvm::any_of(values, [&](Value value) { return !isUniform(value); });
}

void Uniformity::join(ValueRange sources, ValueRange targets, bool all) {
  for (auto [source, target] : llvm::zip(sources, targets))
    if (all || !isUniform(source))
      mark(target);
}

// Different in each thread, or read from memory that other threads write meanwhile.
static bool isSource(Operation *op) {
  if (auto load = dyn_cast<ir::LoadOp>(op)) {
    auto space = cast<ir::PointerType>(load.getPointer().getType()).getSpace();
    return load.getIsVolatile() || (space != ir::AddressSpace::Constant && space != ir::AddressSpace::Param);
  }
  if (isa<ir::BarrierReduceOp>(op))
    return false;
  return isa<ir::ThreadIdOp, ir::PrivateOp>(op) || !isMemoryEffectFree(op);
}

void Uniformity::visit(Operation *op) {
  if (auto at = dyn_cast<scf::IfOp>(op)) {
    bool parts = !isUniform(at.getCondition());
    for (Region *region : {&at.getThenRegion(), &at.getElseRegion()})
      if (!region->empty())
        join(region->front().getTerminator()->getOperands(), at.getResults(), parts);
    return;
  }
  if (auto at = dyn_cast<scf::WhileOp>(op)) {
    auto condition = at.getConditionOp();
    bool parts = !isUniform(condition.getCondition());
    join(at.getInits(), at.getBeforeArguments(), parts);
    join(at.getYieldOp().getOperands(), at.getBeforeArguments(), parts);
    join(condition.getArgs(), at.getAfterArguments(), parts);
    join(condition.getArgs(), at.getResults(), parts);
    return;
  }
  if (auto at = dyn_cast<scf::ForOp>(op)) {
    bool parts = anyDivergent({at.getLowerBound(), at.getUpperBound(), at.getStep()});
    if (parts)
      mark(at.getInductionVar());
    join(at.getInitArgs(), at.getRegionIterArgs(), parts);
    join(at.getBody()->getTerminator()->getOperands(), at.getRegionIterArgs(), parts);
    join(at.getRegionIterArgs(), at.getResults(), parts);
    return;
  }
  if (op->getNumResults() == 0 || op->getNumRegions() != 0)
    return;
  if (isSource(op) || anyDivergent(op->getOperands()))
    for (Value result : op->getResults())
      mark(result);
}

} // namespace hd::simt
