#include "ir/transforms/lower_recursion/liveness.h"

using namespace mlir;

namespace hd::ir {

bool isRemade(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op || op->getNumRegions() > 0)
    return false;
  if (isa<PrivateOp>(op))
    return isa<func::FuncOp>(op->getParentOp());
  return isMemoryEffectFree(op) && (op->getNumOperands() == 0 || isa<PointerCastOp, DecayOp, FieldOp>(op));
}

Liveness::Liveness(const StateGraph &graph)
    : graph_(graph), uses_(graph.states.size()), saved_(graph.states.size()) {
  findInvariants();
  for (auto [index, state] : llvm::enumerate(graph.states))
    for (Operation *op : state.operations)
      homes_[op] = unsigned(index);
  for (unsigned i = 0; i < graph.states.size(); ++i)
    findUses(i);
  solve();
}

void Liveness::findInvariants() {
  if (graph_.entries.size() != 1)
    return;
  for (BlockArgument param : cast<func::FuncOp>(graph_.entries.front().first).getArguments()) {
    bool isSame = llvm::all_of(graph_.states, [&](const State &state) {
      return state.exit != State::Exit::Call ||
             const_cast<func::CallOp &>(state.call).getOperand(param.getArgNumber()) == param;
    });
    if (isSame)
      invariant_.insert(param);
  }
}

// Operands that are made in another state are kept in between.
void Liveness::use(Value value, unsigned state) {
  Operation *op = value.getDefiningOp();
  auto home = op ? homes_.find(op) : homes_.end();
  if ((home != homes_.end() && home->second == state && !isa<PrivateOp>(op)) || isInvariant(value))
    return;
  if (isRemade(value)) {
    for (Value operand : op->getOperands())
      use(operand, state);
    return;
  }
  kept_.insert(value);
  uses_[state].push_back(value);
}

void Liveness::findUses(unsigned index) {
  const State &state = graph_.states[index];
  for (Operation *op : state.operations)
    op->walk([&](Operation *inner) {
      for (Value operand : inner->getOperands())
        if (!op->isAncestor(operand.getParentBlock()->getParentOp()))
          use(operand, index);
    });
  if (state.condition)
    use(state.condition, index);
  for (Value value : state.values)
    use(value, index);
  if (state.exit == State::Exit::Call)
    for (Value operand : const_cast<func::CallOp &>(state.call).getOperands())
      use(operand, index);
  for (const Edge &edge : state.successors())
    for (const Assignment &each : edge.assignments)
      use(each.source, index);
}

// Backwards to a fixed point: live at the beginning of a state is what it uses before making it, and what
// lives at the beginning of what follows but is made by it or on the way.
void Liveness::solve() {
  DenseMap<Value, unsigned> numbers;
  for (Value value : kept_)
    numbers[value] = unsigned(numbers.size());
  std::vector<llvm::BitVector> live(graph_.states.size(), bits());
  auto without = [&](llvm::BitVector &set, Value value) {
    if (auto number = numbers.find(value); number != numbers.end())
      set.reset(number->second);
  };
  auto liveOut = [&](const State &state) {
    llvm::BitVector out = bits();
    for (const Edge &edge : state.successors()) {
      llvm::BitVector there = live[edge.target];
      for (const Assignment &each : edge.assignments)
        without(there, each.target);
      out |= there;
    }
    if (state.exit == State::Exit::Call)
      for (Value result : const_cast<func::CallOp &>(state.call)->getResults())
        without(out, result);
    return out;
  };
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = graph_.states.size(); i-- > 0;) {
      const State &state = graph_.states[i];
      llvm::BitVector in = liveOut(state);
      for (Operation *op : state.operations)
        for (Value result : op->getResults())
          without(in, result);
      for (Value value : uses_[i])
        in.set(numbers[value]);
      changed |= in != live[i];
      live[i] = in;
    }
  }
  for (auto [index, state] : llvm::enumerate(graph_.states))
    if (state.exit == State::Exit::Call && !state.isTailCall) {
      llvm::BitVector out = liveOut(state);
      for (unsigned number : out.set_bits())
        saved_[index].push_back(kept_[number]);
    }
}

} // namespace hd::ir
