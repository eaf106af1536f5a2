#include "ir/transforms/spin_locks/spin_waits.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace hd::ir {

// Of one value in all rounds of the loop.
static bool isInvariant(Value value, Operation *loop) {
  if (matchPattern(value, m_Constant()) || !loop->isAncestor(value.getParentRegion()->getParentOp()))
    return true;
  Operation *op = value.getDefiningOp();
  return op && op->getNumRegions() == 0 && isMemoryEffectFree(op) &&
         llvm::all_of(op->getOperands(), [&](Value operand) { return isInvariant(operand, loop); });
}

// Writing the same value twice is as good as once.
static bool isIdempotent(AtomicRmwOp op) {
  switch (op.getKind()) {
  case AtomicKind::Exch:
  case AtomicKind::Or:
  case AtomicKind::And:
  case AtomicKind::SMin:
  case AtomicKind::SMax:
  case AtomicKind::UMin:
  case AtomicKind::UMax:
    return true;
  case AtomicKind::Add:
    return matchPattern(op.getValue(), m_Zero());
  case AtomicKind::FAdd:
  case AtomicKind::Xor:
  case AtomicKind::Inc:
  case AtomicKind::Dec:
    return false;
  }
  llvm_unreachable("all kinds are handled");
}

static bool takesLock(Operation *op, Operation *loop) {
  if (auto swap = dyn_cast<AtomicCasOp>(op))
    return isInvariant(swap.getCompare(), loop) && isInvariant(swap.getValue(), loop);
  auto update = dyn_cast<AtomicRmwOp>(op);
  return update && isIdempotent(update) && isInvariant(update.getValue(), loop);
}

// Reads what others may have written since the last round.
static bool readsAnew(Operation *op, Operation *loop) {
  if (auto swap = dyn_cast<AtomicCasOp>(op))
    return swap.getCompare() == swap.getValue();
  if (auto update = dyn_cast<AtomicRmwOp>(op))
    return (update.getKind() == AtomicKind::Add || update.getKind() == AtomicKind::Or) &&
           matchPattern(update.getValue(), m_Zero());
  auto load = dyn_cast<LoadOp>(op);
  return load && (load.getIsVolatile() ||
                  loop->walk([](FenceOp) { return WalkResult::interrupt(); }).wasInterrupted());
}

// Everything inside the loop that a value is made of, through results and arguments of nested control flow.
static void addSources(Value value, Operation *loop, llvm::SetVector<Value> &sources) {
  if (!loop->isAncestor(value.getParentRegion()->getParentOp()) || !sources.insert(value))
    return;
  auto add = [&](ValueRange values) {
    for (Value source : values)
      addSources(source, loop, sources);
  };
  auto argument = dyn_cast<BlockArgument>(value);
  Operation *op = argument ? argument.getOwner()->getParentOp() : value.getDefiningOp();
  if (auto inner = dyn_cast<scf::WhileOp>(op)) {
    scf::ConditionOp end = inner.getConditionOp();
    unsigned number = argument ? argument.getArgNumber() : cast<OpResult>(value).getResultNumber();
    if (argument && argument.getOwner() == inner.getBeforeBody())
      add({inner.getInits()[number], inner.getYieldOp().getOperand(number)});
    else
      add({end.getArgs()[number], end.getCondition()});
    return;
  }
  if (argument)
    return;
  if (auto branch = dyn_cast<scf::IfOp>(op)) {
    unsigned number = cast<OpResult>(value).getResultNumber();
    add({branch.getCondition(), branch.thenYield().getOperand(number),
         branch.elseYield().getOperand(number)});
    return;
  }
  add(op->getOperands());
}

static SmallVector<Operation *> waits(scf::WhileOp loop) {
  llvm::SetVector<Value> sources;
  addSources(loop.getConditionOp().getCondition(), loop, sources);
  SmallVector<Operation *> found;
  for (Value source : sources)
    if (Operation *op = source.getDefiningOp(); op && (takesLock(op, loop) || readsAnew(op, loop)))
      found.push_back(op);
  return found;
}

// What a check is asked about, which is where the access goes.
static Value unchecked(Value pointer) {
  auto check = pointer.getDefiningOp<CheckOp>();
  return check ? check.getPointer() : pointer;
}

SmallVector<Value> waitedLocations(scf::WhileOp loop) {
  return llvm::map_to_vector(waits(loop), [](Operation *op) { return unchecked(op->getOperand(0)); });
}

bool onlyWatches(scf::WhileOp loop) {
  return llvm::all_of(waits(loop), [&](Operation *op) { return readsAnew(op, loop); });
}

unsigned lockAttempts(scf::WhileOp loop) {
  unsigned attempts = 0;
  loop->walk([&](Operation *op) { attempts += isa<AtomicCasOp>(op) && takesLock(op, loop); });
  return attempts;
}

static Value rootOf(Value pointer) {
  pointer = unchecked(pointer);
  while (isa_and_nonnull<OffsetOp, FieldOp, DecayOp, PointerCastOp>(pointer.getDefiningOp()))
    pointer = unchecked(pointer.getDefiningOp()->getOperand(0));
  return pointer;
}

// The same expression, though perhaps computed twice.
static bool isSame(Value a, Value b, unsigned depth = 8) {
  a = unchecked(a), b = unchecked(b);
  if (a == b)
    return true;
  Operation *first = a.getDefiningOp(), *second = b.getDefiningOp();
  if (!first || !second || depth == 0 || first->getName() != second->getName() ||
      first->getNumRegions() != 0 || first->getAttrDictionary() != second->getAttrDictionary() ||
      a.getType() != b.getType() || first->getNumOperands() != second->getNumOperands())
    return false;
  if (!isMemoryEffectFree(first) && !isa<LoadOp>(first))
    return false;
  return llvm::all_of(llvm::zip(first->getOperands(), second->getOperands()),
                      [&](auto pair) { return isSame(std::get<0>(pair), std::get<1>(pair), depth - 1); });
}

static bool mayAlias(Value a, Value b) {
  Value first = rootOf(a), second = rootOf(b);
  auto isLoaded = [](Value root) { return isa_and_nonnull<LoadOp, IntToPointerOp>(root.getDefiningOp()); };
  return isSame(first, second) || isLoaded(first) || isLoaded(second);
}

bool writesTo(Operation *tree, Value location, bool exact) {
  auto found = tree->walk([&](Operation *op) {
    Value target;
    if (auto store = dyn_cast<StoreOp>(op))
      target = store.getPointer();
    else if (isa<AtomicRmwOp, AtomicCasOp>(op))
      target = op->getOperand(0);
    bool hit = target && (exact ? isSame(target, location) : mayAlias(target, location));
    return hit ? WalkResult::interrupt() : WalkResult::advance();
  });
  return found.wasInterrupted();
}

} // namespace hd::ir
