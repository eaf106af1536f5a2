// Loops as scf.while that carries the variables assigned in them. Leaving early is part of the condition:
// leading exits of the body are tested in the `before` region (loop_head.cpp), the others set flags.
#include "frontend/irgen/function_gen.h"

using namespace mlir;

namespace hd::irgen {

static IntegerAttr unrollAttr(OpBuilder &builder, const ast::UnrollHint &hint) {
  switch (hint.kind) {
  case ast::UnrollHint::Kind::None:
    return {};
  case ast::UnrollHint::Kind::Full:
    return builder.getI64IntegerAttr(0);
  case ast::UnrollHint::Kind::Count:
    return builder.getI64IntegerAttr(int64_t(std::max<uint64_t>(hint.value, 1)));
  }
  llvm_unreachable("all kinds are handled");
}

// `before` gives the condition (null: always true). With `declaresBefore` the variables that it declares are
// known to `after` as well.
void FunctionGen::emitLoop(Location loc, AssignedSlots &assigned, const ast::UnrollHint &unroll,
                           bool declaresBefore, llvm::function_ref<Value()> before,
                           llvm::function_ref<void()> after) {
  SmallVector<Slot> carried;
  Values inits;
  SmallVector<Type> types;
  for (auto [slot, replaced] : assigned) {
    Value value = environment_.get(slot);
    if (!value)
      continue; // declared inside
    if (replaced && isa<ir::PointerType>(value.getType()))
      value = toGeneric(value, loc);
    carried.push_back(slot);
    inits.push_back(value);
    types.push_back(value.getType());
  }
  auto valuesAs = [&](Block *block, llvm::ArrayRef<Slot> slots) {
    builder_.setInsertionPointToEnd(block);
    Values values;
    for (auto [index, slot] : llvm::enumerate(slots)) {
      Value value = environment_.get(slot);
      values.push_back(index < types.size() ? castTo(value, types[index], loc) : value);
    }
    return values;
  };
  auto enter = [&](Block *block, llvm::ArrayRef<Slot> slots, TypeRange slotTypes) {
    builder_.setInsertionPointToEnd(block);
    for (auto [slot, type] : llvm::zip_equal(slots, slotTypes))
      environment_.set(slot, block->addArgument(type, loc));
  };

  OperationState state(loc, scf::WhileOp::getOperationName());
  state.addOperands(inits);
  Block *beforeBlock = new Block, *afterBlock = new Block;
  state.addRegion()->push_back(beforeBlock);
  state.addRegion()->push_back(afterBlock);
  SmallVector<Slot> passed = carried;
  {
    OpBuilder::InsertionGuard guard(builder_);
    size_t mark = environment_.mark();
    enter(beforeBlock, carried, types);
    Value condition = before();
    if (!condition)
      condition = boolean(true, loc);
    Block *end = builder_.getInsertionBlock();
    if (declaresBefore)
      passed.append(environment_.changedSince(mark, /*fresh=*/true));
    Values values = valuesAs(end, passed);
    builder_.create<scf::ConditionOp>(loc, condition, values);
    environment_.rollback(mark);
    state.addTypes(ValueRange(values).getTypes());
    enter(afterBlock, passed, ValueRange(values).getTypes());
    after();
    builder_.create<scf::YieldOp>(loc, valuesAs(builder_.getInsertionBlock(), carried));
    environment_.rollback(mark);
  }
  Operation *op = builder_.create(state);
  if (IntegerAttr attr = unrollAttr(builder_, unroll))
    op->setAttr(ir::kUnrollAttr, attr);
  for (auto [index, slot] : llvm::enumerate(carried))
    environment_.set(slot, op->getResult(index));
}

// What a `return` in a loop changes.
void FunctionGen::addReturned(AssignedSlots &assigned) {
  assigned[{returnFlag_, 0}] = true;
  for (unsigned i = 0; environment_.get({this, i}); ++i)
    assigned[{this, i}] = true;
}

void FunctionGen::genWhile(const ast::WhileStmt *stmt) {
  LoopParts parts{stmt, stmt->condition, stmt->body, nullptr, {}, stmt->unroll};
  genLoop(parts);
}

void FunctionGen::genFor(const ast::ForStmt *stmt) {
  LoopParts parts{stmt, stmt->condition, stmt->body, stmt->increment, {}, stmt->unroll};
  if (stmt->init)
    genStmt(stmt->init);
  if (auto *decls = dyn_cast_or_null<ast::DeclStmt>(stmt->init))
    parts.own.insert(decls->decls.begin(), decls->decls.end());
  genLoop(parts);
}

void FunctionGen::genLoop(LoopParts &parts) {
  Location loc = module_.at(parts.loop->range);
  if (parts.condition && constantCondition(parts.condition) == false)
    return;
  llvm::SaveAndRestore saveBreak(breakFlag_, newFlag()), saveContinue(continueFlag_, newFlag());
  if (parts.condition && constantCondition(parts.condition))
    parts.condition = nullptr;
  Exits all = exits_.of(parts.body);
  const Sequence *body = sequence(parts.body, nullptr);
  SmallVector<Head> heads;
  bool guarded = parts.condition != nullptr;
  for (Head head; heads.size() < 4 && takeHead(body, guarded, head); head = {}) {
    heads.push_back(head);
    guarded = true;
  }
  Exits rest; // what only flags can say
  for (const Sequence *step = body; step; step = step->next)
    rest |= exits_.of(step->stmt);
  rest.continues = false;
  if (all.returns)
    activate(returnFlag_);
  activate(rest);

  AssignedSlots assigned;
  assigned[{breakFlag_, 0}] = true;
  if (all.returns)
    addReturned(assigned);
  if (parts.condition)
    collectAssigned(parts.condition, types_, assigned);
  if (parts.increment)
    collectAssigned(parts.increment, types_, assigned);
  collectAssigned(parts.body, types_, assigned);
  emitLoop(
      loc, assigned, parts.unroll, /*declaresBefore=*/true,
      [&] { return genKeepGoing(parts, noneRaised(flagsOf(rest), loc), heads); },
      [&] {
        genSequence(body);
        genIncrement(parts, rest.any());
      });
}

// After a `break` the increment must not run, unless nobody sees what it changes.
void FunctionGen::genIncrement(const LoopParts &parts, bool exitsEarly) {
  if (!parts.increment)
    return;
  AssignedSlots changed;
  collectAssigned(parts.increment, types_, changed);
  bool unseen = isCheapStep(parts.increment, types_) &&
                llvm::all_of(changed, [&](auto &entry) { return parts.own.contains(entry.first.first); });
  if (!exitsEarly || unseen)
    return genDiscarded(parts.increment);
  Location loc = at(parts.increment);
  Value keep = noneRaised({breakFlag_, returnFlag_}, loc);
  branchStatements(loc, keep, [&] { genDiscarded(parts.increment); }, nullptr);
}

// The whole loop is in the `before` region: body first, then the test.
void FunctionGen::genDo(const ast::DoStmt *stmt) {
  Location loc = module_.at(stmt->range);
  Exits exits = exits_.of(stmt->body);
  llvm::SaveAndRestore saveBreak(breakFlag_, newFlag()), saveContinue(continueFlag_, newFlag());
  if (constantCondition(stmt->condition) == false) // do { ... } while (0): no loop at all
    return genSequence(sequence(stmt->body, nullptr));
  if (exits.returns)
    activate(returnFlag_);
  AssignedSlots assigned;
  if (exits.returns)
    addReturned(assigned);
  collectAssigned(stmt->body, types_, assigned);
  collectAssigned(stmt->condition, types_, assigned);
  auto bodyAndTest = [&]() -> Value {
    Exits leaving = exits;
    leaving.continues = false;
    activate(leaving);
    genSequence(sequence(stmt->body, nullptr));
    Value keep = noneRaised(flagsOf(leaving), loc);
    return genKeepGoing({stmt, stmt->condition, stmt->body, nullptr, {}, {}}, keep, {});
  };
  emitLoop(loc, assigned, stmt->unroll, /*declaresBefore=*/false, bodyAndTest, [] {});
}

} // namespace hd::irgen
