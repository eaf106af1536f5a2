// Kernels as LLVM's AMDGPU back end takes them.
//
// A wave of 64 lanes holds two warps of 32: its halves. All lanes of a wave run in step, so a ballot sees
// those that are active here, and every warp operation is made of ballots and of reads from lanes of the own
// half.
#pragma once

#include "backends/amdgcn/target.h"
#include "backends/simt/emitter.h"

namespace hd::amdgcn {

inline constexpr simt::AddressSpaces kSpaces = {
    .generic = 0, .global = 1, .shared = 3, .constant = 4, .privateMemory = 5, .param = 4};

class Emitter : public simt::Emitter {
public:
  Emitter(llvm::Module &module, mlir::func::FuncOp kernel, simt::DebugLines &debug, const AmdTarget &target)
      : simt::Emitter(module, kSpaces, kernel, debug), target_(target) {}

protected:
  void markKernel() override;
  llvm::Attribute aggregateAttribute(llvm::Type *type) override;
  llvm::Value *threadId(ir::Dimension axis) override;
  llvm::Value *blockId(ir::Dimension axis) override;
  llvm::Value *blockDim(ir::Dimension axis) override;
  llvm::Value *gridDim(ir::Dimension axis) override;
  void barrier() override;
  llvm::Value *barrierReduce(ir::BarrierKind kind, llvm::Value *predicate) override;
  void fence(ir::Scope scope) override;
  void syncWarp(llvm::Value *mask) override;
  llvm::Value *clock() override;
  void exitThread() override;
  llvm::SyncScope::ID syncScope(ir::Scope scope) override;
  llvm::Value *shuffle(ir::ShuffleMode mode, llvm::Value *mask, llvm::Value *value, llvm::Value *lane,
                       llvm::Value *width) override;
  llvm::Value *vote(ir::VoteKind kind, llvm::Value *mask, llvm::Value *predicate) override;
  llvm::Value *ballot(llvm::Value *mask, llvm::Value *predicate) override;
  llvm::Value *activeMask() override;
  llvm::Value *matchAny(llvm::Value *mask, llvm::Value *value) override;
  std::pair<llvm::Value *, llvm::Value *> matchAll(llvm::Value *mask, llvm::Value *value) override;
  llvm::Value *warpReduce(ir::ReduceKind kind, llvm::Value *mask, llvm::Value *value) override;
  llvm::Value *waits(llvm::Value *condition) override;
  llvm::Value *truncate(llvm::Value *value, llvm::Type *type) override;

private:
  llvm::Value *opaque(llvm::Value *value, bool hasSideEffects);
  llvm::Value *implicitArgument(uint64_t offset, llvm::Type *type);
  llvm::Value *callFor(llvm::Intrinsic::ID id, llvm::Type *type, llvm::ArrayRef<llvm::Value *> operands);
  // --- warp.cpp
  llvm::Value *waveBallot(llvm::Value *predicate);
  llvm::Value *ownHalf(llvm::Value *bits);
  llvm::Value *waveLane();
  llvm::Value *butterfly(ir::ReduceKind kind, llvm::Value *value);
  llvm::Value *reduceOneByOne(ir::ReduceKind kind, llvm::Value *members, llvm::Value *value);
  // --- shuffle.cpp
  llvm::Value *constantShuffle(ir::ShuffleMode mode, llvm::Value *value, uint64_t lane, uint64_t width);
  llvm::Value *readLane(llvm::Value *value, llvm::Value *lane);
  llvm::Value *exchange(llvm::Value *value, unsigned distance);
  llvm::Value *swizzle(llvm::Value *value, unsigned keep, unsigned set, unsigned flip);

  const AmdTarget &target_;
};

} // namespace hd::amdgcn
