// Structured control flow as basic blocks and phis.
//
// Where a target tracks the active lanes, each divergent way narrows the set to those that take it. The set
// is what CUDA's lanes in step would be: it does not depend on how the hardware happens to schedule them.
#include "backends/simt/emitter.h"

using namespace mlir;

namespace hd::simt {

bool Emitter::emitControl(Operation *op) {
  if (auto at = dyn_cast<scf::IfOp>(op))
    return emitIf(at), true;
  if (auto at = dyn_cast<scf::WhileOp>(op))
    return emitWhile(at), true;
  if (auto at = dyn_cast<scf::ForOp>(op))
    return emitFor(at), true;
  return false;
}

// A mask of all lanes stands for those that are there: the forms without a mask have it.
static bool asksForActiveLanes(Operation *op) {
  if (isa<ir::ActiveMaskOp>(op))
    return true;
  if (!isa<ir::ShuffleOp, ir::VoteOp, ir::BallotOp, ir::MatchAnyOp, ir::MatchAllOp, ir::WarpReduceOp,
           ir::SyncWarpOp>(op))
    return false;
  llvm::APInt mask;
  return matchPattern(op->getOperand(0), m_ConstantInt(&mask)) && mask.isAllOnes();
}

void Emitter::findTracked() {
  kernel_.walk([&](Operation *op) {
    if (asksForActiveLanes(op))
      for (Operation *parent = op->getParentOp(); parent != kernel_; parent = parent->getParentOp())
        tracked_.insert(parent);
  });
}

bool Emitter::needsNarrowing(Operation *op, Value condition) {
  return tracked_.contains(op) && !uniformity_.isUniform(condition);
}

llvm::BasicBlock *Emitter::makeBlock(llvm::StringRef name) {
  return llvm::BasicBlock::Create(context_, name, function_);
}

llvm::SmallVector<llvm::PHINode *> Emitter::makePhis(ValueRange inits, Block::BlockArgListType arguments) {
  llvm::SmallVector<llvm::PHINode *> phis;
  llvm::SmallVector<llvm::Value *> values;
  for (Value init : inits)
    values.push_back(get(init));
  llvm::BasicBlock *from = builder_.GetInsertBlock();
  llvm::BasicBlock *header = makeBlock("loop");
  builder_.CreateBr(header);
  builder_.SetInsertPoint(header);
  for (auto [value, argument] : llvm::zip(values, arguments)) {
    llvm::PHINode *phi = builder_.CreatePHI(value->getType(), 2);
    phi->addIncoming(value, from);
    set(argument, phi);
    phis.push_back(phi);
  }
  return phis;
}

// Whether nothing of the kernel follows the operation.
static bool endsKernel(Operation *op) {
  for (; !isa<func::FuncOp>(op); op = op->getParentOp())
    if (isa<scf::WhileOp, scf::ForOp>(op) || !op->getNextNode() ||
        !op->getNextNode()->hasTrait<OpTrait::IsTerminator>() || op->getNumResults() != 0)
      return false;
  return true;
}

// if (skipped) {} else { rest of the kernel }: those who skip it end here and now. They must not wait in a
// vote for lanes that wait for them at a barrier.
bool Emitter::endSkipping(scf::IfOp op) {
  bool skipsThen = op.getThenRegion().front().without_terminator().empty();
  bool skipsElse = op.getElseRegion().empty() || op.getElseRegion().front().without_terminator().empty();
  if (skipsThen == skipsElse || !endsKernel(op))
    return false;
  llvm::BasicBlock *leave = makeBlock("leave"), *stay = makeBlock("stay");
  llvm::Value *condition = get(op.getCondition());
  builder_.CreateCondBr(condition, skipsThen ? leave : stay, skipsThen ? stay : leave);
  builder_.SetInsertPoint(leave);
  builder_.CreateRetVoid();
  builder_.SetInsertPoint(stay);
  active_ = narrow(active_ ? active_ : i32(~0u), builder_.getTrue());
  emitOps(skipsThen ? op.getElseRegion().front() : op.getThenRegion().front());
  return true;
}

void Emitter::emitIf(scf::IfOp op) {
  if (needsNarrowing(op, op.getCondition()) && endSkipping(op))
    return;
  llvm::Value *condition = get(op.getCondition()), *outer = active_;
  llvm::Value *taking[2] = {outer, outer};
  if (needsNarrowing(op, op.getCondition())) {
    llvm::Value *all = outer ? outer : i32(~0u);
    taking[0] = narrow(all, condition);
    taking[1] = builder_.CreateAnd(all, builder_.CreateNot(taking[0]));
  }
  llvm::BasicBlock *ways[2] = {makeBlock("then"), makeBlock("else")}, *ends[2];
  llvm::BasicBlock *join = makeBlock("join");
  builder_.CreateCondBr(condition, ways[0], ways[1]);
  llvm::SmallVector<llvm::Value *> yields[2];
  Region *regions[2] = {&op.getThenRegion(), &op.getElseRegion()};
  for (unsigned way = 0; way < 2; ++way) {
    builder_.SetInsertPoint(ways[way]);
    active_ = taking[way];
    if (!regions[way]->empty()) {
      emitOps(regions[way]->front());
      for (Value value : regions[way]->front().getTerminator()->getOperands())
        yields[way].push_back(get(value));
    }
    ends[way] = builder_.GetInsertBlock();
    builder_.CreateBr(join);
  }
  active_ = outer;
  builder_.SetInsertPoint(join);
  for (auto [number, result] : llvm::enumerate(op.getResults())) {
    llvm::PHINode *phi = builder_.CreatePHI(yields[0][number]->getType(), 2);
    for (unsigned way = 0; way < 2; ++way)
      phi->addIncoming(yields[way][number], ends[way]);
    set(result, phi);
  }
}

// header: before region; body: after region; back to header.
void Emitter::emitWhile(scf::WhileOp op) {
  scf::ConditionOp conditionOp = op.getConditionOp();
  llvm::Value *outer = active_;
  llvm::BasicBlock *from = builder_.GetInsertBlock();
  auto phis = makePhis(op.getInits(), op.getBeforeArguments());
  llvm::PHINode *activePhi = nullptr;
  if (needsNarrowing(op, conditionOp.getCondition())) {
    activePhi = builder_.CreatePHI(builder_.getInt32Ty(), 2);
    activePhi->addIncoming(outer ? outer : i32(~0u), from);
    active_ = activePhi;
  }
  llvm::BasicBlock *header = builder_.GetInsertBlock();
  emitOps(op.getBefore().front());
  llvm::Value *condition = get(conditionOp.getCondition());
  if (op->hasAttr(ir::kWaitsAttr))
    condition = waits(condition);
  if (activePhi)
    active_ = narrow(activePhi, condition);
  for (auto [argument, result, value] :
       llvm::zip(op.getAfterArguments(), op.getResults(), conditionOp.getArgs())) {
    set(argument, get(value));
    set(result, get(value));
  }
  auto *body = makeBlock("body"), *after = makeBlock("after");
  builder_.CreateCondBr(condition, body, after);
  builder_.SetInsertPoint(body);
  emitOps(op.getAfter().front());
  auto *latch = builder_.GetInsertBlock();
  for (auto [phi, value] : llvm::zip(phis, op.getYieldOp().getOperands()))
    phi->addIncoming(get(value), latch);
  if (activePhi)
    activePhi->addIncoming(active_, latch);
  hintUnroll(builder_.CreateBr(header), op);
  builder_.SetInsertPoint(after);
  active_ = outer;
}

// for (i = lower; i < upper; i += step), signed
void Emitter::emitFor(scf::ForOp op) {
  llvm::Value *lower = get(op.getLowerBound()), *upper = get(op.getUpperBound()), *step = get(op.getStep());
  llvm::Value *outer = active_;
  llvm::BasicBlock *from = builder_.GetInsertBlock();
  auto phis = makePhis(op.getInitArgs(), op.getRegionIterArgs());
  llvm::BasicBlock *header = builder_.GetInsertBlock();
  llvm::PHINode *induction = builder_.CreatePHI(lower->getType(), 2);
  induction->addIncoming(lower, from);
  set(op.getInductionVar(), induction);
  llvm::PHINode *activePhi = nullptr;
  if (needsNarrowing(op, op.getInductionVar())) {
    activePhi = builder_.CreatePHI(builder_.getInt32Ty(), 2);
    activePhi->addIncoming(outer ? outer : i32(~0u), from);
  }
  llvm::Value *condition = builder_.CreateICmpSLT(induction, upper);
  if (activePhi)
    active_ = narrow(activePhi, condition);
  auto *body = makeBlock("body"), *after = makeBlock("after");
  builder_.CreateCondBr(condition, body, after);
  builder_.SetInsertPoint(body);
  emitOps(*op.getBody());
  llvm::Value *next = builder_.CreateAdd(induction, step);
  auto *latch = builder_.GetInsertBlock();
  induction->addIncoming(next, latch);
  for (auto [phi, value] : llvm::zip(phis, op.getBody()->getTerminator()->getOperands()))
    phi->addIncoming(get(value), latch);
  if (activePhi)
    activePhi->addIncoming(active_, latch);
  hintUnroll(builder_.CreateBr(header), op);
  builder_.SetInsertPoint(after);
  for (auto [result, phi] : llvm::zip(op.getResults(), phis))
    set(result, phi);
  active_ = outer;
}

static llvm::MDNode *loopId(llvm::LLVMContext &context, llvm::ArrayRef<llvm::Metadata *> hints) {
  llvm::SmallVector<llvm::Metadata *> parts = {nullptr};
  parts.append(hints.begin(), hints.end());
  auto *id = llvm::MDNode::getDistinct(context, parts);
  id->replaceOperandWith(0, id);
  return id;
}

// hd.unroll: 0 fully, 1 not at all, n times. kStaysRolled tells loops that nothing behind LLVM may unroll
// from those that LLVM has unrolled; what LLVM leaves for the rounds left over is one of the former.
void Emitter::hintUnroll(llvm::BranchInst *latch, Operation *loop) {
  auto hint = [&](llvm::StringRef name, llvm::ArrayRef<llvm::Metadata *> operands = {}) {
    llvm::SmallVector<llvm::Metadata *> parts = {llvm::MDString::get(context_, name)};
    parts.append(operands.begin(), operands.end());
    return llvm::MDNode::get(context_, parts);
  };
  llvm::MDNode *never = hint("llvm.loop.unroll.disable"), *rolled = hint(kStaysRolled);
  llvm::SmallVector<llvm::Metadata *> hints;
  auto attribute = loop->getAttrOfType<IntegerAttr>(ir::kUnrollAttr);
  if (loop->hasAttr(ir::kUnrolledAttr))
    hints = {never};
  else if (!attribute)
    hints = {hint("llvm.loop.unroll.followup_remainder", {never, rolled})};
  else if (attribute.getInt() == 0)
    hints = {hint("llvm.loop.unroll.full")};
  else if (attribute.getInt() == 1)
    hints = {never, rolled};
  else
    hints = {hint("llvm.loop.unroll.count",
                  {llvm::ConstantAsMetadata::get(builder_.getInt32(uint32_t(attribute.getInt())))}),
             rolled};
  latch->setMetadata(llvm::LLVMContext::MD_loop, loopId(context_, hints));
}

} // namespace hd::simt
