#include "ir/transforms/coarsen_threads/thread_steps.h"

#include "ir/hd/addresses.h"
#include "ir/hd/thread_index.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace hd::ir {

static bool isIndex(Value value) {
  auto add = value.getDefiningOp<arith::AddIOp>();
  return add && isGlobalIndex(add);
}

// A parameter, or a part of one at a constant place.
static bool readsParameter(Operation *op) {
  auto load = dyn_cast<LoadOp>(op);
  return load && cast<PointerType>(load.getPointer().getType()).getSpace() == AddressSpace::Param &&
         distanceFromRoot(load.getPointer()).terms.empty();
}

std::optional<int64_t> ThreadSteps::of(Value value) {
  if (auto found = known_.find(value); found != known_.end())
    return found->second;
  std::optional<int64_t> step = compute(value);
  known_[value] = step;
  return step;
}

bool ThreadSteps::areSame(ValueRange values) {
  return llvm::all_of(values, [&](Value value) { return of(value) == 0; });
}

// Sums that wrap between two threads would go on elsewhere when they are extended.
std::optional<int64_t> ThreadSteps::ofExtension(Operation *op) {
  Value narrow = op->getOperand(0);
  std::optional<int64_t> step = of(narrow);
  if (!step || *step == 0 || isIndex(narrow))
    return step;
  auto sum = narrow.getDefiningOp<arith::AddIOp>();
  arith::IntegerOverflowFlags needed =
      isa<arith::ExtSIOp>(op) ? arith::IntegerOverflowFlags::nsw : arith::IntegerOverflowFlags::nuw;
  bool isSimple = sum && ((isIndex(sum.getLhs()) && of(sum.getRhs()) == 0) ||
                          (isIndex(sum.getRhs()) && of(sum.getLhs()) == 0));
  return isSimple && bitEnumContainsAll(sum.getOverflowFlags(), needed) ? step : std::nullopt;
}

std::optional<int64_t> ThreadSteps::compute(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op) // parameters: kernels have no loops here
    return 0;
  if (isIndex(value))
    return 1;
  if (isa<ThreadIdOp>(op) || (isa<BlockIdOp>(op) && cast<BlockIdOp>(op).getDimension() == Dimension::X))
    return std::nullopt;
  if (op->getNumRegions() != 0 || (!isMemoryEffectFree(op) && !readsParameter(op)))
    return std::nullopt;
  if (isa<arith::ExtSIOp, arith::ExtUIOp>(op))
    return ofExtension(op);
  if (areSame(op->getOperands()))
    return 0;
  auto operand = [&](unsigned index) { return of(op->getOperand(index)); };
  if (isa<FieldOp, DecayOp, PointerCastOp>(op))
    return operand(0);
  if (!isa<arith::AddIOp, arith::SubIOp, OffsetOp>(op) || !operand(0) || !operand(1))
    return std::nullopt;
  if (isa<arith::AddIOp>(op))
    return *operand(0) + *operand(1);
  if (isa<arith::SubIOp>(op))
    return *operand(0) - *operand(1);
  auto size = int64_t(sizeOf(cast<PointerType>(value.getType()).getPointee()));
  return *operand(0) + *operand(1) * size;
}

} // namespace hd::ir
