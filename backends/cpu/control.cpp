// `if` and loops within a segment. Uniform conditions are branches; divergent ones narrow the mask.
#include "backends/cpu/emitter.h"

#include "ir/transforms/unroll_loops/trip_count.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace hd::cpu {

void Emitter::emitOps(Block &block) {
  for (Operation &op : block.without_terminator())
    emitOp(&op);
}

void Emitter::emitOp(Operation *op) {
  locate(op);
  if (auto at = dyn_cast<scf::IfOp>(op))
    return emitIf(at);
  if (auto at = dyn_cast<scf::WhileOp>(op))
    return emitWhile(at);
  if (auto at = dyn_cast<scf::ForOp>(op))
    return emitFor(at);
  if (auto at = dyn_cast<scf::ExecuteRegionOp>(op))
    return emitOneByOne(at);
  if (auto id = dyn_cast<ir::ThreadIdOp>(op))
    return set(id, threadId(id.getDimension()));
  if (isChecked())
    tellMeeting(op);
  if (isWhole_ && emitExactIndex(op))
    return;
  if (emitArithmetic(op) || emitMath(op) || emitPointer(op) || emitMemory(op) || emitWarpOp(op) ||
      emitAtomic(op) || emitHostOp(op))
    return;
  unsupported(op, "the cpu backend has no lowering for an operation");
}

// --- if

// Rough cycles of running both sides; over the limit, or with effects, a branch is better.
static bool isCheap(Region &region, unsigned &budget) {
  if (region.empty())
    return true;
  for (Operation &op : region.front().without_terminator()) {
    bool isSlow = isa<arith::DivFOp, arith::DivSIOp, arith::DivUIOp, arith::RemSIOp, arith::RemUIOp>(op) ||
                  op.getName().getStringRef() == "math.sqrt";
    unsigned cost = isSlow ? 8 : 1;
    if (op.getNumRegions() != 0 || !isMemoryEffectFree(&op) || budget < cost)
      return false;
    budget -= cost;
  }
  return true;
}

void Emitter::emitIf(scf::IfOp op) {
  if (shapeOf(op.getCondition()).isUniform())
    return emitUniformIf(op);
  unsigned budget = 10;
  if (isCheap(op.getThenRegion(), budget) && isCheap(op.getElseRegion(), budget))
    return emitSelectIf(op);
  if (mask_.all && analysis_.isCoherent(op.getCondition()))
    return emitCoherentIf(op);
  emitDivergentIf(op);
}

std::vector<Parts> Emitter::yieldsOf(Block *block, ResultRange results, bool vectors) {
  std::vector<Parts> yields;
  for (auto [result, value] : llvm::zip(results, block->getTerminator()->getOperands()))
    yields.push_back(inShape(value, vectors ? Shape::varying() : shapeOf(result)));
  return yields;
}

void Emitter::emitUniformIf(scf::IfOp op) {
  llvm::Value *condition = uniform(op.getCondition());
  auto *thenBlock = llvm::BasicBlock::Create(context_, "then", function_);
  auto *elseBlock = llvm::BasicBlock::Create(context_, "else", function_);
  auto *join = llvm::BasicBlock::Create(context_, "join", function_);
  builder_.CreateCondBr(condition, thenBlock, elseBlock);
  std::vector<std::pair<std::vector<Parts>, llvm::BasicBlock *>> ways;
  auto side = [&](Region &region, llvm::BasicBlock *block) {
    builder_.SetInsertPoint(block);
    std::vector<Parts> yields;
    if (!region.empty()) {
      emitOps(region.front());
      yields = yieldsOf(&region.front(), op.getResults(), false);
    }
    ways.push_back({std::move(yields), builder_.GetInsertBlock()});
    builder_.CreateBr(join);
  };
  side(op.getThenRegion(), thenBlock);
  side(op.getElseRegion(), elseBlock);
  builder_.SetInsertPoint(join);
  for (auto [number, result] : llvm::enumerate(op.getResults())) {
    Lanes lanes;
    for (unsigned part = 0; part < partsOf(shapeOf(result)); ++part) {
      llvm::PHINode *merged = phi(partType(result, shapeOf(result)), 2);
      for (auto &[yields, from] : ways)
        merged->addIncoming(yields[number][part], from);
      lanes.parts.push_back(merged);
    }
    set(result, std::move(lanes));
  }
}

