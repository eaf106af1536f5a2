// Segments: the code between two barriers as loops over the block's warps.
#include "backends/cpu/emitter.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace hd::cpu {

void Emitter::emitWarpLoop(const std::function<void()> &body, WarpRange range) {
  auto *preheader = builder_.GetInsertBlock();
  auto *header = llvm::BasicBlock::Create(context_, "warp", function_);
  auto *inside = llvm::BasicBlock::Create(context_, "warp.body", function_);
  auto *latch = llvm::BasicBlock::Create(context_, "warp.next", function_);
  auto *exit = llvm::BasicBlock::Create(context_, "warp.exit", function_);
  llvm::Instruction *savedPreheader = segmentPreheader_, *savedEntry = cloneEntry_;
  bool savedWhole = std::exchange(isWhole_, range.whole);
  FailureExit savedFailure = std::exchange(failure_, {});
  llvm::Value *limit = range.limit ? range.limit : warpCount_;
  if (range.whole)
    limit = builder_.CreateShl(limit, llvm::Log2_32(kWarpSize), "", true, true);
  segmentPreheader_ = builder_.CreateBr(header);
  if (range.gate)
    segmentPreheader_ = range.gate;
  builder_.SetInsertPoint(header);
  // Whole warps count threads: one variable then makes the addresses and ends the loop.
  unsigned step = range.whole ? kWarpSize : 1;
  auto *index = phi(builder_.getInt32Ty(), 2);
  index->addIncoming(range.first ? range.first : i32(0), preheader);
  warp_ = range.whole ? builder_.CreateLShr(index, llvm::Log2_32(kWarpSize), "", /*isExact=*/true) : index;
  values_.clear();
  mask_ = {};
  emitThreadState(range, index);
  cloneEntry_ = builder_.CreateBr(inside);
  builder_.SetInsertPoint(inside);
  body();
  builder_.CreateBr(latch);
  builder_.SetInsertPoint(latch);
  llvm::Value *next = builder_.CreateAdd(index, i32(step), "", true, true);
  for (llvm::PHINode &carried : header->phis())
    if (&carried == index)
      index->addIncoming(next, latch);
    else if (carried.getNumIncomingValues() == 2) // emitThreadState knew only its own block
      carried.setIncomingBlock(1, latch);
  llvm::Value *more = range.whole ? builder_.CreateICmpNE(next, limit) : builder_.CreateICmpULT(next, limit);
  auto *branch = builder_.CreateCondBr(more, header, exit);
  if (!range.unrolls)
    hintUnroll(branch, 1);
  builder_.SetInsertPoint(exit);
  segmentPreheader_ = savedPreheader;
  cloneEntry_ = savedEntry;
  isWhole_ = savedWhole;
  failure_ = savedFailure;
  values_.clear();
}

// One version of a segment's code for one warp, then on to `next`.
void Emitter::emitClone(const Mask &mask, const std::function<void()> &body, llvm::BasicBlock *next) {
  auto *inside = llvm::BasicBlock::Create(context_, "clone", function_);
  llvm::Instruction *saved = cloneEntry_;
  cloneEntry_ = builder_.CreateBr(inside);
  builder_.SetInsertPoint(inside);
  mask_ = mask;
  auto outer = values_;
  body();
  values_ = std::move(outer);
  mask_ = {};
  cloneEntry_ = saved;
  builder_.CreateBr(next);
}

// Whether whole warps get a loop of their own: in small segments without loops, where the work for each warp
// is little beside the tests of its bounds. A kernel of very many barriers has them in its first segments
// only.
bool Emitter::takeSplit(llvm::ArrayRef<Operation *> ops) {
  constexpr unsigned kMostOps = 48;
  unsigned count = 0;
  bool isSmall = llvm::all_of(ops, [&](Operation *op) {
    return !op->walk([&](Operation *inner) {
                return ++count > kMostOps || (inner->getNumRegions() != 0 && !isa<scf::IfOp>(inner))
                           ? WalkResult::interrupt()
                           : WalkResult::advance();
              }).wasInterrupted();
  });
  if (!isSmall || count > splitBudget_)
    return false;
  splitBudget_ -= count;
  return true;
}

