// Warp operations in hardware. They wait for the lanes of their mask, so the mask must name lanes that come:
// one of all lanes, in divergent control flow, becomes the lanes that took the way here.
#include "backends/nvptx/emitter.h"

#include "llvm/IR/IntrinsicsNVPTX.h"

namespace Id = llvm::Intrinsic;

namespace hd::nvptx {

llvm::Value *Emitter::participants(llvm::Value *mask) {
  auto *known = llvm::dyn_cast<llvm::ConstantInt>(mask);
  return active_ && known && known->isMinusOne() ? active_ : mask;
}

llvm::Value *Emitter::narrow(llvm::Value *active, llvm::Value *condition) {
  return call(Id::nvvm_vote_ballot_sync, {active, condition});
}

// Lanes that have ended, or that the block lacks, do not vote.
llvm::Value *Emitter::activeMask() {
  return call(Id::nvvm_vote_ballot_sync, {active_ ? active_ : i32(~0u), builder_.getTrue()});
}

void Emitter::syncWarp(llvm::Value *mask) { call(Id::nvvm_bar_warp_sync, participants(mask)); }

// The control operand of shfl: in bits 8-12 which bits of the lane number are the group's, in bits 0-4 the
// last lane of the group (the first one for `up`).
llvm::Value *Emitter::shuffle(ir::ShuffleMode mode, llvm::Value *mask, llvm::Value *value, llvm::Value *lane,
                              llvm::Value *width) {
  llvm::Value *segments = builder_.CreateShl(builder_.CreateSub(i32(32), width), 8);
  llvm::Value *toLast = builder_.CreateOr(segments, i32(31));
  llvm::Value *lanes = participants(mask);
  switch (mode) {
  case ir::ShuffleMode::Idx:
    return call(Id::nvvm_shfl_sync_idx_i32, {lanes, value, lane, toLast});
  case ir::ShuffleMode::Up:
    return call(Id::nvvm_shfl_sync_up_i32, {lanes, value, lane, segments});
  case ir::ShuffleMode::Down:
    return call(Id::nvvm_shfl_sync_down_i32, {lanes, value, lane, toLast});
  case ir::ShuffleMode::Xor:
    return call(Id::nvvm_shfl_sync_bfly_i32, {lanes, value, lane, toLast});
  }
  llvm_unreachable("all modes are handled");
}

llvm::Value *Emitter::vote(ir::VoteKind kind, llvm::Value *mask, llvm::Value *predicate) {
  llvm::Value *lanes = participants(mask);
  switch (kind) {
  case ir::VoteKind::Any:
    return call(Id::nvvm_vote_any_sync, {lanes, predicate});
  case ir::VoteKind::All:
    return call(Id::nvvm_vote_all_sync, {lanes, predicate});
  case ir::VoteKind::Uni:
    return call(Id::nvvm_vote_uni_sync, {lanes, predicate});
  }
  llvm_unreachable("all kinds are handled");
}

llvm::Value *Emitter::ballot(llvm::Value *mask, llvm::Value *predicate) {
  return call(Id::nvvm_vote_ballot_sync, {participants(mask), predicate});
}

llvm::Value *Emitter::matchAny(llvm::Value *mask, llvm::Value *value) {
  bool isWide = value->getType()->isIntegerTy(64);
  return call(isWide ? Id::nvvm_match_any_sync_i64 : Id::nvvm_match_any_sync_i32,
              {participants(mask), value});
}

std::pair<llvm::Value *, llvm::Value *> Emitter::matchAll(llvm::Value *mask, llvm::Value *value) {
  bool isWide = value->getType()->isIntegerTy(64);
  llvm::Value *pair =
      call(isWide ? Id::nvvm_match_all_sync_i64p : Id::nvvm_match_all_sync_i32p, {participants(mask), value});
  llvm::Value *same = builder_.CreateExtractValue(pair, 1);
  return {builder_.CreateSelect(same, mask, i32(0)), same};
}

static Id::ID reduxOf(ir::ReduceKind kind) {
  switch (kind) {
  case ir::ReduceKind::Add:
    return Id::nvvm_redux_sync_add;
  case ir::ReduceKind::SMin:
    return Id::nvvm_redux_sync_min;
  case ir::ReduceKind::SMax:
    return Id::nvvm_redux_sync_max;
  case ir::ReduceKind::UMin:
    return Id::nvvm_redux_sync_umin;
  case ir::ReduceKind::UMax:
    return Id::nvvm_redux_sync_umax;
  case ir::ReduceKind::And:
    return Id::nvvm_redux_sync_and;
  case ir::ReduceKind::Or:
    return Id::nvvm_redux_sync_or;
  case ir::ReduceKind::Xor:
    return Id::nvvm_redux_sync_xor;
  }
  llvm_unreachable("all kinds are handled");
}

llvm::Value *Emitter::warpReduce(ir::ReduceKind kind, llvm::Value *mask, llvm::Value *value) {
  constexpr unsigned kFirstWithRedux = 80;
  llvm::Value *lanes = participants(mask);
  if (target_.generation >= kFirstWithRedux)
    return call(reduxOf(kind), {value, lanes});
  return reduceByShuffles(kind, lanes, value);
}

// members = those of the mask that are there; all 32: five steps, else one after the other
llvm::Value *Emitter::reduceByShuffles(ir::ReduceKind kind, llvm::Value *mask, llvm::Value *value) {
  llvm::Value *members = call(Id::nvvm_vote_ballot_sync, {mask, builder_.getTrue()});
  auto *full = makeBlock("reduce.full"), *some = makeBlock("reduce.some"), *join = makeBlock("reduced");
  builder_.CreateCondBr(builder_.CreateICmpEQ(members, i32(~0u)), full, some);
  builder_.SetInsertPoint(full);
  llvm::Value *ofFull = butterfly(kind, value);
  builder_.CreateBr(join);
  builder_.SetInsertPoint(some);
  llvm::Value *ofSome = reduceOneByOne(kind, members, value);
  auto *end = builder_.GetInsertBlock();
  builder_.CreateBr(join);
  builder_.SetInsertPoint(join);
  llvm::PHINode *result = builder_.CreatePHI(builder_.getInt32Ty(), 2);
  result->addIncoming(ofFull, full);
  result->addIncoming(ofSome, end);
  return result;
}

llvm::Value *Emitter::butterfly(ir::ReduceKind kind, llvm::Value *value) {
  for (unsigned distance = 16; distance > 0; distance /= 2)
    value =
        reduceStep(kind, value, call(Id::nvvm_shfl_sync_bfly_i32, {i32(~0u), value, i32(distance), i32(31)}));
  return value;
}

// rest = members without the first; sum = value of the first; while (rest) sum = sum + value of the next
llvm::Value *Emitter::reduceOneByOne(ir::ReduceKind kind, llvm::Value *members, llvm::Value *value) {
  auto fetchFirst = [&](llvm::Value *rest) {
    llvm::Value *first = builder_.CreateBinaryIntrinsic(Id::cttz, rest, builder_.getTrue());
    return call(Id::nvvm_shfl_sync_idx_i32, {members, value, first, i32(31)});
  };
  auto dropFirst = [&](llvm::Value *rest) {
    return builder_.CreateAnd(rest, builder_.CreateSub(rest, i32(1)));
  };
  llvm::Value *first = fetchFirst(members), *others = dropFirst(members);
  auto *from = builder_.GetInsertBlock();
  auto *loop = makeBlock("reduce.loop"), *body = makeBlock("reduce.body"), *after = makeBlock("reduce.end");
  builder_.CreateBr(loop);
  builder_.SetInsertPoint(loop);
  llvm::PHINode *sum = builder_.CreatePHI(builder_.getInt32Ty(), 2);
  llvm::PHINode *rest = builder_.CreatePHI(builder_.getInt32Ty(), 2);
  sum->addIncoming(first, from);
  rest->addIncoming(others, from);
  builder_.CreateCondBr(builder_.CreateIsNull(rest), after, body);
  builder_.SetInsertPoint(body);
  sum->addIncoming(reduceStep(kind, sum, fetchFirst(rest)), body);
  rest->addIncoming(dropFirst(rest), body);
  builder_.CreateBr(loop);
  builder_.SetInsertPoint(after);
  return sum;
}

} // namespace hd::nvptx
