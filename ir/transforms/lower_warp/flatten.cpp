#include "ir/transforms/lower_warp/flatten.h"

#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace hd::ir {
namespace {

bool isMovable(Operation *op) {
  return op->getNumRegions() == 0 && (isMemoryEffectFree(op) || isa<PrivateOp>(op));
}

class Flattener {
public:
  Flattener(func::FuncOp kernel, const Uniformity &uniformity, ExchangeOptions options)
      : uniformity_(uniformity), options_(options), builder_(kernel.getContext()),
        start_(&kernel.getBody().front()) {
    for (Operation &op : start_->without_terminator())
      body_.push_back(&op);
    exchange_.emplace(kernel, options_);
  }

  LogicalResult run() {
    if (failed(place(body_, start_->getTerminator(), Value())))
      return failure();
    exchange_->finish();
    return success();
  }

private:
  // One `if (active)` that collects operations in front of `anchor`.
  struct Group {
    Operation *anchor;
    Value active;
    scf::IfOp branch;
  };

  LogicalResult placeBlock(Block &block, Operation *anchor, Value active) {
    SmallVector<Operation *> ops;
    for (Operation &op : block.without_terminator())
      ops.push_back(&op);
    return place(ops, anchor, active);
  }

  // Moves the operations in front of `anchor`, which the whole block passes.
  LogicalResult place(ArrayRef<Operation *> ops, Operation *anchor, Value active) {
    Group group{anchor, active, {}};
    for (Operation *op : ops) {
      if (hasSync(op)) {
        close(group);
        op->moveBefore(anchor);
        if (failed(placeSync(op, active)))
          return failure();
      } else if (!active) {
        op->moveBefore(anchor);
      } else {
        add(group, op);
      }
    }
    close(group);
    return success();
  }

  void add(Group &group, Operation *op) {
    if (isMovable(op) && !dependsOn(op, group)) {
      op->moveBefore(group.branch ? group.branch.getOperation() : group.anchor);
      return;
    }
    if (!group.branch) {
      builder_.setInsertionPoint(group.anchor);
      group.branch = builder_.create<scf::IfOp>(op->getLoc(), group.active, /*withElseRegion=*/false);
    }
    op->moveBefore(group.branch.thenBlock()->getTerminator());
  }

  static bool dependsOn(Operation *op, Group &group) {
    return group.branch && llvm::any_of(op->getOperands(), [&](Value operand) {
             return operand.getParentBlock() == group.branch.thenBlock();
           });
  }

  static bool isUsedBehind(Value value, Block *block) {
    return llvm::any_of(value.getUsers(),
                        [&](Operation *user) { return !block->findAncestorOpInBlock(*user); });
  }

  // Gives the branch results for what is used behind it.
  void close(Group &group) {
    if (!group.branch)
      return;
    scf::IfOp branch = std::exchange(group.branch, {});
    sinkPointers(branch);
    Block *body = branch.thenBlock();
    SmallVector<Value> crossing;
    for (Operation &op : *body)
      for (Value result : op.getResults())
        if (isUsedBehind(result, body))
          crossing.push_back(result);
    if (crossing.empty())
      return;
    builder_.setInsertionPoint(branch);
    Build build(builder_, branch.getLoc());
    SmallVector<Type> types(ValueRange(crossing).getTypes());
    auto wider = build.make<scf::IfOp>(types, branch.getCondition(), /*withElseRegion=*/true);
    body->getTerminator()->erase();
    wider.thenBlock()->getOperations().splice(wider.thenBlock()->end(), body->getOperations());
    for (auto [value, result] : llvm::zip_equal(crossing, wider.getResults()))
      value.replaceUsesWithIf(
          result, [&](OpOperand &use) { return !wider.thenBlock()->findAncestorOpInBlock(*use.getOwner()); });
    builder_.setInsertionPointToEnd(wider.thenBlock());
    build.make<scf::YieldOp>(crossing);
    builder_.setInsertionPointToEnd(wider.elseBlock());
    SmallVector<Value> zeros;
    for (Type type : types)
      zeros.push_back(build.zero(type));
    build.make<scf::YieldOp>(zeros);
    branch.erase();
  }

