// Control flow around barriers: it runs once for the block, with a stored mask for each warp where threads
// differ.
#include "backends/cpu/emitter.h"
#include "ir/transforms/spin_locks/spin_locks.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace hd::cpu {

void Emitter::emitBlockLevel(Block &block, const Slot *maskSlot, const std::function<void()> &atEnd) {
  size_t known = blockValues_.size(); // what this region adds does not dominate what follows it
  llvm::SmallVector<Operation *> pending;
  auto flush = [&](const std::function<void()> &last) {
    if (!pending.empty() || last)
      emitSegment(pending, maskSlot, last);
    pending.clear();
  };
  for (Operation &op : block.without_terminator()) {
    if (!analysis_.carriesBarrier(&op)) {
      pending.push_back(&op);
      continue;
    }
    flush(nullptr);
    emitBlockOp(&op, maskSlot);
  }
  flush(atEnd);
  while (blockValues_.size() > known)
    blockValues_.pop_back();
}

void Emitter::emitBlockOp(Operation *op, const Slot *maskSlot) {
  locate(op);
  if (isChecked() && isa<ir::BarrierOp, ir::BarrierReduceOp>(op))
    emitCheckedBarrier(op, maskSlot);
  if (isa<ir::BarrierOp>(op))
    return; // the end of a warp loop is the barrier
  if (isa<ir::BarrierReduceOp>(op))
    return emitBarrierReduce(op, maskSlot);
  if (auto at = dyn_cast<scf::IfOp>(op))
    return emitBlockIf(at, maskSlot);
  if (auto at = dyn_cast<scf::WhileOp>(op))
    return analysis_.isInterchanged(op) ? emitInterchanged(at) : emitBlockWhile(at, maskSlot);
  unsupported(op, "a barrier inside this operation is not supported");
}

Slot Emitter::makeMaskSlot() {
  Slot slot;
  scratchPerWarp_ = llvm::alignTo(scratchPerWarp_, 4);
  slot.offset = scratchPerWarp_;
  scratchPerWarp_ += 4;
  return slot;
}

// For each warp: the lanes of its mask for which `condition` holds, kept in a new slot. Sets `any` when there
// are some.
const Slot *Emitter::narrowMask(Value condition, const Slot *maskSlot, llvm::AllocaInst *anySlot) {
  const Slot *result = &maskSlots_.emplace_back(makeMaskSlot());
  builder_.CreateStore(builder_.getFalse(), anySlot);
  emitWarpLoop([&] {
    llvm::Value *bits =
        maskSlot ? builder_.CreateLoad(builder_.getInt32Ty(), slotAddress(*maskSlot)) : bitsOf(validLanes());
    if (condition)
      bits = builder_.CreateAnd(bits, bitsOf(conditionParts(condition)));
    builder_.CreateStore(bits, slotAddress(*result));
    llvm::Value *old = builder_.CreateLoad(builder_.getInt1Ty(), anySlot);
    builder_.CreateStore(builder_.CreateOr(old, builder_.CreateIsNotNull(bits)), anySlot);
  });
  return result;
}

static bool waitsForWarps(Region &region) {
  auto found = region.walk([](Operation *op) {
    return op->hasAttr(ir::kTogether) ? WalkResult::interrupt() : WalkResult::advance();
  });
  return found.wasInterrupted();
}

