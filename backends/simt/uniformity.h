// Which values are the same for all threads of a block that run the operation: the lanes of a warp part only
// at conditions that are not.
#pragma once

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseSet.h"

namespace hd::simt {

class Uniformity {
public:
  explicit Uniformity(mlir::func::FuncOp kernel);
  bool isUniform(mlir::Value value) const { return !divergent_.contains(value); }

private:
  void visit(mlir::Operation *op);
  void mark(mlir::Value value) { changed_ |= divergent_.insert(value).second; }
  bool anyDivergent(mlir::ValueRange values) const;
  // Marks targets[i] when sources[i] is divergent, or all of them.
  void join(mlir::ValueRange sources, mlir::ValueRange targets, bool all);

  llvm::DenseSet<mlir::Value> divergent_;
  bool changed_ = false;
};

} // namespace hd::simt
