// Which accesses of device memory must be ordered with those of other threads, and which barriers do that.
// Many need not: drivers make expensive fences of such barriers, and leave the accesses where they are.
#pragma once

#include "backends/spirv/pointer_groups.h"

#include "llvm/ADT/DenseMap.h"

namespace hd::spirv {

class BarrierMemory {
public:
  BarrierMemory(mlir::func::FuncOp kernel, const PointerGroups &groups);

  // Whether a thread behind the barrier may look at or write what a thread has written in front of it, or
  // write what one has read.
  bool ordersDevice(mlir::Operation *barrier) const;
  // Whether a barrier or fence may order this access with another thread's. `pointer`: of a load that is not
  // volatile; null for all else.
  bool isOrdered(mlir::Value pointer) const;

private:
  // All of one block of the IR to one root; null: any memory.
  struct Accesses {
    mlir::Operation *first, *last;
    mlir::Value root;
    // Atomics, volatile loads and fences: what other blocks did is looked for, and known to the block's other
    // threads behind a barrier.
    bool areLooks;
  };
  void add(mlir::Operation *op, const PointerGroups &groups);
  void note(llvm::SmallVector<Accesses> &list, mlir::Operation *op, mlir::Value root, bool isLook);
  bool mayRunBefore(mlir::Operation *first, mlir::Operation *second) const;

  llvm::DenseMap<mlir::Operation *, unsigned> order_; // of the text
  llvm::SmallVector<Accesses> reads_, writes_;        // of device memory; looks are among the writes
  bool ordersAny_ = false;
};

} // namespace hd::spirv
