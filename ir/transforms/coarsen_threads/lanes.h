// Code for several neighbouring threads in step.
#pragma once

#include "ir/hd/build.h"
#include "ir/transforms/coarsen_threads/thread_steps.h"

#include "mlir/IR/IRMapping.h"

namespace hd::ir {

// The size of the element that a load or store of a thread reads or writes, if that of the next thread lies
// right behind it.
std::optional<uint64_t> neighbouringBytes(mlir::Operation *op, ThreadSteps &steps);

// The operand of a bound on a thread's number, extended or not, that is the number: it grows from thread to
// thread and the other one stays.
std::optional<unsigned> boundedOperand(mlir::arith::CmpIOp compare, ThreadSteps &steps);

class Lanes {
public:
  // Threads `first` (i64) and the next `count` - 1. `blocks` (i64) is the launch's gridDim.x.
  Lanes(Build &build, ThreadSteps &steps, mlir::Value blocks, mlir::Value first, unsigned count);

  // Copies operations to the builder's place, each for all lanes before the next.
  void clone(llvm::ArrayRef<mlir::Operation *> ops);
  // Whether a condition of the original code holds for all lanes. What it is made of has been cloned.
  mlir::Value allHold(mlir::Value condition);
  // Whether the accesses that can be made one are multiples of their size; makes their addresses, and from
  // here on clone() makes them one. Null if there are none.
  mlir::Value areAligned(llvm::ArrayRef<mlir::Operation *> body);

private:
  void cloneOp(mlir::Operation *op);
  void cloneInLane(mlir::Operation *op, unsigned lane);
  bool canMakeEarly(mlir::Value value);
  void loadWide(LoadOp load);
  void storeWide(StoreOp store);
  mlir::Value widePointer(mlir::Value pointer);
  mlir::Value lanePointer(mlir::Value wide, unsigned lane);
  mlir::Value makeInFirstLane(mlir::Value value);
  mlir::Value indexIn(unsigned lane, mlir::Type type) const;

  Build &build_;
  ThreadSteps &steps_;
  mlir::Value blocks_;
  llvm::SmallVector<mlir::IRMapping> lanes_;
  llvm::SmallVector<mlir::Value> indices_, wideIndices_; // of the threads: i32, i64
  llvm::DenseSet<mlir::Operation *> wide_;               // accesses that clone() makes one
};

} // namespace hd::ir
