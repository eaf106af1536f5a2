// Warp operations from ballots of the wave.
#include "backends/amdgcn/emitter.h"

#include "llvm/IR/IntrinsicsAMDGPU.h"

namespace Id = llvm::Intrinsic;

namespace hd::amdgcn {

llvm::Value *Emitter::waveBallot(llvm::Value *predicate) {
  return callFor(Id::amdgcn_ballot, builder_.getIntNTy(target_.waveSize), predicate);
}

llvm::Value *Emitter::waveLane() {
  llvm::Value *low = call(Id::amdgcn_mbcnt_lo, {i32(~0u), i32(0)});
  return target_.waveSize == 32 ? low : call(Id::amdgcn_mbcnt_hi, {i32(~0u), low});
}

// The bits of the own warp.
llvm::Value *Emitter::ownHalf(llvm::Value *bits) {
  if (target_.waveSize == 32)
    return bits;
  llvm::Value *high = builder_.CreateTrunc(builder_.CreateLShr(bits, 32), builder_.getInt32Ty());
  llvm::Value *low = builder_.CreateTrunc(bits, builder_.getInt32Ty());
  llvm::Value *isHigh = builder_.CreateICmpUGE(waveLane(), i32(32));
  return builder_.CreateSelect(isHigh, high, low);
}

llvm::Value *Emitter::activeMask() { return ownHalf(waveBallot(builder_.getTrue())); }

llvm::Value *Emitter::ballot(llvm::Value *mask, llvm::Value *predicate) {
  return builder_.CreateAnd(ownHalf(waveBallot(predicate)), mask);
}

llvm::Value *Emitter::vote(ir::VoteKind kind, llvm::Value *mask, llvm::Value *predicate) {
  llvm::Value *agreeing = ballot(mask, predicate);
  llvm::Value *nobody = builder_.CreateIsNull(agreeing);
  llvm::Value *everyone = builder_.CreateICmpEQ(agreeing, builder_.CreateAnd(activeMask(), mask));
  switch (kind) {
  case ir::VoteKind::Any:
    return builder_.CreateNot(nobody);
  case ir::VoteKind::All:
    return everyone;
  case ir::VoteKind::Uni:
    return builder_.CreateOr(everyone, nobody);
  }
  llvm_unreachable("all kinds are handled");
}

// Who agrees with me in every bit of the value?
llvm::Value *Emitter::matchAny(llvm::Value *mask, llvm::Value *value) {
  llvm::Value *same = waveBallot(builder_.getTrue());
  unsigned bits = value->getType()->getIntegerBitWidth();
  for (unsigned bit = 0; bit < bits; ++bit) {
    llvm::Value *isSet = builder_.CreateTrunc(builder_.CreateLShr(value, bit), builder_.getInt1Ty());
    llvm::Value *setters = waveBallot(isSet);
    same = builder_.CreateAnd(same, builder_.CreateSelect(isSet, setters, builder_.CreateNot(setters)));
  }
  return builder_.CreateAnd(ownHalf(same), mask);
}

std::pair<llvm::Value *, llvm::Value *> Emitter::matchAll(llvm::Value *mask, llvm::Value *value) {
  llvm::Value *members = builder_.CreateAnd(activeMask(), mask);
  llvm::Value *same = builder_.CreateICmpEQ(matchAny(mask, value), members);
  return {builder_.CreateSelect(same, mask, i32(0)), same};
}

// All 32 lanes: five steps. Else one lane after the other, each read by all.
llvm::Value *Emitter::warpReduce(ir::ReduceKind kind, llvm::Value *mask, llvm::Value *value) {
  llvm::Value *members = builder_.CreateAnd(activeMask(), mask);
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
  for (unsigned distance = 1; distance < 32; distance *= 2)
    value = reduceStep(kind, value, exchange(value, distance));
  return value;
}

static uint32_t neutral(ir::ReduceKind kind) {
  switch (kind) {
  case ir::ReduceKind::SMin:
    return 0x7fffffffu;
  case ir::ReduceKind::SMax:
    return 0x80000000u;
  case ir::ReduceKind::UMin:
  case ir::ReduceKind::And:
    return 0xffffffffu;
  case ir::ReduceKind::Add:
  case ir::ReduceKind::UMax:
  case ir::ReduceKind::Or:
  case ir::ReduceKind::Xor:
    return 0;
  }
  llvm_unreachable("all kinds are handled");
}

// for (lane = 0; lane < 32; ++lane) sum = sum + (lane is a member ? its value : neutral). Lanes stay together
// in the loop, whatever masks they have, so that they can read each other.
llvm::Value *Emitter::reduceOneByOne(ir::ReduceKind kind, llvm::Value *members, llvm::Value *value) {
  llvm::Value *group = builder_.CreateAnd(waveLane(), i32(~31u));
  auto *from = builder_.GetInsertBlock();
  auto *loop = makeBlock("reduce.loop"), *after = makeBlock("reduce.end");
  builder_.CreateBr(loop);
  builder_.SetInsertPoint(loop);
  llvm::PHINode *lane = builder_.CreatePHI(builder_.getInt32Ty(), 2);
  llvm::PHINode *sum = builder_.CreatePHI(builder_.getInt32Ty(), 2);
  lane->addIncoming(i32(0), from);
  sum->addIncoming(i32(neutral(kind)), from);
  llvm::Value *other = readLane(value, builder_.CreateAdd(group, lane));
  llvm::Value *isMember = builder_.CreateTrunc(builder_.CreateLShr(members, lane), builder_.getInt1Ty());
  llvm::Value *next = reduceStep(kind, sum, builder_.CreateSelect(isMember, other, i32(neutral(kind))));
  llvm::Value *nextLane = builder_.CreateAdd(lane, i32(1));
  lane->addIncoming(nextLane, loop);
  sum->addIncoming(next, loop);
  builder_.CreateCondBr(builder_.CreateICmpEQ(nextLane, i32(32)), after, loop);
  builder_.SetInsertPoint(after);
  return next;
}

} // namespace hd::amdgcn