void Emitter::emitSegment(llvm::ArrayRef<Operation *> ops, const Slot *maskSlot,
                          const std::function<void()> &atEnd) {
  if (!atEnd && !maskSlot && isGuarded(ops))
    return emitGuardedSegment(ops);
  llvm::DenseMap<Value, bool> kept; // decided once: all clones store the same values
  auto isKept = [&](Value result) {
    auto [known, isNew] = kept.try_emplace(result, false);
    unsigned budget = 12;
    if (isNew)
      known->second = crossing_.contains(result) && !result.getDefiningOp<ir::PrivateOp>() &&
                      !isRecomputable(result, budget) && !isBlockPure(result);
    return known->second;
  };
  auto body = [&] {
    for (Operation *op : ops) {
      emitOp(op);
      for (Value result : op->getResults())
        if (isKept(result))
          storeSlot(result, result);
    }
    if (atEnd)
      atEnd();
  };
  auto tested = [&] { emitTested(maskSlot, body); };
  if (mapping_ != Mapping::Rows || maskSlot || ops.empty() || !takeSplit(ops))
    return emitWarpLoop(tested);
  llvm::Value *threads = builder_.CreateZExt(rowLength_, builder_.getInt64Ty());
  emitSplitWarpLoop(wholeWarps(threads), warpCount_, body, tested);
}

// The code of a segment for one warp, with a version for the case that all lanes take part.
void Emitter::emitTested(const Slot *maskSlot, const std::function<void()> &body) {
  llvm::Value *bits = maskSlot ? builder_.CreateLoad(builder_.getInt32Ty(), slotAddress(*maskSlot)) : nullptr;
  auto mask = [&] { return maskSlot ? Mask{false, maskFromBits(bits)} : validLanes(); };
  auto *full = isCompact() ? nullptr : llvm::BasicBlock::Create(context_, "full", function_);
  auto *some = llvm::BasicBlock::Create(context_, "some", function_);
  auto *join = llvm::BasicBlock::Create(context_, "join", function_);
  if (!full) {
    builder_.CreateCondBr(bits ? builder_.CreateIsNotNull(bits) : builder_.getTrue(), some, join);
    builder_.SetInsertPoint(some);
    emitClone(mask(), body, join);
    builder_.SetInsertPoint(join);
    return;
  }
  if (maskSlot) {
    auto *partial = llvm::BasicBlock::Create(context_, "partial", function_);
    builder_.CreateCondBr(builder_.CreateICmpEQ(bits, i32(~0u)), full, partial);
    builder_.SetInsertPoint(partial);
    builder_.CreateCondBr(builder_.CreateIsNotNull(bits), some, join);
  } else {
    builder_.CreateCondBr(allLanesValid(), full, some);
  }
  builder_.SetInsertPoint(full);
  emitClone(Mask{}, body, join);
  builder_.SetInsertPoint(some);
  emitClone(mask(), body, join);
  builder_.SetInsertPoint(join);
}

// The commonest kernel is pure index arithmetic and one `if (i < n) {...}`: the block's own edge and the
// guard then make one mask, and the body two clones instead of three.
bool Emitter::isGuarded(llvm::ArrayRef<Operation *> ops) const {
  auto guard = ops.empty() ? nullptr : dyn_cast<scf::IfOp>(ops.back());
  if (!guard || guard.getNumResults() != 0 || !guard.getElseRegion().empty() ||
      shapeOf(guard.getCondition()).isUniform())
    return false;
  return llvm::all_of(ops.drop_back(), [&](Operation *op) {
    return op->getNumRegions() == 0 && (isMemoryEffectFree(op) || isa<ir::PrivateOp>(op)) &&
           llvm::none_of(op->getResults(), [&](Value result) { return crossing_.contains(result); });
  });
}

void Emitter::emitGuarded(llvm::ArrayRef<Operation *> ops) {
  auto guard = cast<scf::IfOp>(ops.back());
  for (Operation *op : ops.drop_back())
    emitOp(op);
  auto *full = isCompact() ? nullptr : llvm::BasicBlock::Create(context_, "full", function_);
  auto *some = llvm::BasicBlock::Create(context_, "some", function_);
  auto *join = llvm::BasicBlock::Create(context_, "join", function_);
  if (full) {
    auto *partial = llvm::BasicBlock::Create(context_, "partial", function_, some);
    llvm::Value *all = builder_.CreateAnd(allLanesValid(), allHold(guard.getCondition()));
    builder_.CreateCondBr(all, full, partial);
    builder_.SetInsertPoint(partial);
  }
  Parts lanes = maskAnd(validLanes(), conditionParts(guard.getCondition()));
  builder_.CreateCondBr(any(lanes), some, join);
  auto body = [&] { emitOps(*guard.thenBlock()); };
  if (full) {
    builder_.SetInsertPoint(full);
    emitClone(Mask{}, body, join);
  }
  builder_.SetInsertPoint(some);
  emitClone(Mask{false, lanes}, body, join);
  builder_.SetInsertPoint(join);
}

