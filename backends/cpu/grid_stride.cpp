#include "backends/cpu/grid_stride.h"

#include "backends/cpu/emitter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace hd::cpu {

static bool dependsOnGrid(Value value, unsigned depth = 6) {
  Operation *op = value.getDefiningOp();
  if (!op || depth == 0)
    return false;
  return isa<ir::GridDimOp>(op) ||
         llvm::any_of(op->getOperands(), [&](Value operand) { return dependsOnGrid(operand, depth - 1); });
}

std::optional<Advance> advanceOf(Value value, unsigned depth) {
  if (depth == 0)
    return std::nullopt;
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    auto loop = dyn_cast<scf::WhileOp>(argument.getOwner()->getParentOp());
    if (!loop || argument.getOwner() != loop.getAfterBody())
      return std::nullopt;
    auto carried = dyn_cast<BlockArgument>(loop.getConditionOp().getArgs()[argument.getArgNumber()]);
    if (!carried || carried.getOwner() != loop.getBeforeBody())
      return std::nullopt;
    auto next = loop.getYieldOp().getOperand(carried.getArgNumber()).getDefiningOp<arith::AddIOp>();
    if (!next || (next.getLhs() != value && next.getRhs() != value))
      return std::nullopt;
    return Advance{next.getLhs() == value ? next.getRhs() : next.getLhs()};
  }
  Operation *op = value.getDefiningOp();
  if (isa_and_nonnull<arith::ExtSIOp, arith::ExtUIOp>(op))
    return advanceOf(op->getOperand(0), depth - 1);
  if (auto offset = dyn_cast_or_null<ir::OffsetOp>(op)) {
    std::optional<Advance> index = advanceOf(offset.getIndex(), depth - 1);
    if (index)
      index->factor *= int64_t(ir::sizeOf(cast<ir::PointerType>(offset.getType()).getPointee()));
    return index;
  }
  return std::nullopt;
}

bool isGridStride(scf::WhileOp loop) {
  bool found = false;
  loop.getAfterBody()->walk([&](ir::LoadOp load) {
    std::optional<Advance> advance = advanceOf(load.getPointer());
    found |= advance && dependsOnGrid(advance->step);
  });
  return found;
}

// The carried values that stay affine: their value for the first thread is all that must be kept.
void Emitter::findStarts(scf::WhileOp op) {
  for (auto [argument, init] : llvm::zip(op.getBeforeArguments(), op.getInits()))
    if (shapeOf(argument).isLinear() && isAffine(init))
      starts_[argument] = stackArray(typeOf(argument), 1);
  bool changed = true;
  while (changed) {
    changed = false;
    for (auto [argument, next] : llvm::zip(op.getBeforeArguments(), op.getYieldOp().getOperands()))
      if (starts_.contains(argument) && !isAffine(next))
        changed |= starts_.erase(argument);
  }
}

// Sets the affine arguments for the first thread, all from their old values.
void Emitter::moveStarts(scf::WhileOp op, OperandRange values) {
  llvm::SmallVector<std::pair<llvm::Value *, llvm::AllocaInst *>> stores;
  for (auto [argument, value] : llvm::zip(op.getBeforeArguments(), values))
    if (llvm::AllocaInst *start = starts_.lookup(argument))
      stores.push_back({atFirstThread(value), start});
  for (auto [value, start] : stores)
    builder_.CreateStore(value, start);
}

// An affine argument in the current warp.
Parts Emitter::fromStart(llvm::Value *start, int64_t stride) {
  Parts parts;
  for (llvm::Value *x : threadX_) {
    llvm::Value *steps =
        builder_.CreateMul(builder_.CreateZExt(x, builder_.getInt64Ty()), i64(uint64_t(stride)));
    parts.push_back(start->getType()->isPointerTy()
                        ? builder_.CreateGEP(builder_.getInt8Ty(), start, steps)
                        : builder_.CreateAdd(start, builder_.CreateTrunc(steps, start->getType())));
  }
  return parts;
}

static unsigned roundsAtATime(scf::WhileOp op) {
  unsigned ops = 0;
  op->walk([&](Operation *) { ++ops; });
  return ops <= 24 ? 4 : ops <= 48 ? 2 : 1;
}

// The iterations that all threads of the block take, each by all warps before the next; then every warp takes
// what is left for it on its own.
void Emitter::emitInterchanged(scf::WhileOp op) {
  findStarts(op);
  for (BlockArgument argument : op.getBeforeArguments())
    if (!starts_.contains(argument))
      ensureSlot(argument);
  for (Value result : op.getResults())
    ensureSlot(result);
  auto together = [&] {
    moveStarts(op, op.getInits());
    if (llvm::any_of(op.getBeforeArguments(), [&](Value argument) { return !starts_.contains(argument); }))
      emitSegment({}, nullptr, [&] {
        for (auto [argument, init] : llvm::zip(op.getBeforeArguments(), op.getInits()))
          if (!starts_.contains(argument))
            storeSlot(argument, init);
      });
    unsigned several = roundsAtATime(op);
    emitStrides(op, several);
    if (several > 1 && op.use_empty()) // then often nothing is left
      emitStrides(op, 1);
  };
  if (canGroupBlocks(op))
    emitGrouped(op, together);
  else
    together();
  llvm::Value *nothingLeft = op.use_empty() ? noThreadWhere(op.getConditionOp().getCondition()) : nullptr;
  auto *rest = llvm::BasicBlock::Create(context_, "stride.rest", function_);
  auto *done = llvm::BasicBlock::Create(context_, "stride.done", function_);
  builder_.CreateCondBr(nothingLeft ? nothingLeft : builder_.getFalse(), done, rest);
  builder_.SetInsertPoint(rest);
  size_t known = blockValues_.size();
  emitSegment({}, nullptr, [&] {
    emitWhile(op, /*resume=*/true);
    for (Value result : op.getResults())
      storeSlot(result, result);
  });
  while (blockValues_.size() > known)
    blockValues_.pop_back();
  builder_.CreateBr(done);
  builder_.SetInsertPoint(done);
}

