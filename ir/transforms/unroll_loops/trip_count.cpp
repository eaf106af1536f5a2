// Finds trip counts by running the loop on constants: the operations that the condition depends on, over all
// iterations, are collected once; then they are folded iteration by iteration until the condition is false.
#include "ir/transforms/unroll_loops/trip_count.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace hd::ir {
namespace {

// Bounds the cost of a simulation: operations folded per iteration.
constexpr size_t kMaxSliceOps = 32;
constexpr unsigned kMaxInvariantDepth = 4;

class Simulation {
public:
  explicit Simulation(scf::WhileOp loop) : loop(loop), condition(loop.getConditionOp()) {}

  // Collects what the condition depends on. False if some of it cannot be folded.
  bool collect();
  std::optional<unsigned> run(unsigned limit);

private:
  bool collectOp(Operation *op);
  Attribute valueOf(Value value) const { return values.lookup(value); }
  bool foldAll(ArrayRef<Operation *> ops);
  bool foldInvariant(Operation *op, unsigned depth);
  bool foldOp(Operation *op);
  bool isCarried(unsigned index);

  scf::WhileOp loop;
  scf::ConditionOp condition;
  SmallVector<Operation *> beforeOps, afterOps;
  SetVector<Value> needed;
  DenseMap<Value, Attribute> values;
};

bool Simulation::collect() {
  needed.insert(condition.getCondition());
  for (size_t i = 0; i < needed.size(); ++i) {
    Value value = needed[i];
    if (auto arg = dyn_cast<BlockArgument>(value)) {
      unsigned index = arg.getArgNumber();
      if (arg.getOwner() == loop.getBeforeBody()) {
        needed.insert(loop.getInits()[index]);
        needed.insert(loop.getYieldOp().getOperand(index));
      } else if (arg.getOwner() == loop.getAfterBody()) {
        needed.insert(condition.getArgs()[index]);
      } else {
        return false;
      }
    } else if (!collectOp(value.getDefiningOp())) {
      return false;
    }
  }
  auto inOrder = [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); };
  llvm::sort(beforeOps, inOrder);
  llvm::sort(afterOps, inOrder);
  return true;
}

bool Simulation::collectOp(Operation *op) {
  if (op->getNumRegions() != 0 || op->getNumResults() != 1 || !isMemoryEffectFree(op))
    return false;
  Block *block = op->getBlock();
  if (block == loop.getBeforeBody()) {
    beforeOps.push_back(op);
  } else if (block == loop.getAfterBody()) {
    afterOps.push_back(op);
  } else {
    return !loop->isAncestor(op) && foldInvariant(op, kMaxInvariantDepth);
  }
  needed.insert(op->operand_begin(), op->operand_end());
  return beforeOps.size() + afterOps.size() <= kMaxSliceOps;
}

// An operation before the loop, folded now if all it depends on is constant.
bool Simulation::foldInvariant(Operation *op, unsigned depth) {
  if (depth == 0 || op->getNumRegions() != 0 || op->getNumResults() != 1 || !isMemoryEffectFree(op))
    return false;
  for (Value operand : op->getOperands())
    if (!operand.getDefiningOp() || !foldInvariant(operand.getDefiningOp(), depth - 1))
      return false;
  return foldOp(op);
}

bool Simulation::foldOp(Operation *op) {
  SmallVector<Attribute> operands;
  for (Value operand : op->getOperands()) {
    Attribute known = valueOf(operand);
    if (!known)
      matchPattern(operand, m_Constant(&known));
    operands.push_back(known);
  }
  // Folding without constant operands may rewrite the operation in place.
  if (!llvm::all_of(operands, [](Attribute attr) { return attr != nullptr; }))
    return false;
  SmallVector<OpFoldResult> results;
  if (failed(op->fold(operands, results)) || results.size() != 1)
    return false;
  OpFoldResult result = results.front();
  Attribute value = dyn_cast<Attribute>(result);
  if (!value)
    value = valueOf(cast<Value>(result));
  if (!value && !matchPattern(cast<Value>(result), m_Constant(&value)))
    return false;
  values[op->getResult(0)] = value;
  return true;
}

bool Simulation::foldAll(ArrayRef<Operation *> ops) {
  return llvm::all_of(ops, [&](Operation *op) { return foldOp(op); });
}

bool Simulation::isCarried(unsigned index) { return needed.contains(loop.getBeforeArguments()[index]); }

std::optional<unsigned> Simulation::run(unsigned limit) {
  unsigned carried = loop.getInits().size();
  for (unsigned i = 0; i < carried; ++i)
    if (isCarried(i))
      values[loop.getBeforeArguments()[i]] = valueOf(loop.getInits()[i]);
  for (unsigned trips = 0; trips <= limit; ++trips) {
    if (!foldAll(beforeOps))
      return std::nullopt;
    auto again = dyn_cast_or_null<IntegerAttr>(valueOf(condition.getCondition()));
    if (!again)
      return std::nullopt;
    if (again.getValue().isZero())
      return trips;
    for (auto [arg, value] : llvm::zip_equal(loop.getAfterArguments(), condition.getArgs()))
      if (needed.contains(arg))
        values[arg] = valueOf(value);
    if (!foldAll(afterOps))
      return std::nullopt;
    SmallVector<std::pair<Value, Attribute>> next;
    for (unsigned i = 0; i < carried; ++i)
      if (isCarried(i))
        next.emplace_back(loop.getBeforeArguments()[i], valueOf(loop.getYieldOp().getOperand(i)));
    for (auto [arg, value] : next)
      values[arg] = value;
  }
  return std::nullopt;
}

} // namespace

std::optional<unsigned> constantTripCount(scf::WhileOp loop, unsigned limit) {
  Simulation simulation(loop);
  if (!simulation.collect())
    return std::nullopt;
  return simulation.run(limit);
}

} // namespace hd::ir
