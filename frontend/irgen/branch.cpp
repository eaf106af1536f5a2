// scf.if with what both sides assigned as results: sides are generated first, the operation after them.
#include "frontend/irgen/function_gen.h"

#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace hd::irgen {

Value FunctionGen::castTo(Value value, Type type, Location loc) {
  if (value.getType() == type)
    return value;
  assert(isa<ir::PointerType>(type) && "only pointers differ by address space");
  return builder_.create<ir::PointerCastOp>(loc, type, value);
}

// Pointers into different spaces meet as generic ones.
std::pair<Value, Value> FunctionGen::unify(Value a, Block *blockA, Value b, Block *blockB, Location loc) {
  if (a.getType() == b.getType())
    return {a, b};
  OpBuilder::InsertionGuard guard(builder_);
  auto pointee = cast<ir::PointerType>(a.getType()).getPointee();
  auto generic = ir::PointerType::get(&module_.context, pointee, ir::AddressSpace::Generic);
  builder_.setInsertionPointToEnd(blockA);
  a = castTo(a, generic, loc);
  builder_.setInsertionPointToEnd(blockB);
  return {a, castTo(b, generic, loc)};
}

namespace {

// One side of a branch: its block, what it yields, and what it left in the environment.
struct Side {
  std::unique_ptr<Block> block = std::make_unique<Block>();
  Values values;
  SmallVector<Slot> changed;
  llvm::DenseMap<Slot, Value> assigned;
};

} // namespace

static Side genSide(OpBuilder &builder, Environment &environment, Branch branch) {
  Side side;
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(side.block.get());
  size_t mark = environment.mark();
  if (branch)
    side.values = branch();
  side.changed = environment.changedSince(mark);
  for (Slot slot : side.changed)
    side.assigned[slot] = environment.get(slot);
  environment.rollback(mark);
  return side;
}

Values FunctionGen::genBranches(Location loc, Value condition, Branch thenBranch, Branch elseBranch) {
  if (matchPattern(condition, m_One()))
    return thenBranch();
  if (matchPattern(condition, m_Zero()))
    return elseBranch ? elseBranch() : Values();
  Side onTrue = genSide(builder_, environment_, thenBranch);
  Side onFalse = genSide(builder_, environment_, elseBranch);
  llvm::SmallSetVector<Slot, 8> slots(onTrue.changed.begin(), onTrue.changed.end());
  slots.insert(onFalse.changed.begin(), onFalse.changed.end());
  SmallVector<Slot> joined;
  for (Slot slot : slots) {
    auto valueOf = [&](Side &side) {
      auto found = side.assigned.find(slot);
      return found == side.assigned.end() ? environment_.get(slot) : found->second;
    };
    Value a = valueOf(onTrue), b = valueOf(onFalse);
    if (a == b) {
      environment_.set(slot, a);
      continue;
    }
    joined.push_back(slot);
    onTrue.values.push_back(a);
    onFalse.values.push_back(b);
  }
  assert(onTrue.values.size() == onFalse.values.size());
  SmallVector<Type> types;
  for (auto [a, b] : llvm::zip_equal(onTrue.values, onFalse.values)) {
    std::tie(a, b) = unify(a, onTrue.block.get(), b, onFalse.block.get(), loc);
    types.push_back(a.getType());
  }
  auto op = builder_.create<scf::IfOp>(loc, types, condition, /*addThenBlock=*/false, /*addElseBlock=*/false);
  bool needsElse = !types.empty() || !onFalse.block->empty();
  OpBuilder::InsertionGuard guard(builder_);
  auto finish = [&](Side &side, Region &region) {
    builder_.setInsertionPointToEnd(side.block.get());
    builder_.create<scf::YieldOp>(loc, side.values);
    region.push_back(side.block.release());
  };
  finish(onTrue, op.getThenRegion());
  if (needsElse)
    finish(onFalse, op.getElseRegion());
  size_t own = types.size() - joined.size();
  for (auto [index, slot] : llvm::enumerate(joined))
    environment_.set(slot, op.getResult(own + index));
  return Values(op.getResults().take_front(own));
}

void FunctionGen::branchStatements(Location loc, Value condition, llvm::function_ref<void()> thenBranch,
                                   llvm::function_ref<void()> elseBranch) {
  auto run = [](llvm::function_ref<void()> branch) {
    if (branch)
      branch();
    return Values();
  };
  genBranches(loc, condition, [&] { return run(thenBranch); }, [&] { return run(elseBranch); });
}

} // namespace hd::irgen
