// Which barriers must order accesses of device memory. Many need not, and drivers make an expensive fence of
// it.
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

private:
  struct Access {
    mlir::Operation *op;
    mlir::Value root;
  };
  void add(mlir::Operation *op, const PointerGroups &groups);
  bool mayRunBefore(mlir::Operation *first, mlir::Operation *second) const;

  llvm::DenseMap<mlir::Operation *, unsigned> order_; // of barriers and accesses in the text
  // Of device memory. Writes include what looks for other blocks' writes, which the block's other threads may
  // then read: atomics, volatile loads, and fences, which have no root.
  llvm::SmallVector<Access> reads_, writes_;
};

} // namespace hd::spirv
