#include "ir/transforms/promote_private/pointer_loops.h"

#include "ir/hd/dialect.h"

using namespace mlir;

namespace hd::ir {

// The pointer that hd.offset operations start from.
static Value startOf(Value pointer) {
  while (auto offset = pointer.getDefiningOp<OffsetOp>())
    pointer = offset.getBase();
  return pointer;
}

// What is added to the start.
static SmallVector<Value> stepsOf(Value pointer) {
  SmallVector<Value> steps;
  while (auto offset = pointer.getDefiningOp<OffsetOp>()) {
    steps.push_back(offset.getIndex());
    pointer = offset.getBase();
  }
  return steps;
}

static Value sum(OpBuilder builder, Location loc, Value index, ArrayRef<Value> steps) {
  for (Value step : llvm::reverse(steps))
    index = builder.create<arith::AddIOp>(loc, index, step);
  return index;
}

// Makes an index of a pointer that is given its value elsewhere; its uses see `init` plus the index.
static void becomeIndex(OpBuilder builder, Value value, Value init) {
  Type pointer = value.getType();
  value.setType(builder.getI64Type());
  auto offset = builder.create<OffsetOp>(init.getLoc(), pointer, init, value);
  value.replaceAllUsesExcept(offset, offset);
}

bool indexPointer(scf::WhileOp loop, unsigned number) {
  BlockArgument before = loop.getBeforeArguments()[number];
  scf::ConditionOp condition = loop.getConditionOp();
  scf::YieldOp yield = loop.getYieldOp();
  SmallVector<unsigned> passed; // condition operands that come of it
  for (auto [index, operand] : llvm::enumerate(condition.getArgs()))
    if (startOf(operand) == before)
      passed.push_back(index);
  const unsigned *carried = llvm::find_if(passed, [&](unsigned index) {
    return startOf(yield.getOperand(number)) == loop.getAfterArguments()[index];
  });
  if (carried == passed.end())
    return false;

  Value init = loop.getInits()[number], again = loop.getAfterArguments()[*carried];
  Location loc = loop.getLoc();
  SmallVector<Value> step = stepsOf(yield.getOperand(number));
  SmallVector<SmallVector<Value>> passedSteps;
  for (unsigned index : passed)
    passedSteps.push_back(stepsOf(condition.getArgs()[index]));

  OpBuilder builder(loop);
  loop->setOperand(number, builder.create<arith::ConstantOp>(loc, builder.getI64IntegerAttr(0)));
  becomeIndex(OpBuilder::atBlockBegin(loop.getBeforeBody()), before, init);
  builder.setInsertionPointAfter(loop);
  for (unsigned index : passed) {
    becomeIndex(OpBuilder::atBlockBegin(loop.getAfterBody()), loop.getAfterArguments()[index], init);
    becomeIndex(builder, loop.getResult(index), init);
  }
  // The arguments are indices now, and so is what the loop hands on.
  yield->setOperand(number, sum(OpBuilder(yield), loc, again, step));
  for (auto [index, steps] : llvm::zip_equal(passed, passedSteps))
    condition->setOperand(1 + index, sum(OpBuilder(condition), loc, before, steps));
  return true;
}

} // namespace hd::ir