void Emitter::emitBlockIf(scf::IfOp op, const Slot *maskSlot) {
  for (Value result : op.getResults())
    ensureSlot(result);
  Shape condition = shapeOf(op.getCondition());
  bool isUniform = condition.isUniform() && condition.blockUniform;
  auto region = [&](Region &body, bool isThen) {
    if (body.empty())
      return;
    auto *enter = llvm::BasicBlock::Create(context_, isThen ? "then" : "else", function_);
    auto *after = llvm::BasicBlock::Create(context_, "after", function_);
    const Slot *inner = maskSlot;
    if (isUniform) {
      llvm::Value *scalar = blockScalar(op.getCondition());
      builder_.CreateCondBr(scalar, isThen ? enter : after, isThen ? after : enter);
    } else {
      auto *anySlot = stackArray(builder_.getInt1Ty(), 1);
      const Slot *taken = narrowMask(op.getCondition(), maskSlot, anySlot);
      if (!isThen) { // the rest of the mask
        builder_.CreateStore(builder_.getFalse(), anySlot);
        emitWarpLoop([&] {
          llvm::Value *all = maskSlot ? builder_.CreateLoad(builder_.getInt32Ty(), slotAddress(*maskSlot))
                                      : bitsOf(validLanes());
          llvm::Value *address = slotAddress(*taken);
          llvm::Value *bits = builder_.CreateAnd(
              all, builder_.CreateNot(builder_.CreateLoad(builder_.getInt32Ty(), address)));
          builder_.CreateStore(bits, address);
          llvm::Value *old = builder_.CreateLoad(builder_.getInt1Ty(), anySlot);
          builder_.CreateStore(builder_.CreateOr(old, builder_.CreateIsNotNull(bits)), anySlot);
        });
      }
      inner = taken;
      builder_.CreateCondBr(builder_.CreateLoad(builder_.getInt1Ty(), anySlot), enter, after);
    }
    builder_.SetInsertPoint(enter);
    auto yield = cast<scf::YieldOp>(body.front().getTerminator());
    std::function<void()> atEnd;
    if (op.getNumResults() != 0)
      atEnd = [&, yield]() mutable {
        for (auto [result, value] : llvm::zip(op.getResults(), yield.getOperands()))
          storeSlot(result, value);
      };
    emitBlockLevel(body.front(), inner, atEnd);
    builder_.CreateBr(after);
    builder_.SetInsertPoint(after);
  };
  bool thenWaits = waitsForWarps(op.getThenRegion()), elseWaits = waitsForWarps(op.getElseRegion());
  if (thenWaits && !elseWaits) { // perhaps for what the other side writes
    region(op.getElseRegion(), false);
    region(op.getThenRegion(), true);
    return;
  }
  region(op.getThenRegion(), true);
  region(op.getElseRegion(), false);
}

