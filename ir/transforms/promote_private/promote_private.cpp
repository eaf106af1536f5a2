// SSA construction on structured control flow. One walk in program order keeps the current value of every
// slot. An scf.if or scf.index_switch that stores to live slots yields their values as further results; an
// scf.while carries them as further arguments. Loads take the current value, stores set it.
#include "ir/transforms/promote_private/promote_private.h"

#include "ir/hd/addresses.h"
#include "ir/transforms/promote_private/expand_copy.h"
#include "ir/transforms/promote_private/liveness.h"
#include "ir/transforms/promote_private/pointer_choices.h"
#include "ir/transforms/promote_private/pointer_comparisons.h"
#include "ir/transforms/promote_private/pointer_loops.h"
#include "ir/transforms/promote_private/read_through.h"
#include "ir/transforms/promote_private/slots.h"
#include "ir/transforms/promote_private/split_accesses.h"
#include "ir/transforms/promote_private/split_records.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_PROMOTEPRIVATE
#include "ir/transforms/promote_private/promote_private.h.inc"

namespace {

using Values = SmallVector<Value>; // by slot; null: not written yet

class Promotion {
public:
  explicit Promotion(Slots slots) : slots(std::move(slots)) {}
  void run(func::FuncOp function);

private:
  void rewriteBlock(Block &block, Values &current);
  void rewriteLoad(LoadOp load, Values &current);
  void rewriteStore(StoreOp store, Values &current);
  void rewriteBranch(Operation *op, Values &current);
  void rewriteLoop(scf::WhileOp loop, Values &current);

  Type typeOf(unsigned slot) const { return slots.slots[slot].type; }
  Value valueOf(OpBuilder &builder, Location loc, unsigned slot, const Values &current);
  void addArguments(Block &block, ArrayRef<unsigned> stored, Location loc, Values &current);
  void appendCurrent(Operation *terminator, ArrayRef<unsigned> stored, Values &current);
  void finish(Operation *old, Operation *fresh, ArrayRef<unsigned> stored, Values &current);