// Several iterations of one warp; the carried values that are not affine come from slots and go back there.
void Emitter::emitRounds(scf::WhileOp op, llvm::ArrayRef<Round> rounds) {
  for (const Round &round : rounds) {
    for (BlockArgument argument : op.getBeforeArguments())
      if (llvm::Value *start = round.starts.lookup(argument))
        if (!setKnown(argument, round.range))
          set(argument, {fromStart(start, shapeOf(argument).stride)});
    for (Operation &inner : op.getBeforeBody()->without_terminator())
      emitKnown(&inner, round.range);
    for (auto [argument, value] : llvm::zip(op.getAfterArguments(), op.getConditionOp().getArgs()))
      set(argument, {inShape(value, shapeOf(argument))});
    emitOps(*op.getAfterBody());
    std::vector<Parts> next;
    for (auto [argument, value] : llvm::zip(op.getBeforeArguments(), op.getYieldOp().getOperands()))
      next.push_back(starts_.contains(argument) ? Parts() : inShape(value, shapeOf(argument)));
    for (auto [argument, parts] : llvm::zip(op.getBeforeArguments(), next))
      if (!starts_.contains(argument))
        set(argument, {parts});
    inRange_.clear();
  }
  for (BlockArgument argument : op.getBeforeArguments())
    if (!starts_.contains(argument))
      storeSlot(argument, argument);
}

// Iterations by the whole block, so many at a time, for as long as all threads take them all.
void Emitter::emitStrides(scf::WhileOp op, unsigned atATime) {
  llvm::Value *ragged = builder_.CreateURem(rowLength_, i32(kWarpSize));
  llvm::Value *whole =
      builder_.CreateAnd(builder_.CreateIsNull(ragged), builder_.CreateICmpEQ(rowCount_, i32(1)));
  llvm::Value *threads = builder_.CreateZExt(rowLength_, builder_.getInt64Ty());
  auto *header = llvm::BasicBlock::Create(context_, "stride", function_);
  auto *body = llvm::BasicBlock::Create(context_, "stride.body", function_);
  auto *exit = llvm::BasicBlock::Create(context_, "stride.exit", function_);
  builder_.CreateBr(header);
  builder_.SetInsertPoint(header);
  size_t known = blockValues_.size();
  std::vector<Round> rounds(atATime);
  for (Round &round : rounds) {
    for (BlockArgument argument : op.getBeforeArguments())
      if (starts_.contains(argument))
        round.starts[argument] = atFirstThread(argument);
    round.range = threadsWhere(op.getConditionOp().getCondition());
    // A condition that only lanes can test: no iteration together.
    llvm::Value *all =
        round.range.count ? builder_.CreateICmpEQ(round.range.count, threads) : builder_.getFalse();
    whole = builder_.CreateAnd(whole, all);
    moveStarts(op, op.getYieldOp().getOperands());
  }
  builder_.CreateCondBr(whole, body, exit);
  builder_.SetInsertPoint(body);
  prefetches_ = rounds.size() < 4; // so many streams side by side need none
  emitWarpLoop([&] { emitRounds(op, rounds); }, {.whole = true, .unrolls = rounds.size() == 1});
  prefetches_ = true;
  builder_.CreateBr(header);
  builder_.SetInsertPoint(exit);
  for (auto [argument, start] : rounds[0].starts) // what was too much
    builder_.CreateStore(start, starts_.lookup(argument));
  while (blockValues_.size() > known)
    blockValues_.pop_back();
}

// Later iterations' loads: the step is too long for the hardware to see a stream.
void Emitter::emitPrefetch(Value pointer, llvm::Value *address) {
  constexpr int64_t kIterationsAhead = 4;
  std::optional<Advance> advance = advanceOf(pointer);
  if (!prefetches_ || !advance || !shapeOf(advance->step).isUniform() || !dependsOnGrid(advance->step))
    return;
  llvm::Value *step = builder_.CreateIntCast(uniform(advance->step), builder_.getInt64Ty(), true);
  llvm::Value *bytes =
      builder_.CreateMul(step, builder_.getInt64(uint64_t(advance->factor * kIterationsAhead)));
  llvm::Value *ahead = builder_.CreateGEP(builder_.getInt8Ty(), address, bytes);
  builder_.CreateIntrinsic(llvm::Intrinsic::prefetch, {builder_.getPtrTy()}, {ahead, i32(0), i32(3), i32(1)});
}

} // namespace hd::cpu
