// One thread of a kernel as LLVM IR: structured control flow becomes blocks and phis, a value is one LLVM
// value. For devices whose hardware runs the threads; what differs between them is virtual.
#pragma once

#include "backends/simt/debug_lines.h"
#include "backends/simt/uniformity.h"
#include "ir/hd/dialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Intrinsics.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"

namespace hd::simt {

// LLVM's numbers of a target's address spaces, in the order of ir::AddressSpace.
struct AddressSpaces {
  unsigned generic, global, shared, constant, privateMemory, param;
  unsigned of(ir::AddressSpace space) const;
};

// Metadata of loops that do one round at a time, whatever comes behind LLVM.
inline constexpr llvm::StringLiteral kStaysRolled = "hd.stays_rolled";

class Emitter {
public:
  using Builder = llvm::IRBuilder<>;

  Emitter(llvm::Module &module, const AddressSpaces &spaces, mlir::func::FuncOp kernel, DebugLines &debug);
  virtual ~Emitter();

  // Adds `hd_kernel_<name>` to the module, or says which operation the target lacks.
  llvm::Error emit();

protected:
  // --- what a target defines

  // Attributes and metadata of a kernel; parameters have theirs already.
  virtual void markKernel() = 0;
  // A parameter that is a struct or an array: as the callee gets it.
  virtual llvm::Attribute aggregateAttribute(llvm::Type *type) = 0;
  virtual llvm::Value *threadId(ir::Dimension axis) = 0;
  virtual llvm::Value *blockId(ir::Dimension axis) = 0;
  virtual llvm::Value *blockDim(ir::Dimension axis) = 0;
  virtual llvm::Value *gridDim(ir::Dimension axis) = 0;
  virtual void barrier() = 0;
  virtual llvm::Value *barrierReduce(ir::BarrierKind kind, llvm::Value *predicate) = 0;
  virtual void fence(ir::Scope scope) = 0;
  virtual void syncWarp(llvm::Value *mask) = 0;
  virtual llvm::Value *clock() = 0;
  // The thread ends here; terminates the block.
  virtual void exitThread() = 0;
  virtual llvm::SyncScope::ID syncScope(ir::Scope scope) = 0;
  // Warp operations of 32-bit integers; masks as the program gives them.
  virtual llvm::Value *shuffle(ir::ShuffleMode mode, llvm::Value *mask, llvm::Value *value, llvm::Value *lane,
                               llvm::Value *width) = 0;
  virtual llvm::Value *vote(ir::VoteKind kind, llvm::Value *mask, llvm::Value *predicate) = 0;
  virtual llvm::Value *ballot(llvm::Value *mask, llvm::Value *predicate) = 0;
  virtual llvm::Value *activeMask() = 0;
  virtual llvm::Value *matchAny(llvm::Value *mask, llvm::Value *value) = 0; // 32, 64 bits
  virtual std::pair<llvm::Value *, llvm::Value *> matchAll(llvm::Value *mask,
                                                           llvm::Value *value) = 0; // 32, 64
  virtual llvm::Value *warpReduce(ir::ReduceKind kind, llvm::Value *mask, llvm::Value *value) = 0;
  // Atomics of a form that LLVM's atomicrmw and cmpxchg lack on the target; null: there is none.
  virtual llvm::Value *atomicRmw(ir::AtomicRmwOp op, llvm::Value *pointer, llvm::Value *value);
  virtual llvm::Value *atomicCas(ir::AtomicCasOp op, llvm::Value *pointer, llvm::Value *compare,
                                 llvm::Value *value);
  // Float to integer: out of range is the nearest end, NaN is 0.
  virtual llvm::Value *saturate(llvm::Value *value, llvm::Type *type, bool isSigned);
  // a / b or a % b of a device that goes on with some number where b is 0, and wraps; null: it has none.
  virtual llvm::Value *undisturbedDivision(llvm::Value *a, llvm::Value *b, bool isSigned, bool remainder);
  // Rounds to a narrower type.
  virtual llvm::Value *truncate(llvm::Value *value, llvm::Type *type) {
    return builder_.CreateFPTrunc(value, type);
  }
  // The lanes that take the way on which `condition` holds, of those in `active`. Only for targets that keep
  // track of them (see active_).
  virtual bool tracksActive() const { return false; }
  virtual llvm::Value *narrow(llvm::Value *active, llvm::Value *condition);
  // Whether a loop goes on that waits for other lanes. Where lanes run in step LLVM must not know how that
  // depends on what the round has done: it would move the release of a lock behind the loop.
  virtual llvm::Value *waits(llvm::Value *condition) { return condition; }