  Slots slots;
};

Value zero(OpBuilder &builder, Location loc, Type type) {
  if (!isa<PointerType>(type))
    return builder.create<arith::ConstantOp>(loc, builder.getZeroAttr(type));
  Value null = builder.create<arith::ConstantOp>(loc, builder.getI64IntegerAttr(0));
  return builder.create<IntToPointerOp>(loc, type, null);
}

// The same bits as another type; see isSameBits.
Value reinterpret(OpBuilder &builder, Location loc, Value value, Type type) {
  if (value.getType() == type)
    return value;
  if (isa<PointerType>(type))
    return builder.create<PointerCastOp>(loc, type, value);
  return builder.create<arith::BitcastOp>(loc, type, value);
}

Value Promotion::valueOf(OpBuilder &builder, Location loc, unsigned slot, const Values &current) {
  return current[slot] ? current[slot] : zero(builder, loc, typeOf(slot));
}

void Promotion::rewriteLoad(LoadOp load, Values &current) {
  OpBuilder builder(load);
  Value value = valueOf(builder, load.getLoc(), slots.accesses.lookup(load), current);
  load.replaceAllUsesWith(reinterpret(builder, load.getLoc(), value, load.getType()));
  slots.accesses.erase(load); // its address may be taken by a new operation
  load.erase();
}

void Promotion::rewriteStore(StoreOp store, Values &current) {
  OpBuilder builder(store);
  unsigned slot = slots.accesses.lookup(store);
  current[slot] = reinterpret(builder, store.getLoc(), store.getValue(), typeOf(slot));
  slots.accesses.erase(store);
  store.erase();
}

void Promotion::addArguments(Block &block, ArrayRef<unsigned> stored, Location loc, Values &current) {
  for (unsigned slot : stored)
    current[slot] = block.addArgument(typeOf(slot), loc);
}

void Promotion::appendCurrent(Operation *terminator, ArrayRef<unsigned> stored, Values &current) {
  OpBuilder builder(terminator);
  SmallVector<Value> operands(terminator->getOperands());
  for (unsigned slot : stored)
    operands.push_back(valueOf(builder, terminator->getLoc(), slot, current));
  terminator->setOperands(operands);
}

// Puts `fresh`, whose first results are those of `old`, in its place; the others are the slots' values.
void Promotion::finish(Operation *old, Operation *fresh, ArrayRef<unsigned> stored, Values &current) {
  unsigned count = old->getNumResults();
  old->replaceAllUsesWith(fresh->getResults().take_front(count));
  for (auto [slot, result] : llvm::zip_equal(stored, fresh->getResults().drop_front(count)))
    current[slot] = result;
  old->erase();
}

void Promotion::rewriteBranch(Operation *op, Values &current) {
  SmallVector<unsigned> stored = slots.storedIn.lookup(op).takeVector();
  if (!stored.empty())
    if (auto branch = dyn_cast<scf::IfOp>(op); branch && branch.getElseRegion().empty())
      OpBuilder::atBlockBegin(&branch.getElseRegion().emplaceBlock()).create<scf::YieldOp>(op->getLoc());
  for (Region &region : op->getRegions()) {
    for (Block &block : region) {
      Values inside = current;
      rewriteBlock(block, inside);
      if (!stored.empty())
        appendCurrent(block.getTerminator(), stored, inside);
    }
  }
  if (stored.empty())
    return;
  OperationState state(op->getLoc(), op->getName(), op->getOperands(), op->getResultTypes(), op->getAttrs());
  for (unsigned slot : stored)
    state.types.push_back(typeOf(slot));
  for (Region &region : op->getRegions())
    state.addRegion()->takeBody(region);
  finish(op, OpBuilder(op).create(state), stored, current);
}

void Promotion::rewriteLoop(scf::WhileOp loop, Values &current) {
  SmallVector<unsigned> stored = slots.storedIn.lookup(loop).takeVector();
  OpBuilder builder(loop);
  Location loc = loop.getLoc();
  OperationState state(loc, loop->getName(), loop->getOperands(), loop->getResultTypes(), loop->getAttrs());
  for (unsigned slot : stored) {
    state.operands.push_back(valueOf(builder, loc, slot, current));
    state.types.push_back(typeOf(slot));
  }
  Values inside = current;
  addArguments(*loop.getBeforeBody(), stored, loc, inside);
  rewriteBlock(*loop.getBeforeBody(), inside);
  appendCurrent(loop.getConditionOp(), stored, inside);
  // A value computed in `before` is not visible in `after` except as an argument.
  inside = current;
  addArguments(*loop.getAfterBody(), stored, loc, inside);
  rewriteBlock(*loop.getAfterBody(), inside);
  appendCurrent(loop.getYieldOp(), stored, inside);
  if (stored.empty())
    return;
  state.addRegion()->takeBody(loop.getBefore());
  state.addRegion()->takeBody(loop.getAfter());
  finish(loop, builder.create(state), stored, current);
}

void Promotion::rewriteBlock(Block &block, Values &current) {
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (slots.accesses.contains(&op)) {
      if (auto load = dyn_cast<LoadOp>(op))
        rewriteLoad(load, current);
      else
        rewriteStore(cast<StoreOp>(op), current);
    } else if (auto loop = dyn_cast<scf::WhileOp>(op)) {
      rewriteLoop(loop, current);
    } else if (op.getNumRegions() != 0) {
      rewriteBranch(&op, current);
    }
  }
}

void Promotion::run(func::FuncOp function) {
  Values current(slots.slots.size());
  rewriteBlock(function.getBody().front(), current);
  for (Operation *op : llvm::reverse(slots.dead))
    op->erase();
}

