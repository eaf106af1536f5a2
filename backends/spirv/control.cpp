// Structured control flow: scf's regions become SPIR-V's selections and loops, their results phis.
#include "backends/spirv/emitter.h"

using namespace mlir;

namespace hd::spirv {

void Emitter::startBlock(Id label) {
  emitVoid(Op::OpLabel, {label});
  label_ = label;
  line_ = {}; // a line ends with its block
}

void Emitter::emitBlock(Block &block) {
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
  if (emitBooleans(op) || emitArithmetic(op) || emitConversion(op) || emitMath(op) || emitPointer(op) ||
      emitMemory(op) || emitAtomic(op) || emitSynchronization(op) || emitWarp(op))
    return;
  unsupported(op, "an operation without a lowering");
}

void Emitter::emitIf(scf::IfOp op) {
  bool hasElse = !op.getElseRegion().empty();
  Id yes = builder_.fresh(), merge = builder_.fresh(), no = hasElse ? builder_.fresh() : merge;
  emitVoid(Op::OpSelectionMerge, {merge, 0});
  branch(get(op.getCondition()), yes, no);
  std::vector<Words> phis(op.getNumResults());
  auto side = [&](Id label, Block *block) {
    startBlock(label);
    emitBlock(*block);
    for (auto [words, operand, result] :
         llvm::zip(phis, block->getTerminator()->getOperands(), op.getResults())) {
      words.push_back(getAs(operand, result));
      words.push_back(label_);
    }
    branch(merge);
  };
  side(yes, op.thenBlock());
  if (hasElse)
    side(no, op.elseBlock());
  startBlock(merge);
  for (auto [words, result] : llvm::zip(phis, op.getResults()))
    set(result, emit(Op::OpPhi, typeOf(result), words));
}

uint32_t Emitter::loopControl(Operation *loop) {
  constexpr uint32_t kNone = 0, kUnroll = 1, kDontUnroll = 2;
  auto unroll = loop->getAttrOfType<IntegerAttr>(ir::kUnrollAttr);
  if (!unroll)
    return kNone;
  return unroll.getInt() == 1 ? kDontUnroll : kUnroll;
}

Emitter::Phi Emitter::loopPhi(Id type, Id first, Id from, Id continueLabel) {
  Id id = emit(Op::OpPhi, type, {first, from, 0, continueLabel});
  return {id, body_.size() - 2};
}

// header: phis, merge instruction -> before -> (condition) body -> continue -> header
void Emitter::emitWhile(scf::WhileOp op) {
  Id header = builder_.fresh(), before = builder_.fresh(), after = builder_.fresh();
  Id next = builder_.fresh(), merge = builder_.fresh();
  std::vector<Id> inits;
  for (auto [init, argument] : llvm::zip(op.getInits(), op.getBeforeArguments()))
    inits.push_back(getAs(init, argument));
  Id from = label_;
  branch(header);
  startBlock(header);
  std::vector<Phi> phis;
  for (auto [init, argument] : llvm::zip(inits, op.getBeforeArguments())) {
    phis.push_back(loopPhi(typeOf(argument), init, from, next));
    set(argument, phis.back().id);
  }
  emitVoid(Op::OpLoopMerge, {merge, next, loopControl(op)});
  branch(before);
  startBlock(before);
  emitBlock(*op.getBeforeBody());
  scf::ConditionOp condition = op.getConditionOp();
  for (auto [value, argument, result] :
       llvm::zip(condition.getArgs(), op.getAfterArguments(), op.getResults())) {
    set(argument, getAs(value, argument));
    set(result, getAs(value, result));
  }
  branch(get(condition.getCondition()), after, merge);
  startBlock(after);
  emitBlock(*op.getAfterBody());
  for (auto [phi, value, argument] : llvm::zip(phis, op.getYieldOp().getOperands(), op.getBeforeArguments()))
    complete(phi, getAs(value, argument));
  branch(next);
  startBlock(next);
  branch(header);
  startBlock(merge);
}

void Emitter::emitFor(scf::ForOp op) {
  Id header = builder_.fresh(), test = builder_.fresh(), body = builder_.fresh();
  Id next = builder_.fresh(), merge = builder_.fresh();
  std::vector<Id> inits;
  for (auto [init, argument] : llvm::zip(op.getInitArgs(), op.getRegionIterArgs()))
    inits.push_back(getAs(init, argument));
  Id from = label_, type = typeOf(op.getInductionVar());
  branch(header);
  startBlock(header);
  Phi index = loopPhi(type, get(op.getLowerBound()), from, next);
  set(op.getInductionVar(), index.id);
  std::vector<Phi> phis;
  for (auto [init, argument, result] : llvm::zip(inits, op.getRegionIterArgs(), op.getResults())) {
    phis.push_back(loopPhi(typeOf(argument), init, from, next));
    set(argument, phis.back().id);
    set(result, phis.back().id);
  }
  emitVoid(Op::OpLoopMerge, {merge, next, loopControl(op)});
  branch(test);
  startBlock(test);
  branch(compare(Op::OpSLessThan, index.id, get(op.getUpperBound())), body, merge);
  startBlock(body);
  emitBlock(*op.getBody());
  for (auto [phi, value, argument] : llvm::zip(phis, op.getYieldedValues(), op.getRegionIterArgs()))
    complete(phi, getAs(value, argument));
  complete(index, emit(Op::OpIAdd, type, {index.id, get(op.getStep())}));
  branch(next);
  startBlock(next);
  branch(header);
  startBlock(merge);
}

void Emitter::emitOnce(Id condition, llvm::function_ref<void()> body) {
  Id inside = builder_.fresh(), merge = builder_.fresh();
  emitVoid(Op::OpSelectionMerge, {merge, 0});
  branch(condition, inside, merge);
  startBlock(inside);
  body();
  branch(merge);
  startBlock(merge);
}

void Emitter::emitTimes(uint64_t count, llvm::function_ref<void(Id)> body) {
  Id header = builder_.fresh(), test = builder_.fresh(), inside = builder_.fresh();
  Id next = builder_.fresh(), merge = builder_.fresh(), from = label_;
  branch(header);
  startBlock(header);
  Phi index = loopPhi(intType(32), u32(0), from, next);
  emitVoid(Op::OpLoopMerge, {merge, next, 0});
  branch(test);
  startBlock(test);
  branch(compare(Op::OpULessThan, index.id, u32(count)), inside, merge);
  startBlock(inside);
  body(index.id);
  complete(index, emit(Op::OpIAdd, intType(32), {index.id, u32(1)}));
  branch(next);
  startBlock(next);
  branch(header);
  startBlock(merge);
}

// Mesa's llvmpipe ends each loop of an invocation after one round more once all its loops have had 65,535
// together, and goes on behind it. A loop of two rounds at the end tells: it has one then. That goes to a
// word of the driver's.
void Emitter::reportCutLoops() {
  constexpr uint32_t kRounds = 2, kDontUnroll = 2, kAligned = 2;
  Id word = intType(32), zero = hiddenZero(32);
  emitOnce(builder_.specBoolean(kCutsLoops, false, "cuts_loops"), [&] {
    Id header = builder_.fresh(), body = builder_.fresh(), next = builder_.fresh(), merge = builder_.fresh();
    Id rounds = emit(Op::OpBitwiseOr, word, {zero, u32(kRounds)}), from = label_;
    branch(header);
    startBlock(header);
    Phi round = loopPhi(word, zero, from, next);
    emitVoid(Op::OpLoopMerge, {merge, next, kDontUnroll});
    branch(body);
    startBlock(body);
    Id after = emit(Op::OpIAdd, word, {round.id, u32(1)});
    complete(round, after);
    branch(next);
    startBlock(next);
    branch(compare(Op::OpULessThan, after, rounds), header, merge);
    startBlock(merge);
    emitOnce(compare(Op::OpINotEqual, after, rounds), [&] {
      emitVoid(Op::OpStore, {devicePointer(pushConstant(kCutLoops), word), u32(1), kAligned, 4});
    });
  });
}

} // namespace hd::spirv