  // --- for targets

  llvm::BasicBlock *makeBlock(llvm::StringRef name);
  llvm::Value *i32(uint64_t value) { return builder_.getInt32(uint32_t(value)); }
  llvm::Value *i64(uint64_t value) { return builder_.getInt64(value); }
  llvm::Value *call(llvm::Intrinsic::ID id, llvm::ArrayRef<llvm::Value *> operands = {});
  llvm::Value *reduceStep(ir::ReduceKind kind, llvm::Value *a, llvm::Value *b);
  void unsupported(mlir::Operation *op, llvm::StringRef what);
  // Most threads of a block, from __launch_bounds__; 1024 without.
  uint64_t maxThreads() const;

  llvm::Module &module_;
  llvm::LLVMContext &context_;
  const AddressSpaces &spaces_;
  mlir::func::FuncOp kernel_;
  llvm::Function *function_ = nullptr;
  Builder builder_;
  // The lanes of the warp that run the current code if all lanes stay in step; null outside of divergent
  // control flow: all of them. Kept only around operations that ask for it.
  llvm::Value *active_ = nullptr;

private:
  // --- emitter.cpp
  void declare();
  void emitOps(mlir::Block &block);
  void emitOp(mlir::Operation *op);
  bool emitIdentity(mlir::Operation *op);
  bool emitSynchronisation(mlir::Operation *op);
  bool emitWarp(mlir::Operation *op);
  void emitShuffle(ir::ShuffleOp op);
  llvm::Value *asBits(llvm::Value *value);
  llvm::Value *get(mlir::Value value);
  void set(mlir::Value value, llvm::Value *result) { values_[value] = result; }
  llvm::Type *typeOf(mlir::Type type);

  // --- control.cpp
  bool emitControl(mlir::Operation *op);
  void emitIf(mlir::scf::IfOp op);
  void emitWhile(mlir::scf::WhileOp op);
  void emitFor(mlir::scf::ForOp op);
  void findTracked();
  bool endSkipping(mlir::scf::IfOp op);
  bool needsNarrowing(mlir::Operation *op, mlir::Value condition);
  llvm::SmallVector<llvm::PHINode *> makePhis(mlir::ValueRange inits,
                                              mlir::Block::BlockArgListType arguments);
  void hintUnroll(llvm::BranchInst *latch, mlir::Operation *loop);

  // --- arithmetic.cpp, math.cpp
  bool emitArithmetic(mlir::Operation *op);
  bool emitMath(mlir::Operation *op);
  llvm::Value *binary(mlir::Operation *op, llvm::Instruction::BinaryOps opcode);
  llvm::Value *divide(mlir::Operation *op, bool isSigned, bool remainder);
  void emitMulExtended(mlir::Operation *op, bool isSigned);
  llvm::Value *constant(mlir::arith::ConstantOp op);

  // --- pointers.cpp, memory.cpp, aggregates.cpp, atomics.cpp
  bool emitPointer(mlir::Operation *op);
  bool emitMemory(mlir::Operation *op);
  bool emitAtomic(mlir::Operation *op);
  llvm::Value *addBytes(llvm::Value *pointer, uint64_t bytes);
  llvm::Value *addressOf(ir::AddressOfOp op);
  llvm::Value *dynamicShared();
  llvm::Type *memoryType(mlir::Type type);
  llvm::Value *toMemory(llvm::Value *value, mlir::Type type);
  llvm::Value *fromMemory(llvm::Value *value, mlir::Type type);
  llvm::Value *inSpace(llvm::Value *pointer, unsigned space);
  void emitCopy(ir::CopyOp op);
  llvm::Value *privateMemory(ir::PrivateOp op);

  DebugLines &debug_;
  llvm::DISubprogram *subprogram_ = nullptr;
  Uniformity uniformity_;
  llvm::DenseSet<mlir::Operation *> tracked_; // control flow around what asks for the active lanes
  llvm::DenseMap<mlir::Value, llvm::Value *> values_;
  std::string error_;
};

} // namespace hd::simt