// Both sides without a branch; each lane takes its own.
void Emitter::emitSelectIf(scf::IfOp op) {
  for (Region *region : {&op.getThenRegion(), &op.getElseRegion()})
    if (!region->empty())
      emitOps(region->front());
  if (op.getNumResults() == 0)
    return;
  Parts condition = conditionParts(op.getCondition());
  for (auto [result, a, b] :
       llvm::zip(op.getResults(), op.thenYield().getOperands(), op.elseYield().getOperands())) {
    if (a == b) {
      set(result, get(a));
      continue;
    }
    Lanes lanes;
    for (unsigned part = 0; part < parts_; ++part)
      lanes.parts.push_back(builder_.CreateSelect(condition[part], vector(a, part), vector(b, part)));
    set(result, std::move(lanes));
  }
}

// The block's code for the lanes of `mask`, skipped when there are none; its yields, poison where skipped.
std::vector<Parts> Emitter::emitMasked(Block *block, Mask mask, ResultRange results) {
  auto *from = builder_.GetInsertBlock();
  auto *inside = llvm::BasicBlock::Create(context_, "masked", function_);
  auto *join = llvm::BasicBlock::Create(context_, "join", function_);
  builder_.CreateCondBr(any(mask.parts), inside, join);
  builder_.SetInsertPoint(inside);
  std::swap(mask_, mask);
  emitOps(*block);
  std::vector<Parts> yields = yieldsOf(block, results, true);
  std::swap(mask_, mask);
  auto *end = builder_.GetInsertBlock();
  builder_.CreateBr(join);
  builder_.SetInsertPoint(join);
  for (Parts &parts : yields)
    for (llvm::Value *&value : parts) {
      llvm::PHINode *merged = phi(value->getType(), 2);
      merged->addIncoming(llvm::PoisonValue::get(value->getType()), from);
      merged->addIncoming(value, end);
      value = merged;
    }
  return yields;
}

void Emitter::emitDivergentIf(scf::IfOp op) {
  Parts condition = conditionParts(op.getCondition());
  Mask thenMask{false, maskAnd(mask_, condition)};
  std::vector<Parts> thenYields = emitMasked(op.thenBlock(), thenMask, op.getResults());
  if (op.getElseRegion().empty())
    return;
  Parts negated;
  for (llvm::Value *part : condition)
    negated.push_back(builder_.CreateNot(part));
  std::vector<Parts> elseYields =
      emitMasked(op.elseBlock(), Mask{false, maskAnd(mask_, negated)}, op.getResults());
  for (auto [number, result] : llvm::enumerate(op.getResults())) {
    if (op.thenYield().getOperand(number) == op.elseYield().getOperand(number)) {
      set(result, get(op.thenYield().getOperand(number)));
      continue;
    }
    Lanes lanes;
    for (unsigned part = 0; part < parts_; ++part)
      lanes.parts.push_back(
          builder_.CreateSelect(condition[part], thenYields[number][part], elseYields[number][part]));
    set(result, std::move(lanes));
  }
}

// At full mask: one way for "all lanes", one for "none", one for the rest.
void Emitter::emitCoherentIf(scf::IfOp op) {
  auto *all = llvm::BasicBlock::Create(context_, "all", function_);
  auto *notAll = llvm::BasicBlock::Create(context_, "notall", function_);
  auto *join = llvm::BasicBlock::Create(context_, "join", function_);
  bool hasElse = !op.getElseRegion().empty();
  builder_.CreateCondBr(allHold(op.getCondition()), all, notAll);
  std::vector<std::pair<std::vector<Parts>, llvm::BasicBlock *>> ways;
  auto whole = [&](llvm::BasicBlock *block, Region &region) {
    builder_.SetInsertPoint(block);
    emitOps(region.front());
    ways.push_back({yieldsOf(&region.front(), op.getResults(), true), builder_.GetInsertBlock()});
    builder_.CreateBr(join);
  };
  whole(all, op.getThenRegion());
  builder_.SetInsertPoint(notAll);
  if (hasElse) {
    auto *none = llvm::BasicBlock::Create(context_, "none", function_);
    auto *some = llvm::BasicBlock::Create(context_, "some", function_);
    builder_.CreateCondBr(any(conditionParts(op.getCondition())), some, none);
    whole(none, op.getElseRegion());
    builder_.SetInsertPoint(some);
  }
  emitDivergentIf(op);
  std::vector<Parts> mixed;
  for (Value result : op.getResults())
    mixed.push_back(inShape(result, Shape::varying()));
  ways.push_back({std::move(mixed), builder_.GetInsertBlock()});
  builder_.CreateBr(join);
  builder_.SetInsertPoint(join);
  for (auto [number, result] : llvm::enumerate(op.getResults())) {
    if (hasElse && op.thenYield().getOperand(number) == op.elseYield().getOperand(number))
      continue; // emitDivergentIf has set it to a value from before
    Lanes lanes;
    for (unsigned part = 0; part < parts_; ++part) {
      llvm::PHINode *merged = phi(partType(result, Shape::varying()), unsigned(ways.size()));
      for (auto &[yields, from] : ways)
        merged->addIncoming(yields[number][part], from);
      lanes.parts.push_back(merged);
    }
    set(result, std::move(lanes));
  }
}