// First the `whole` warps, which need no test of their lanes, then those up to `limit`.
void Emitter::emitSplitWarpLoop(llvm::Value *whole, llvm::Value *limit,
                                const std::function<void()> &wholeBody,
                                const std::function<void()> &otherBody) {
  auto *first = llvm::BasicBlock::Create(context_, "whole", function_);
  auto *rest = llvm::BasicBlock::Create(context_, "rest", function_);
  auto *others = llvm::BasicBlock::Create(context_, "others", function_);
  auto *done = llvm::BasicBlock::Create(context_, "done", function_);
  llvm::Instruction *gate = builder_.CreateCondBr(builder_.CreateIsNotNull(whole), first, rest);
  builder_.SetInsertPoint(first);
  emitWarpLoop(wholeBody, {.limit = whole, .whole = true, .gate = gate});
  builder_.CreateBr(rest);
  builder_.SetInsertPoint(rest);
  builder_.CreateCondBr(builder_.CreateICmpULT(whole, limit), others, done);
  builder_.SetInsertPoint(others);
  emitWarpLoop(otherBody, {.first = whole, .limit = limit, .gate = gate});
  builder_.CreateBr(done);
  builder_.SetInsertPoint(done);
}

// The warps that have no thread beyond the first `threads` of the row; none where there are several rows.
llvm::Value *Emitter::wholeWarps(llvm::Value *threads) {
  llvm::Value *whole =
      builder_.CreateTrunc(builder_.CreateLShr(threads, llvm::Log2_32(kWarpSize)), builder_.getInt32Ty());
  return builder_.CreateSelect(builder_.CreateICmpEQ(rowCount_, i32(1)), whole, i32(0));
}

void Emitter::emitGuardedSegment(llvm::ArrayRef<Operation *> ops) {
  auto guard = cast<scf::IfOp>(ops.back());
  llvm::Value *limit = warpLimit(guard.getCondition());
  ThreadRange range;
  if (takeSplit(ops))
    range = threadsWhere(guard.getCondition());
  auto tested = [&] { emitGuarded(ops); };
  if (!range.count)
    return emitWarpLoop(tested, {.limit = limit});
  auto whole = [&] {
    for (Operation *op : ops.drop_back())
      emitKnown(op, range);
    emitOps(*guard.thenBlock());
    inRange_.clear();
  };
  emitSplitWarpLoop(wholeWarps(range.count), limit ? limit : warpCount_, whole, tested);
}

// For `threadIdx.x < u`, `<= u` or `== u` with u the same for the block: how many warps, counted from the
// first, can have a thread for which it holds. Only when the block is one row. Null for other conditions.
llvm::Value *Emitter::warpLimit(Value condition) {
  auto compare = condition.getDefiningOp<arith::CmpIOp>();
  if (!compare || mapping_ != Mapping::Rows)
    return nullptr;
  auto thread = compare.getLhs().getDefiningOp<ir::ThreadIdOp>();
  llvm::Value *bound = thread ? blockScalar(compare.getRhs()) : nullptr;
  if (!bound)
    return nullptr;
  using P = arith::CmpIPredicate;
  P predicate = compare.getPredicate();
  bool below = predicate == P::slt || predicate == P::ult;
  if (!below && predicate != P::sle && predicate != P::ule && predicate != P::eq)
    return nullptr;
  bool isSigned = predicate == P::slt || predicate == P::sle;
  llvm::Value *threads = builder_.CreateIntCast(bound, builder_.getInt64Ty(), isSigned);
  threads = builder_.CreateAdd(threads, i64(kWarpSize - (below ? 1 : 0)));
  llvm::Value *warps = builder_.CreateAShr(threads, 5);
  llvm::Value *most = builder_.CreateZExt(warpCount_, builder_.getInt64Ty());
  warps = builder_.CreateBinaryIntrinsic(llvm::Intrinsic::smin, warps, most);
  warps = builder_.CreateBinaryIntrinsic(llvm::Intrinsic::smax, warps, i64(1));
  llvm::Value *oneRow = builder_.CreateICmpEQ(rowCount_, i32(1));
  return builder_.CreateSelect(oneRow, builder_.CreateTrunc(warps, builder_.getInt32Ty()), warpCount_);
}

} // namespace hd::cpu
