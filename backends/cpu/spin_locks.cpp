// Locks that lanes of one warp take by waiting: lanes run in step, so the one that holds the lock never gets
// to release it. Found here, so that such a kernel is an error and not a hang.
#include "backends/cpu/spin_locks.h"

#include "ir/hd/dialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace hd::cpu {

static bool isInvariant(Value value, Operation *loop) {
  return matchPattern(value, m_Constant()) || !loop->isAncestor(value.getParentRegion()->getParentOp());
}

// The location that an atomic operation of the loop takes when it writes the same value over the same value
// in each round; a compare-and-swap loop that computes a new value makes progress and is none.
static Value takenLock(Operation *op, Operation *loop) {
  if (auto swap = dyn_cast<ir::AtomicCasOp>(op))
    if (isInvariant(swap.getCompare(), loop) && isInvariant(swap.getValue(), loop))
      return swap.getPointer();
  if (auto exchange = dyn_cast<ir::AtomicRmwOp>(op))
    if (exchange.getKind() == ir::AtomicKind::Exch && isInvariant(exchange.getValue(), loop))
      return exchange.getPointer();
  return {};
}

static bool writes(Operation *op, Value location) {
  if (auto store = dyn_cast<ir::StoreOp>(op))
    return store.getPointer() == location;
  if (isa<ir::AtomicRmwOp, ir::AtomicCasOp>(op))
    return op->getOperand(0) == location;
  return false;
}

static bool contains(Operation *tree, Operation *except, Value location) {
  return tree
      ->walk([&](Operation *op) {
        return op != except && writes(op, location) ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

static bool dependsOn(Value value, Operation *source, unsigned depth = 8) {
  Operation *op = value.getDefiningOp();
  if (!op || depth == 0)
    return false;
  return op == source || llvm::any_of(op->getOperands(),
                                      [&](Value operand) { return dependsOn(operand, source, depth - 1); });
}

static bool hasEquality(Value condition) {
  Operation *op = condition.getDefiningOp();
  if (auto compare = dyn_cast_or_null<arith::CmpIOp>(op))
    return compare.getPredicate() == arith::CmpIPredicate::eq;
  return isa_and_nonnull<arith::AndIOp>(op) && llvm::any_of(op->getOperands(), hasEquality);
}

// One thread was chosen, as by `if (threadIdx.x == 0)`.
static bool isElected(Operation *op) {
  for (Operation *child = op, *at = op->getParentOp(); at; child = at, at = at->getParentOp())
    if (auto guard = dyn_cast<scf::IfOp>(at))
      if (guard.getThenRegion().isAncestor(child->getParentRegion()) && hasEquality(guard.getCondition()))
        return true;
  return false;
}

bool waitsForOwnWarp(scf::WhileOp loop) {
  Value condition = loop.getConditionOp().getCondition();
  for (Operation &op : *loop.getBeforeBody()) {
    Value lock = takenLock(&op, loop);
    if (!lock || !dependsOn(condition, &op) || contains(loop, &op, lock) || isElected(loop))
      continue;
    for (Operation *at = loop; at && !isa<func::FuncOp>(at); at = at->getParentOp())
      for (Operation *next = at->getNextNode(); next; next = next->getNextNode())
        if (contains(next, nullptr, lock))
          return true;
  }
  return false;
}

} // namespace hd::cpu