// --- loops

std::vector<llvm::PHINode *> Emitter::makeArgumentPhis(Block::BlockArgListType arguments,
                                                       llvm::ArrayRef<Parts> inits, llvm::BasicBlock *from) {
  std::vector<llvm::PHINode *> phis;
  for (auto [number, argument] : llvm::enumerate(arguments)) {
    Lanes lanes;
    for (llvm::Value *init : inits[number]) {
      llvm::PHINode *carried = phi(init->getType(), 2);
      carried->addIncoming(init, from);
      phis.push_back(carried);
      lanes.parts.push_back(carried);
    }
    set(argument, std::move(lanes));
  }
  return phis;
}

static void addIncoming(llvm::ArrayRef<llvm::PHINode *> phis, llvm::ArrayRef<Parts> values,
                        llvm::BasicBlock *from) {
  size_t next = 0;
  for (const Parts &parts : values)
    for (llvm::Value *value : parts)
      phis[next++]->addIncoming(value, from);
}

// The instructions from a loop's first block on, as long as it is the last thing emitted.
static size_t sizeFrom(llvm::BasicBlock *header) {
  size_t size = 0;
  for (auto block = header->getIterator(); block != header->getParent()->end(); ++block)
    size += block->size();
  return size;
}

// LLVM unrolls as it is told, whatever comes of it. But an operation is many instructions here, above all
// where a barrier makes loops over warps of what is around it: too large a loop is unrolled by a divisor of
// what was asked for.
void Emitter::hintUnroll(llvm::BranchInst *latch, Operation *loop) {
  constexpr size_t kMostInstructions = 8192;
  constexpr unsigned kMostTrips = 1024;
  auto hint = loop->getAttrOfType<IntegerAttr>(ir::kUnrollAttr);
  if (!hint || hint.getInt() == 1)
    return hint ? hintUnroll(latch, 1) : void();
  size_t count = size_t(hint.getInt());
  if (auto counted = dyn_cast<scf::WhileOp>(loop); count == 0 && counted)
    count = ir::constantTripCount(counted, kMostTrips).value_or(0);
  size_t most = kMostInstructions / sizeFrom(latch->getSuccessor(0));
  if (count <= most)
    return hintUnroll(latch, hint.getInt());
  while (most > 1 && count % most != 0)
    --most;
  if (most > 1)
    hintUnroll(latch, int64_t(most));
}

// How many iterations go into one: 0 is all of them.
void Emitter::hintUnroll(llvm::BranchInst *latch, int64_t count) {
  llvm::SmallVector<llvm::Metadata *> operands = {nullptr};
  auto flag = [&](const char *name) {
    operands.push_back(llvm::MDNode::get(context_, llvm::MDString::get(context_, name)));
  };
  if (count == 0)
    flag("llvm.loop.unroll.full");
  else if (count == 1)
    flag("llvm.loop.unroll.disable");
  else
    operands.push_back(llvm::MDNode::get(context_, {llvm::MDString::get(context_, "llvm.loop.unroll.count"),
                                                    llvm::ConstantAsMetadata::get(llvm::ConstantInt::get(
                                                        builder_.getInt32Ty(), uint64_t(count)))}));
  llvm::MDNode *id = llvm::MDNode::getDistinct(context_, operands);
  id->replaceOperandWith(0, id);
  latch->setMetadata(llvm::LLVMContext::MD_loop, id);
}

// What the loop starts from: its initial values, or with `resume` what the block's own loop has left.
std::vector<Parts> Emitter::loopStart(scf::WhileOp op, bool resume) {
  std::vector<Parts> inits;
  for (auto [argument, init] : llvm::zip(op.getBeforeArguments(), op.getInits())) {
    if (!resume)
      inits.push_back(inShape(init, shapeOf(argument)));
    else if (llvm::AllocaInst *start = starts_.lookup(argument))
      inits.push_back(fromStart(builder_.CreateLoad(typeOf(argument), start), shapeOf(argument).stride));
    else
      inits.push_back(loadSlot(argument).parts);
  }
  return inits;
}

