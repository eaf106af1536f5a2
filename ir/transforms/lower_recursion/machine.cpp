#include "ir/transforms/lower_recursion/machine.h"

using namespace mlir;

namespace hd::ir {

Value Machine::ownMemory(Type type) {
  auto memory = build_->make<PrivateOp>(pointerTo(type), IntegerAttr());
  memory->setAttr(kUncheckedAttr, build_->builder.getUnitAttr());
  return memory;
}

Machine::Cell Machine::stack(Type type) {
  Type array = ArrayType::get(build_->builder.getContext(), frames_, type);
  return build_->make<DecayOp>(pointerTo(type), ownMemory(array));
}

// The variable's memory in every frame.
Machine::Cell Machine::stackOf(PrivateOp memory) {
  Type type = cast<PointerType>(memory.getType()).getPointee();
  Type array = ArrayType::get(build_->builder.getContext(), frames_, type);
  Value frames = build_->make<PrivateOp>(pointerTo(array), memory.getAlignmentAttr());
  return build_->make<DecayOp>(pointerTo(type), frames);
}

Value Machine::inFrame(Cell stack, Value depth) { return build_->element(stack, depth); }

void Machine::makeVariables(func::FuncOp entry) {
  state_ = variable(build_->i32());
  depth_ = variable(build_->i32());
  for (Value value : liveness_.kept())
    variables_[value] = variable(value.getType());
  for (auto &[function, state] : graph_.entries)
    for (Type type : cast<func::FuncOp>(function).getResultTypes())
      results_[function].push_back(variable(type));
  for (auto [param, arg] : llvm::zip_equal(entry.getArguments(), build_->builder.getBlock()->getArguments()))
    if (liveness_.isInvariant(param))
      invariants_.map(param, arg);
}

void Machine::makeFrames() {
  for (auto [index, state] : llvm::enumerate(graph_.states)) {
    if (state.exit != State::Exit::Call || state.isTailCall)
      continue;
    if (!returnTo_)
      returnTo_ = stack(build_->i32());
    callBefore_[state.edges[0].target] = unsigned(index);
    llvm::DenseMap<Type, unsigned> counts;
    for (Value value : liveness_.saved(unsigned(index))) {
      SmallVector<Cell> &stacks = slots_[value.getType()];
      if (counts[value.getType()]++ == stacks.size())
        stacks.push_back(stack(value.getType()));
    }
  }
  for (auto &[function, state] : graph_.entries)
    for (auto memory : cast<func::FuncOp>(function).getOps<PrivateOp>())
      memory_[memory] = stackOf(memory);
}

// What a value of the original functions is here; loads are made where it is first asked for.
Value Machine::valueOf(Value original) {
  if (Value known = known_.lookupOrNull(original))
    return known;
  auto variable = variables_.find(original);
  Value value = variable != variables_.end() ? build_->load(variable->second) : remake(original);
  known_.map(original, value);
  return value;
}

Value Machine::remake(Value original) {
  Operation *op = original.getDefiningOp();
  if (auto memory = memory_.find(op); memory != memory_.end())
    return inFrame(memory->second, frame_);
  for (Value operand : op->getOperands())
    valueOf(operand);
  return build_->builder.clone(*op, known_)->getResult(cast<OpResult>(original).getResultNumber());
}

void Machine::clone(Operation *op) {
  if (memory_.contains(op))
    return;
  op->walk([&](Operation *inner) {
    for (Value operand : inner->getOperands())
      if (!op->isAncestor(operand.getParentBlock()->getParentOp()))
        valueOf(operand);
  });
  Operation *copy = build_->builder.clone(*op, known_);
  for (auto [original, result] : llvm::zip_equal(op->getResults(), copy->getResults()))
    if (auto variable = variables_.find(original); variable != variables_.end())
      build_->store(result, variable->second);
}

void Machine::enter(func::FuncOp callee, ValueRange args) {
  for (auto [param, arg] : llvm::zip_equal(callee.getArguments(), args))
    if (auto variable = variables_.find(param); variable != variables_.end())
      build_->store(arg, variable->second);
  goTo(graph_.entries.find(callee)->second);
}

void Machine::goTo(const Edge &edge) {
  SmallVector<Value> sources;
  for (const Assignment &each : edge.assignments)
    sources.push_back(variables_.contains(each.target) ? valueOf(each.source) : Value());
  for (auto [each, source] : llvm::zip_equal(edge.assignments, sources))
    if (source)
      build_->store(source, variables_[each.target]);
  goTo(edge.target);
}

// The caller's values are those of the frame that was left open.
void Machine::restore(unsigned index) {
  auto call = callBefore_.find(index);
  if (call == callBefore_.end())
    return;
  llvm::DenseMap<Type, unsigned> counts;
  for (Value value : liveness_.saved(call->second)) {
    Value saved = build_->load(inFrame(slots_[value.getType()][counts[value.getType()]++], frame_));
    build_->store(saved, variables_[value]);
    known_.map(value, saved);
  }
  func::CallOp op = graph_.states[call->second].call;
  for (auto &[function, state] : graph_.entries)
    if (cast<func::FuncOp>(function).getSymName() == op.getCallee())
      for (auto [result, cell] : llvm::zip_equal(op.getResults(), results_[function]))
        if (auto variable = variables_.find(result); variable != variables_.end())
          build_->store(build_->load(cell), variable->second);
}

static std::string tooDeep(func::FuncOp function, unsigned frames) {
  std::string place;
  if (auto where = function.getLoc()->findInstanceOf<FileLineColLoc>())
    place = where.getFilename().str() + ":" + std::to_string(where.getLine()) + ": ";
  return place + function.getSymName().str() + ": more than " + std::to_string(frames) +
         " recursive calls are open";
}

void Machine::push(unsigned index, ValueRange args) {
  const State &state = graph_.states[index];
  func::FuncOp callee;
  for (auto &[function, entry] : graph_.entries)
    if (cast<func::FuncOp>(function).getSymName() == const_cast<func::CallOp &>(state.call).getCallee())
      callee = cast<func::FuncOp>(function);
  if (state.isTailCall)
    return enter(callee, args);
  SmallVector<Value> values;
  for (Value value : liveness_.saved(index))
    values.push_back(valueOf(value));
  Value next = build_->add(frame_, 1);
  Value fits = build_->compare(Build::Predicate::ult, next, frames_);
  auto branch = build_->make<scf::IfOp>(fits, /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(build_->builder);
  build_->builder.setInsertionPointToStart(branch.thenBlock());
  llvm::DenseMap<Type, unsigned> counts;
  for (Value value : values)
    build_->store(value, inFrame(slots_[value.getType()][counts[value.getType()]++], frame_));
  build_->store(build_->int32(state.edges[0].target), inFrame(returnTo_, frame_));
  build_->store(next, depth_);
  enter(callee, args);
  build_->builder.setInsertionPointToStart(branch.elseBlock());
  build_->make<TrapOp>(build_->builder.getStringAttr(tooDeep(callee, frames_)));
  goTo(unsigned(graph_.states.size()));
}

void Machine::pop(const State &state) {
  func::FuncOp function = state.function;
  SmallVector<Value> values = llvm::map_to_vector(state.values, [&](Value value) { return valueOf(value); });
  for (auto [value, cell] : llvm::zip_equal(values, results_[function]))
    build_->store(value, cell);
  unsigned end = unsigned(graph_.states.size());
  if (!returnTo_)
    return goTo(end);
  Value isLast = build_->isZero(frame_);
  Value caller = build_->select(isLast, frame_, build_->sub(frame_, 1));
  Value next = build_->select(isLast, build_->int32(end), build_->load(inFrame(returnTo_, caller)));
  build_->store(caller, depth_);
  build_->store(next, state_);
}

void Machine::exitState(unsigned index) {
  const State &state = graph_.states[index];
  switch (state.exit) {
  case State::Exit::Goto:
    return goTo(state.edges[0]);
  case State::Exit::Return:
    return pop(state);
  case State::Exit::Call: {
    SmallVector<Value> args;
    for (Value operand : const_cast<func::CallOp &>(state.call).getOperands())
      args.push_back(valueOf(operand));
    return push(index, args);
  }
  case State::Exit::Branch:
    break;
  }
  for (const Edge &edge : state.edges) // outside of the branch, so that both ways see what is loaded
    for (const Assignment &each : edge.assignments)
      valueOf(each.source);
  auto branch = build_->make<scf::IfOp>(valueOf(state.condition), /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(build_->builder);
  build_->builder.setInsertionPointToStart(branch.thenBlock());
  goTo(state.edges[0]);
  build_->builder.setInsertionPointToStart(branch.elseBlock());
  goTo(state.edges[1]);
}

void Machine::runState(unsigned index) {
  Value isHere = build_->compare(Build::Predicate::eq, build_->load(state_), index);
  build_->when(isHere, [&] {
    known_ = invariants_;
    frame_ = build_->load(depth_);
    restore(index);
    for (Operation *op : graph_.states[index].operations)
      clone(op);
    exitState(index);
  });
}

func::FuncOp Machine::build(func::FuncOp entry) {
  OpBuilder builder(entry);
  auto function = builder.create<func::FuncOp>(entry.getLoc(), (entry.getSymName() + ".loop").str(),
                                               entry.getFunctionType());
  function.setPrivate();
  build_.emplace(builder, entry.getLoc());
  builder.setInsertionPointToStart(function.addEntryBlock());
  makeVariables(entry);
  makeFrames();
  build_->store(build_->int32(0), depth_);
  enter(entry, function.getArguments());
  auto loop = build_->make<scf::WhileOp>(TypeRange(), ValueRange());
  builder.createBlock(&loop.getBefore());
  Value goesOn = build_->compare(Build::Predicate::ne, build_->load(state_), graph_.states.size());
  build_->make<scf::ConditionOp>(goesOn, ValueRange());
  builder.createBlock(&loop.getAfter());
  auto end = build_->make<scf::YieldOp>();
  builder.setInsertionPoint(end);
  for (unsigned i = 0; i < graph_.states.size(); ++i)
    runState(i);
  builder.setInsertionPointAfter(loop);
  SmallVector<Value> results =
      llvm::map_to_vector(results_[entry], [&](Cell cell) { return build_->load(cell); });
  build_->make<func::ReturnOp>(results);
  return function;
}

} // namespace hd::ir