// Where addresses of private memory go besides accesses.
struct Flow {
  llvm::SetVector<std::pair<scf::IfOp, unsigned>> branches; // results
  llvm::SetVector<std::pair<scf::WhileOp, unsigned>> loops; // carried values
  llvm::SetVector<PointerToIntOp> integers;
};

void follow(Value pointer, Flow &flow) {
  for (OpOperand &use : pointer.getUses()) {
    Operation *user = use.getOwner();
    if (isAddress(user) || isa<arith::SelectOp>(user))
      follow(user->getResult(0), flow);
    else if (auto branch = dyn_cast<scf::IfOp>(user->getParentOp()); branch && isa<scf::YieldOp>(user))
      flow.branches.insert({branch, use.getOperandNumber()});
    else if (auto loop = dyn_cast<scf::WhileOp>(user))
      flow.loops.insert({loop, use.getOperandNumber()});
    else if (auto integer = dyn_cast<PointerToIntOp>(user))
      flow.integers.insert(integer);
  }
}

struct PromotePrivatePass : impl::PromotePrivateBase<PromotePrivatePass> {
  void runOnOperation() override {
    constexpr unsigned kMaxRounds = 16; // each follows pointers through one more record that holds them
    if (!getOperation().getBody().hasOneBlock())
      return;
    for (unsigned round = 0; round < kMaxRounds && runRound(); ++round) {
    }
  }

  SmallVector<PrivateOp> allocations() {
    SmallVector<PrivateOp> all;
    getOperation().walk([&](PrivateOp op) { all.push_back(op); });
    return all;
  }

  // False when nothing is left to do.
  bool runRound() {
    SmallVector<PrivateOp> memory = allocations();
    if (memory.empty())
      return false;
    bool changed = simplifyPointers(memory);
    changed |= simplifyObjects(memory);
    return promote() || changed;
  }

  bool simplifyPointers(ArrayRef<PrivateOp> memory) {
    Flow flow;
    for (PrivateOp allocation : memory)
      follow(allocation, flow);
    bool changed = false;
    for (PointerToIntOp integer : flow.integers)
      changed |= resolveComparisons(integer);
    for (auto [loop, number] : flow.loops)
      changed |= indexPointer(loop, number);
    return choosePointers(flow) || changed;
  }

  // Inner branches first; each once, as it is made anew.
  bool choosePointers(const Flow &flow) {
    DenseMap<Operation *, SmallVector<unsigned>> results;
    for (auto [branch, number] : flow.branches)
      results[branch].push_back(number);
    SmallVector<scf::IfOp> branches;
    getOperation().walk([&](scf::IfOp branch) {
      if (results.contains(branch))
        branches.push_back(branch);
    });
    bool changed = false;
    for (scf::IfOp branch : branches)
      changed |= ir::choosePointers(branch, results[branch]);
    return changed;
  }

  bool simplifyObjects(ArrayRef<PrivateOp> memory) {
    bool changed = false;
    for (PrivateOp allocation : memory) {
      Obstacles obstacles = obstaclesOf(allocation);
      for (; !obstacles.choices.empty(); obstacles = obstaclesOf(allocation)) {
        resolveChoice(obstacles.choices.front()); // and those that choose among its pointers
        changed = true;
      }
      if (!obstacles.isPromotable)
        changed |= splitAccesses(allocation) || splitRecord(allocation) || readThrough(allocation);
    }
    return changed;
  }

  bool promote() {
    SmallVector<PrivateOp> memory = allocations();
    for (PrivateOp allocation : memory)
      for (CopyOp copy : obstaclesOf(allocation).copies)
        expandCopy(copy);
    Slots slots;
    unsigned count = 0;
    for (PrivateOp allocation : memory)
      count += addSlots(allocation, slots);
    numPromoted += count;
    if (count == 0)
      return false;
    pruneDead(getOperation().getBody().front(), slots);
    Promotion(std::move(slots)).run(getOperation());
    return true;
  }
};

} // namespace
} // namespace hd::ir