void Emitter::emitWhile(scf::WhileOp op, bool resume) {
  if (shapeOf(op.getConditionOp().getCondition()).isUniform())
    return emitUniformWhile(op);
  std::vector<Parts> inits = loopStart(op, resume);
  bool pure = llvm::all_of(op.getBeforeBody()->without_terminator(), [](Operation &inner) {
    return inner.getNumRegions() == 0 && isMemoryEffectFree(&inner);
  });
  if (mask_.all && pure && analysis_.isCoherent(op.getConditionOp().getCondition()))
    inits = emitFullWhile(op, std::move(inits));
  emitDivergentWhile(op, std::move(inits), mask_);
}

void Emitter::emitUniformWhile(scf::WhileOp op) {
  std::vector<Parts> inits;
  for (auto [argument, init] : llvm::zip(op.getBeforeArguments(), op.getInits()))
    inits.push_back(inShape(init, shapeOf(argument)));
  auto *from = builder_.GetInsertBlock();
  auto *header = llvm::BasicBlock::Create(context_, "while", function_);
  auto *body = llvm::BasicBlock::Create(context_, "while.body", function_);
  auto *exit = llvm::BasicBlock::Create(context_, "while.exit", function_);
  builder_.CreateBr(header);
  builder_.SetInsertPoint(header);
  auto phis = makeArgumentPhis(op.getBeforeArguments(), inits, from);
  emitOps(*op.getBeforeBody());
  scf::ConditionOp end = op.getConditionOp();
  for (auto [argument, value] : llvm::zip(op.getAfterArguments(), end.getArgs())) {
    Lanes lanes;
    lanes.parts = inShape(value, shapeOf(argument));
    set(argument, std::move(lanes));
  }
  std::vector<Lanes> results;
  for (auto [result, value] : llvm::zip(op.getResults(), end.getArgs())) {
    Lanes lanes;
    lanes.parts = inShape(value, shapeOf(result));
    results.push_back(std::move(lanes));
  }
  builder_.CreateCondBr(uniform(end.getCondition()), body, exit);
  builder_.SetInsertPoint(body);
  emitOps(*op.getAfterBody());
  std::vector<Parts> next;
  for (auto [argument, value] : llvm::zip(op.getBeforeArguments(), op.getYieldOp().getOperands()))
    next.push_back(inShape(value, shapeOf(argument)));
  addIncoming(phis, next, builder_.GetInsertBlock());
  hintUnroll(builder_.CreateBr(header), op);
  builder_.SetInsertPoint(exit);
  for (auto [result, lanes] : llvm::zip(op.getResults(), results))
    set(result, lanes);
}

// Runs the loop at full mask for as long as all lanes stay in it; the carried values when one wants to leave.
std::vector<Parts> Emitter::emitFullWhile(scf::WhileOp op, std::vector<Parts> inits) {
  auto *from = builder_.GetInsertBlock();
  auto *header = llvm::BasicBlock::Create(context_, "while.full", function_);
  auto *body = llvm::BasicBlock::Create(context_, "while.full.body", function_);
  auto *exit = llvm::BasicBlock::Create(context_, "while.full.exit", function_);
  builder_.CreateBr(header);
  builder_.SetInsertPoint(header);
  auto phis = makeArgumentPhis(op.getBeforeArguments(), inits, from);
  std::vector<Parts> carried;
  for (BlockArgument argument : op.getBeforeArguments())
    carried.push_back(get(argument).parts);
  emitOps(*op.getBeforeBody());
  scf::ConditionOp end = op.getConditionOp();
  for (auto [argument, value] : llvm::zip(op.getAfterArguments(), end.getArgs())) {
    Lanes lanes;
    lanes.parts = inShape(value, shapeOf(argument));
    set(argument, std::move(lanes));
  }
  builder_.CreateCondBr(allHold(end.getCondition()), body, exit);
  builder_.SetInsertPoint(body);
  emitOps(*op.getAfterBody());
  std::vector<Parts> next;
  for (auto [argument, value] : llvm::zip(op.getBeforeArguments(), op.getYieldOp().getOperands()))
    next.push_back(inShape(value, shapeOf(argument)));
  addIncoming(phis, next, builder_.GetInsertBlock());
  hintUnroll(builder_.CreateBr(header), op);
  builder_.SetInsertPoint(exit);
  return carried;
}

