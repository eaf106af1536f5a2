#include "ir/transforms/promote_private/pointer_choices.h"

#include "ir/hd/addresses.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace hd::ir {

namespace {

// Computes pointers of the two sides of a branch behind it.
class Exporter {
public:
  explicit Exporter(scf::IfOp branch) : branch(branch) {}

  bool canExport(Value value) const;
  scf::IfOp run(ArrayRef<unsigned> numbers);

private:
  bool isInside(Value value) const { return branch->isAncestor(value.getParentRegion()->getParentOp()); }
  void addResults(Value value);
  Value exported(OpBuilder &builder, Value value);
  void appendYields(ArrayRef<unsigned> dropped, scf::YieldOp yield, Region &side);

  scf::IfOp branch;
  // What is computed inside and is no address, in the order of the further results.
  llvm::MapVector<Value, Value> results;
};

bool Exporter::canExport(Value value) const {
  if (!isInside(value) || !isa<PointerType>(value.getType()))
    return true;
  Operation *op = value.getDefiningOp();
  return (isAddress(op) || isa_and_nonnull<arith::SelectOp>(op)) &&
         llvm::all_of(op->getOperands(), [&](Value operand) { return canExport(operand); });
}

void Exporter::addResults(Value value) {
  if (!isInside(value))
    return;
  if (!isa<PointerType>(value.getType()))
    results[value] = {};
  else
    for (Value operand : value.getDefiningOp()->getOperands())
      addResults(operand);
}

Value Exporter::exported(OpBuilder &builder, Value value) {
  if (!isInside(value))
    return value;
  if (Value result = results.lookup(value))
    return result;
  Operation *copy = value.getDefiningOp()->clone();
  for (OpOperand &operand : copy->getOpOperands())
    operand.set(exported(builder, operand.get()));
  return builder.insert(copy)->getResult(0);
}

void Exporter::appendYields(ArrayRef<unsigned> dropped, scf::YieldOp yield, Region &side) {
  SmallVector<Value> operands;
  for (auto [number, operand] : llvm::enumerate(yield.getOperands()))
    if (!llvm::is_contained(dropped, number))
      operands.push_back(operand);
  OpBuilder builder(yield);
  for (auto &[value, result] : results)
    operands.push_back(value.getParentRegion() == &side
                           ? value
                           : builder.create<arith::ConstantOp>(
                                 yield.getLoc(), cast<TypedAttr>(builder.getZeroAttr(value.getType()))));
  yield->setOperands(operands);
}

scf::IfOp Exporter::run(ArrayRef<unsigned> numbers) {
  SmallVector<std::pair<Value, Value>> pointers;
  for (unsigned number : numbers) {
    pointers.emplace_back(branch.thenYield().getOperand(number), branch.elseYield().getOperand(number));
    addResults(pointers.back().first);
    addResults(pointers.back().second);
  }
  appendYields(numbers, branch.thenYield(), branch.getThenRegion());
  appendYields(numbers, branch.elseYield(), branch.getElseRegion());

  OpBuilder builder(branch);
  SmallVector<Type> types(branch.thenYield().getOperandTypes());
  auto fresh = builder.create<scf::IfOp>(branch.getLoc(), types, branch.getCondition(),
                                         /*addThenBlock=*/false, /*addElseBlock=*/false);
  fresh->setDiscardableAttrs(branch->getDiscardableAttrDictionary());
  unsigned next = 0;
  for (auto [number, result] : llvm::enumerate(branch.getResults()))
    if (!llvm::is_contained(numbers, number))
      result.replaceAllUsesWith(fresh.getResult(next++));
  for (auto &[value, result] : results)
    result = fresh.getResult(next++);
  for (auto [number, pointer] : llvm::zip_equal(numbers, pointers)) {
    Value onTrue = exported(builder, pointer.first), onFalse = exported(builder, pointer.second);
    Value choice = builder.create<arith::SelectOp>(branch.getLoc(), branch.getCondition(), onTrue, onFalse);
    branch.getResult(number).replaceAllUsesWith(choice);
  }
  fresh.getThenRegion().takeBody(branch.getThenRegion());
  fresh.getElseRegion().takeBody(branch.getElseRegion());
  branch.erase();
  return fresh;
}

} // namespace

bool choosePointers(scf::IfOp branch, ArrayRef<unsigned> numbers) {
  Exporter exporter(branch);
  SmallVector<unsigned> possible;
  for (unsigned number : numbers)
    if (exporter.canExport(branch.thenYield().getOperand(number)) &&
        exporter.canExport(branch.elseYield().getOperand(number)))
      possible.push_back(number);
  if (possible.empty())
    return false;
  exporter.run(possible);
  return true;
}

static Value withBase(OpBuilder &builder, Operation *address, Value base) {
  Operation *copy = address->clone();
  copy->setOperand(0, base);
  return builder.insert(copy)->getResult(0);
}

// The access once for each pointer, under the condition.
static void branchAccess(Operation *access, arith::SelectOp choice) {
  OpBuilder builder(access);
  auto branch = builder.create<scf::IfOp>(access->getLoc(), access->getResultTypes(), choice.getCondition(),
                                          /*addThenBlock=*/true, /*addElseBlock=*/true);
  auto fill = [&](Block *block, Value pointer) {
    OpBuilder inside = OpBuilder::atBlockEnd(block);
    Operation *copy = inside.clone(*access);
    copy->replaceUsesOfWith(choice, pointer);
    inside.create<scf::YieldOp>(access->getLoc(), copy->getResults());
  };
  fill(branch.thenBlock(), choice.getTrueValue());
  fill(branch.elseBlock(), choice.getFalseValue());
  access->replaceAllUsesWith(branch.getResults());
  access->erase();
}

void resolveChoice(arith::SelectOp choice) {
  while (!choice.use_empty()) {
    Operation *user = *choice->user_begin();
    if (auto outer = dyn_cast<arith::SelectOp>(user)) {
      resolveChoice(outer);
    } else if (isAddress(user)) {
      OpBuilder builder(user);
      Value onTrue = withBase(builder, user, choice.getTrueValue());
      Value onFalse = withBase(builder, user, choice.getFalseValue());
      auto moved = builder.create<arith::SelectOp>(choice.getLoc(), choice.getCondition(), onTrue, onFalse);
      user->getResult(0).replaceAllUsesWith(moved);
      user->erase();
      resolveChoice(moved);
    } else {
      branchAccess(user, choice);
    }
  }
  choice.erase();
}

} // namespace hd::ir