void Emitter::emitBlockWhile(scf::WhileOp op, const Slot *maskSlot) {
  for (BlockArgument argument : llvm::concat<BlockArgument>(op.getBeforeArguments(), op.getAfterArguments()))
    ensureSlot(argument);
  for (Value result : op.getResults())
    ensureSlot(result);
  // Block-uniform values that can be had at block level are assigned there; all are read before any is set.
  auto assignBlock = [&](auto targets, OperandRange values, llvm::DenseSet<Value> &done) {
    llvm::SmallVector<std::pair<llvm::Value *, llvm::AllocaInst *>> stores;
    for (auto [target, value] : llvm::zip(targets, values)) {
      const Slot slot = slots_.lookup(target);
      if (slot.kind != Slot::Kind::Block)
        continue;
      if (llvm::Value *scalar = blockScalar(value)) {
        stores.push_back({scalar, slot.scalar});
        done.insert(target);
      }
    }
    for (auto [scalar, slot] : stores)
      builder_.CreateStore(scalar, slot);
  };
  auto assignRest = [&](auto targets, OperandRange values, const llvm::DenseSet<Value> &done) {
    for (auto [target, value] : llvm::zip(targets, values))
      if (!done.contains(target))
        storeSlot(target, value);
  };
  llvm::DenseSet<Value> done;
  assignBlock(op.getBeforeArguments(), op.getInits(), done);
  if (done.size() != op.getInits().size())
    emitSegment({}, maskSlot, [&] { assignRest(op.getBeforeArguments(), op.getInits(), done); });

  scf::ConditionOp end = op.getConditionOp();
  Shape condition = shapeOf(end.getCondition());
  bool isUniform = condition.isUniform() && condition.blockUniform;
  auto *anySlot = isUniform ? nullptr : stackArray(builder_.getInt1Ty(), 1);
  const Slot *loopMask = isUniform ? maskSlot : narrowMask({}, maskSlot, anySlot);

  auto *header = llvm::BasicBlock::Create(context_, "loop", function_);
  auto *body = llvm::BasicBlock::Create(context_, "loop.body", function_);
  auto *exit = llvm::BasicBlock::Create(context_, "loop.exit", function_);
  builder_.CreateBr(header);
  builder_.SetInsertPoint(header);
  size_t known = blockValues_.size();
  auto scoped = [&](auto emit) {
    emit();
    while (blockValues_.size() > known)
      blockValues_.pop_back();
  };
  // The condition and what it passes on stay at block level where they can.
  bool simple = isUniform && llvm::all_of(op.getBeforeBody()->without_terminator(), [&](Operation &inner) {
                  return isMemoryEffectFree(&inner) && inner.getNumRegions() == 0;
                });
  scoped([&] {
    llvm::DenseSet<Value> set;
    if (simple) {
      assignBlock(op.getAfterArguments(), end.getArgs(), set);
      assignBlock(op.getResults(), end.getArgs(), set);
    }
    bool all = simple && set.size() == 2 * end.getArgs().size();
    if (!all)
      emitBlockLevel(*op.getBeforeBody(), loopMask, [&] {
        assignRest(op.getAfterArguments(), end.getArgs(), set);
        assignRest(op.getResults(), end.getArgs(), set);
        if (isUniform && !simple)
          storeSlot(end.getCondition(), end.getCondition());
      });
    if (isUniform) {
      builder_.CreateCondBr(blockScalar(end.getCondition()), body, exit);
    } else {
      const Slot *narrowed = narrowMask(end.getCondition(), loopMask, anySlot);
      emitWarpLoop([&] {
        llvm::Value *bits = builder_.CreateLoad(builder_.getInt32Ty(), slotAddress(*narrowed));
        builder_.CreateStore(bits, slotAddress(*loopMask));
      });
      builder_.CreateCondBr(builder_.CreateLoad(builder_.getInt1Ty(), anySlot), body, exit);
    }
  });
  builder_.SetInsertPoint(body);
  scoped([&] {
    // Yields that are the same for the block and made outside its segments are assigned after all segments.
    llvm::DenseSet<Value> later;
    for (auto [argument, value] : llvm::zip(op.getBeforeArguments(), op.getYieldOp().getOperands())) {
      if (slots_.lookup(argument).kind == Slot::Kind::Block &&
          (crossing_.contains(value) || isBlockPure(value)))
        later.insert(argument);
    }
    emitBlockLevel(*op.getAfterBody(), loopMask,
                   [&] { assignRest(op.getBeforeArguments(), op.getYieldOp().getOperands(), later); });
    llvm::DenseSet<Value> set;
    assignBlock(op.getBeforeArguments(), op.getYieldOp().getOperands(), set);
    if (llvm::any_of(later, [&](Value argument) { return !set.contains(argument); }))
      error_ = "internal error: a loop value of `" + kernel_.getName().str() + "` is lost at a barrier";
  });
  auto *latch = builder_.CreateBr(header);
  hintUnroll(latch, op);
  builder_.SetInsertPoint(exit);
}

// count, and, or of a predicate over the block's threads
void Emitter::emitBarrierReduce(Operation *op, const Slot *maskSlot) {
  auto reduce = cast<ir::BarrierReduceOp>(op);
  ensureSlot(reduce.getResult());
  llvm::AllocaInst *total = slots_[reduce.getResult()].scalar;
  bool isAnd = reduce.getKind() == ir::BarrierKind::And;
  builder_.CreateStore(i32(isAnd ? 1 : 0), total);
  emitSegment({}, maskSlot, [&] {
    llvm::Value *active = bitsOf(mask_);
    llvm::Value *bits = builder_.CreateAnd(active, bitsOf(conditionParts(reduce.getPredicate())));
    llvm::Value *old = builder_.CreateLoad(builder_.getInt32Ty(), total);
    llvm::Value *next = nullptr;
    switch (reduce.getKind()) {
    case ir::BarrierKind::Count:
      next = builder_.CreateAdd(old, builder_.CreateUnaryIntrinsic(llvm::Intrinsic::ctpop, bits));
      break;
    case ir::BarrierKind::And:
      next = builder_.CreateAnd(
          old, builder_.CreateZExt(builder_.CreateICmpEQ(bits, active), builder_.getInt32Ty()));
      break;
    case ir::BarrierKind::Or:
      next =
          builder_.CreateOr(old, builder_.CreateZExt(builder_.CreateIsNotNull(bits), builder_.getInt32Ty()));
      break;
    }
    builder_.CreateStore(next, total);
  });
}

} // namespace hd::cpu