  // Address arithmetic is done again behind the branch instead of passing pointers out of it.
  void sinkPointers(scf::IfOp branch) {
    Block *body = branch.thenBlock();
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(*body))) {
      if (!isMovable(&op) || isa<PrivateOp>(op) || op.getNumResults() != 1 ||
          !isa<PointerType>(op.getResult(0).getType()) || !isUsedBehind(op.getResult(0), body))
        continue;
      builder_.setInsertionPointAfter(branch);
      Operation *copy = builder_.clone(op);
      op.getResult(0).replaceUsesWithIf(
          copy->getResult(0), [&](OpOperand &use) { return !body->findAncestorOpInBlock(*use.getOwner()); });
      if (op.use_empty())
        op.erase();
    }
  }

  LogicalResult placeSync(Operation *op, Value active) {
    if (isSync(op)) {
      exchange_->lower(op, active);
      return success();
    }
    if (auto branch = dyn_cast<scf::IfOp>(op))
      return placeIf(branch, active);
    if (auto loop = dyn_cast<scf::WhileOp>(op))
      return placeWhile(loop, active);
    return op->emitOpError("holds warp operations or barriers, which cannot be lowered here");
  }

  LogicalResult placeIf(scf::IfOp branch, Value active) {
    Block *then = branch.thenBlock(), *otherwise = branch.elseBlock();
    Value condition = branch.getCondition();
    if (uniformity_.isUniform(condition)) {
      if (failed(placeBlock(*then, then->getTerminator(), active)))
        return failure();
      return otherwise ? placeBlock(*otherwise, otherwise->getTerminator(), active) : success();
    }
    Build build(builder_, branch);
    auto both = [&](Value flag) { return active ? build.bitAnd(active, flag) : flag; };
    Value takesThen = both(condition), takesElse = both(build.bitXor(condition, build.boolean(true)));
    if (failed(placeBlock(*then, branch, takesThen)))
      return failure();
    if (otherwise && failed(placeBlock(*otherwise, branch, takesElse)))
      return failure();
    builder_.setInsertionPoint(branch);
    for (auto [index, result] : llvm::enumerate(branch.getResults())) {
      Value yes = branch.thenYield().getOperand(unsigned(index)),
            no = branch.elseYield().getOperand(unsigned(index));
      result.replaceAllUsesWith(build.select(condition, yes, no));
    }
    branch.erase();
    return success();
  }

  LogicalResult placeWhile(scf::WhileOp loop, Value active) {
    Block *before = loop.getBeforeBody(), *after = loop.getAfterBody();
    if (!uniformity_.isUniform(loop.getConditionOp().getCondition()))
      return placeDivergentLoop(loop, active);
    if (failed(placeBlock(*before, before->getTerminator(), active)))
      return failure();
    return placeBlock(*after, after->getTerminator(), active);
  }

  // The new loop carries whether the thread still runs, the old loop's values, and what the old loop had
  // passed on when the thread left it.
  LogicalResult placeDivergentLoop(scf::WhileOp loop, Value active) {
    Build build(builder_, loop);
    SmallVector<Value> inits{active ? active : build.boolean(true)};
    inits.append(loop.getInits().begin(), loop.getInits().end());
    for (Type type : loop.getResultTypes())
      inits.push_back(build.zero(type));
    SmallVector<Type> carried(ValueRange(inits).getTypes()), passed{build.i1()};
    passed.append(loop.result_type_begin(), loop.result_type_end());
    auto wider = build.make<scf::WhileOp>(passed, inits);
    if (failed(buildBefore(build, loop, wider, carried)) || failed(buildAfter(build, loop, wider, passed)))
      return failure();
    loop.replaceAllUsesWith(wider.getResults().drop_front());
    loop.erase();
    return success();
  }

  LogicalResult buildBefore(Build &build, scf::WhileOp loop, scf::WhileOp wider, ArrayRef<Type> types) {
    SmallVector<Location> places(types.size(), loop.getLoc());
    Block *block = builder_.createBlock(&wider.getBefore(), {}, types, places);
    Value running = block->getArgument(0);
    size_t count = loop.getInits().size();
    for (auto [old, argument] :
         llvm::zip_equal(loop.getBeforeArguments(), block->getArguments().slice(1, count)))
      old.replaceAllUsesWith(argument);
    auto condition = build.make<scf::ConditionOp>(running, ValueRange());
    if (failed(placeBlock(*loop.getBeforeBody(), condition, running)))
      return failure();
    builder_.setInsertionPoint(condition);
    Value goesOn = build.bitAnd(running, loop.getConditionOp().getCondition());
    SmallVector<Value> passed{goesOn};
    for (auto [value, held] :
         llvm::zip_equal(loop.getConditionOp().getArgs(), block->getArguments().drop_front(1 + count)))
      passed.push_back(build.select(running, value, held));
    build.make<scf::ConditionOp>(exchange_->anyOfBlock(build, goesOn), passed);
    condition.erase();
    return success();
  }

  LogicalResult buildAfter(Build &build, scf::WhileOp loop, scf::WhileOp wider, ArrayRef<Type> types) {
    SmallVector<Location> places(types.size(), loop.getLoc());
    Block *block = builder_.createBlock(&wider.getAfter(), {}, types, places);
    for (auto [old, argument] : llvm::zip_equal(loop.getAfterArguments(), block->getArguments().drop_front()))
      old.replaceAllUsesWith(argument);
    auto end = build.make<scf::YieldOp>(ValueRange());
    if (failed(placeBlock(*loop.getAfterBody(), end, block->getArgument(0))))
      return failure();
    builder_.setInsertionPoint(end);
    SmallVector<Value> next{block->getArgument(0)};
    next.append(loop.getYieldOp().operand_begin(), loop.getYieldOp().operand_end());
    next.append(block->args_begin() + 1, block->args_end());
    build.make<scf::YieldOp>(next);
    end.erase();
    return success();
  }

  const Uniformity &uniformity_;
  ExchangeOptions options_;
  OpBuilder builder_;
  Block *start_;
  SmallVector<Operation *> body_; // of the kernel, without what the exchange puts in front
  std::optional<Exchange> exchange_;
};

} // namespace

bool needsFlattening(func::FuncOp kernel, const Uniformity &uniformity, bool lowerBarrierReduce) {
  auto isUniformPath = [&](Operation *op) {
    for (Operation *parent = op->getParentOp(); parent != kernel; parent = parent->getParentOp()) {
      auto branch = dyn_cast<scf::IfOp>(parent);
      auto loop = dyn_cast<scf::WhileOp>(parent);
      if (!branch && !loop)
        return false;
      if (!uniformity.isUniform(branch ? branch.getCondition() : loop.getConditionOp().getCondition()))
        return false;
    }
    return true;
  };
  return kernel
      .walk([&](Operation *op) {
        bool needs = isWarpOp(op) || (isa<BarrierReduceOp>(op) && lowerBarrierReduce) ||
                     (isSync(op) && !isUniformPath(op));
        return needs ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

LogicalResult flatten(func::FuncOp kernel, const Uniformity &uniformity, ExchangeOptions options) {
  return Flattener(kernel, uniformity, options).run();
}

} // namespace hd::ir
