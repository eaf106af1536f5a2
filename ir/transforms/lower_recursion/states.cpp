#include "ir/transforms/lower_recursion/states.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace hd::ir {

bool StateGraph::isOwnCall(Operation *op) const {
  auto call = dyn_cast<func::CallOp>(op);
  return call && llvm::any_of(entries, [&](auto &entry) {
           return cast<func::FuncOp>(entry.first).getSymName() == call.getCallee();
         });
}

bool StateGraph::holdsOwnCall(Operation *op) const {
  return op
      ->walk([&](Operation *inner) {
        return isOwnCall(inner) ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

unsigned StateGraph::newState(func::FuncOp function) {
  states.emplace_back().function = function;
  return unsigned(states.size() - 1);
}

static Edge edge(unsigned target, ValueRange targets = {}, ValueRange sources = {}) {
  Edge result{target, {}};
  for (auto [to, from] : llvm::zip_equal(targets, sources))
    result.assignments.push_back({to, from});
  return result;
}

unsigned StateGraph::cutCall(func::CallOp call, unsigned current) {
  unsigned next = newState(states[current].function);
  State &state = states[current];
  state.exit = State::Exit::Call;
  state.call = call;
  state.edges[0] = edge(next);
  return next;
}

LogicalResult StateGraph::cutIf(scf::IfOp op, unsigned &current) {
  func::FuncOp function = states[current].function;
  unsigned onTrue = newState(function), onFalse = op.elseBlock() ? newState(function) : 0;
  states[current].exit = State::Exit::Branch;
  states[current].condition = op.getCondition();
  unsigned ends[2] = {onTrue, onFalse};
  if (failed(cut(*op.thenBlock(), ends[0])) || (op.elseBlock() && failed(cut(*op.elseBlock(), ends[1]))))
    return failure();
  unsigned join = newState(function);
  Block *blocks[2] = {op.thenBlock(), op.elseBlock()};
  for (unsigned way = 0; way < 2; ++way)
    if (Block *block = blocks[way]) {
      states[ends[way]].exit = State::Exit::Goto;
      states[ends[way]].edges[0] = edge(join, op.getResults(), block->getTerminator()->getOperands());
    }
  states[current].edges[0] = edge(onTrue);
  states[current].edges[1] = edge(op.elseBlock() ? onFalse : join);
  current = join;
  return success();
}

LogicalResult StateGraph::cutWhile(scf::WhileOp op, unsigned &current) {
  func::FuncOp function = states[current].function;
  unsigned before = newState(function);
  states[current].exit = State::Exit::Goto;
  states[current].edges[0] = edge(before, op.getBeforeArguments(), op.getInits());
  unsigned test = before;
  if (failed(cut(*op.getBeforeBody(), test)))
    return failure();
  unsigned body = newState(function), end = body;
  if (failed(cut(*op.getAfterBody(), end)))
    return failure();
  states[end].exit = State::Exit::Goto;
  states[end].edges[0] = edge(before, op.getBeforeArguments(), op.getYieldOp().getOperands());
  unsigned after = newState(function);
  scf::ConditionOp condition = op.getConditionOp();
  states[test].exit = State::Exit::Branch;
  states[test].condition = condition.getCondition();
  states[test].edges[0] = edge(body, op.getAfterArguments(), condition.getArgs());
  states[test].edges[1] = edge(after, op.getResults(), condition.getArgs());
  current = after;
  return success();
}

LogicalResult StateGraph::cut(Block &block, unsigned &current) {
  for (Operation &op : block.without_terminator()) {
    if (!holdsOwnCall(&op)) {
      states[current].operations.push_back(&op);
    } else if (auto call = dyn_cast<func::CallOp>(op)) {
      current = cutCall(call, current);
    } else if (auto branch = dyn_cast<scf::IfOp>(op)) {
      if (failed(cutIf(branch, current)))
        return failure();
    } else if (auto loop = dyn_cast<scf::WhileOp>(op)) {
      if (failed(cutWhile(loop, current)))
        return failure();
    } else {
      return op.emitOpError("holds a recursive call, which cannot be cut out of it");
    }
  }
  if (auto exit = dyn_cast<func::ReturnOp>(block.getTerminator()))
    states[current].values.assign(exit.operand_begin(), exit.operand_end());
  return success();
}

namespace {

// What is known of values on the one way that leads on from a call.
class KnownWay {
public:
  Value resolve(Value value) const {
    auto known = values_.find(value);
    return known == values_.end() ? value : known->second;
  }

  void follow(const Edge &edge) {
    SmallVector<Value> sources;
    for (const Assignment &each : edge.assignments)
      sources.push_back(resolve(each.source));
    for (auto [each, source] : llvm::zip_equal(edge.assignments, sources))
      values_[each.target] = source;
  }

  std::optional<bool> truth(Value value, unsigned depth = 0) const {
    value = resolve(value);
    APInt known;
    if (matchPattern(value, m_ConstantInt(&known)))
      return !known.isZero();
    Operation *op = value.getDefiningOp();
    if (depth > 8 || !isa_and_nonnull<arith::XOrIOp, arith::AndIOp, arith::OrIOp>(op) ||
        !value.getType().isInteger(1))
      return std::nullopt;
    std::optional<bool> a = truth(op->getOperand(0), depth + 1), b = truth(op->getOperand(1), depth + 1);
    if (!a || !b)
      return std::nullopt;
    return isa<arith::XOrIOp>(op) ? *a != *b : isa<arith::AndIOp>(op) ? *a && *b : *a || *b;
  }

private:
  DenseMap<Value, Value> values_;
};

} // namespace

// Nothing is done between the call and the return of its results, and the caller has no memory that the
// callee may still use.
bool StateGraph::isTailCall(const State &state) const {
  func::FuncOp caller = state.function;
  if (caller.walk([](PrivateOp) { return WalkResult::interrupt(); }).wasInterrupted())
    return false;
  KnownWay way;
  const State *at = &states[state.edges[0].target];
  for (size_t steps = 0; steps < states.size(); ++steps) {
    if (llvm::any_of(at->operations, [](Operation *op) { return !isMemoryEffectFree(op); }))
      return false;
    const Edge *next = &at->edges[0];
    switch (at->exit) {
    case State::Exit::Call:
      return false;
    case State::Exit::Return:
      return llvm::equal(state.call->getResults(),
                         llvm::map_range(at->values, [&](Value value) { return way.resolve(value); }));
    case State::Exit::Branch: {
      std::optional<bool> taken = way.truth(at->condition);
      if (!taken)
        return false;
      next = &at->edges[*taken ? 0 : 1];
      break;
    }
    case State::Exit::Goto:
      break;
    }
    way.follow(*next);
    at = &states[next->target];
  }
  return false;
}

FailureOr<StateGraph> StateGraph::of(ArrayRef<func::FuncOp> functions) {
  StateGraph graph;
  for (func::FuncOp function : functions)
    graph.entries[function] = 0;
  for (func::FuncOp function : functions) {
    unsigned current = graph.entries[function] = graph.newState(function);
    if (failed(graph.cut(function.getBody().front(), current)))
      return failure();
  }
  for (State &state : graph.states)
    if (state.exit == State::Exit::Call)
      state.isTailCall = graph.isTailCall(state);
  return graph;
}

} // namespace hd::ir
