// Which values are the same for all threads of a block.
#pragma once

#include "ir/hd/dialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseSet.h"

namespace hd::ir {

// Operations that all threads of a block, or of a warp, take part in.
bool isWarpOp(mlir::Operation *op);
bool isSync(mlir::Operation *op);  // those, barriers and sync_warp
bool hasSync(mlir::Operation *op); // is one or holds one

// Starts from thread_id, memory and warp operations as different, and follows operands and control flow:
// results of a branch on a different condition differ. What a branch without synchronisation yields counts as
// different where only some threads may run it: lower-warp predicates it.
class Uniformity {
public:
  explicit Uniformity(mlir::func::FuncOp kernel);
  // False for values that were made since.
  bool isUniform(mlir::Value value) const { return known_.contains(value) && !different_.contains(value); }

private:
  void visit(mlir::Operation *op);
  void markIf(bool differs, mlir::Value value);
  bool anyDiffers(mlir::ValueRange values) const;
  bool insideDivergence(mlir::Operation *op) const;
  bool hasDifferentCondition(mlir::Operation *op) const;

  llvm::DenseSet<mlir::Value> different_, known_;
  bool changed_ = false;
};

} // namespace hd::ir
