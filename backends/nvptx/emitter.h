// Kernels as LLVM's NVPTX back end takes them: special registers, bar, membar, warp instructions.
#pragma once

#include "backends/nvptx/target.h"
#include "backends/simt/emitter.h"

namespace hd::nvptx {

// Allocas are generic in LLVM IR and become .local; parameters by value are generic and become ld.param.
inline constexpr simt::AddressSpaces kSpaces = {
    .generic = 0, .global = 1, .shared = 3, .constant = 4, .privateMemory = 0, .param = 0};

class Emitter : public simt::Emitter {
public:
  Emitter(llvm::Module &module, mlir::func::FuncOp kernel, simt::DebugLines &debug, const PtxTarget &target)
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
  llvm::Value *atomicRmw(ir::AtomicRmwOp op, llvm::Value *pointer, llvm::Value *value) override;
  llvm::Value *atomicCas(ir::AtomicCasOp op, llvm::Value *pointer, llvm::Value *compare,
                         llvm::Value *value) override;
  llvm::Value *undisturbedDivision(llvm::Value *a, llvm::Value *b, bool isSigned, bool remainder) override;
  llvm::Value *saturate(llvm::Value *value, llvm::Type *type, bool isSigned) override;
  bool tracksActive() const override { return true; }
  llvm::Value *narrow(llvm::Value *active, llvm::Value *condition) override;

private:
  llvm::Value *special(const llvm::Intrinsic::ID (&registers)[3], ir::Dimension axis, uint64_t low,
                       uint64_t high);
  llvm::Value *participants(llvm::Value *mask);
  llvm::Value *reduceByShuffles(ir::ReduceKind kind, llvm::Value *mask, llvm::Value *value);
  llvm::Value *butterfly(ir::ReduceKind kind, llvm::Value *value);
  llvm::Value *reduceOneByOne(ir::ReduceKind kind, llvm::Value *members, llvm::Value *value);
  llvm::Value *atomicInstruction(mlir::Operation *op, ir::Scope scope, llvm::StringRef operation,
                                 llvm::Value *pointer, llvm::ArrayRef<llvm::Value *> values);

  const PtxTarget &target_;
};

} // namespace hd::nvptx