// The conjuncts of a condition: those that all lanes share stay a scalar branch.
void Emitter::splitCondition(Value condition, SmallVectorImpl<Value> &scalars,
                             SmallVectorImpl<Value> &lanes) const {
  if (shapeOf(condition).isUniform()) {
    scalars.push_back(condition);
    return;
  }
  auto both = condition.getDefiningOp<arith::AndIOp>();
  if (both && !isKept(condition)) {
    splitCondition(both.getLhs(), scalars, lanes);
    splitCondition(both.getRhs(), scalars, lanes);
    return;
  }
  lanes.push_back(condition);
}

// Lanes leave one by one. A carried value needs no blending, as lanes that have left do not read it; results
// are collected for each lane in the iteration in which it leaves, and only where they are used.
void Emitter::emitDivergentWhile(scf::WhileOp op, std::vector<Parts> inits, Mask mask) {
  auto *from = builder_.GetInsertBlock();
  Parts entryMask = maskParts(mask);
  auto *header = llvm::BasicBlock::Create(context_, "while", function_);
  auto *body = llvm::BasicBlock::Create(context_, "while.body", function_);
  auto *exit = llvm::BasicBlock::Create(context_, "while.exit", function_);
  builder_.CreateBr(header);
  builder_.SetInsertPoint(header);
  auto phis = makeArgumentPhis(op.getBeforeArguments(), inits, from);
  llvm::SmallVector<llvm::PHINode *> maskPhis;
  Parts active;
  for (llvm::Value *part : entryMask) {
    maskPhis.push_back(phi(part->getType(), 2));
    maskPhis.back()->addIncoming(part, from);
    active.push_back(maskPhis.back());
  }
  std::vector<std::vector<llvm::PHINode *>> resultPhis(op.getNumResults());
  for (auto [number, result] : llvm::enumerate(op.getResults())) {
    if (result.use_empty())
      continue;
    for (unsigned part = 0; part < parts_; ++part) {
      llvm::Type *type = partType(result, Shape::varying());
      resultPhis[number].push_back(phi(type, 2));
      resultPhis[number].back()->addIncoming(llvm::PoisonValue::get(type), from);
    }
  }
  mask_ = {false, active};
  emitOps(*op.getBeforeBody());
  scf::ConditionOp end = op.getConditionOp();
  SmallVector<Value> scalars, lanes;
  splitCondition(end.getCondition(), scalars, lanes);
  Parts staying = active;
  for (Value condition : lanes)
    staying = maskAnd(Mask{false, staying}, conditionParts(condition));
  llvm::Value *more = any(staying);
  for (Value condition : scalars)
    more = builder_.CreateAnd(uniform(condition), more);
  std::vector<Parts> results(op.getNumResults());
  for (auto [number, value] : llvm::enumerate(end.getArgs()))
    for (auto [part, old] : llvm::enumerate(resultPhis[number]))
      results[number].push_back(builder_.CreateSelect(active[part], vector(value, unsigned(part)), old));
  for (auto [argument, value] : llvm::zip(op.getAfterArguments(), end.getArgs())) {
    Lanes passed;
    passed.parts = inShape(value, shapeOf(argument));
    set(argument, std::move(passed));
  }
  builder_.CreateCondBr(more, body, exit);
  builder_.SetInsertPoint(body);
  mask_ = {false, staying};
  emitOps(*op.getAfterBody());
  std::vector<Parts> next;
  for (auto [argument, value] : llvm::zip(op.getBeforeArguments(), op.getYieldOp().getOperands()))
    next.push_back(inShape(value, shapeOf(argument)));
  auto *latch = builder_.GetInsertBlock();
  addIncoming(phis, next, latch);
  for (unsigned part = 0; part < parts_; ++part)
    maskPhis[part]->addIncoming(staying[part], latch);
  for (auto [number, parts] : llvm::enumerate(resultPhis))
    for (auto [part, merged] : llvm::enumerate(parts))
      merged->addIncoming(results[number][part], latch);
  hintUnroll(builder_.CreateBr(header), op);
  builder_.SetInsertPoint(exit);
  mask_ = mask;
  for (auto [number, result] : llvm::enumerate(op.getResults())) {
    Lanes collected;
    collected.parts = result.use_empty()
                          ? Parts(parts_, llvm::PoisonValue::get(partType(result, Shape::varying())))
                          : results[number];
    set(result, std::move(collected));
  }
}

void Emitter::emitFor(scf::ForOp op) {
  unsupported(op, "a counted loop with bounds that differ between threads");
}

} // namespace hd::cpu
