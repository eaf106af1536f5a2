// Which values have no variable of their own and are written inside the expression that uses them.
#pragma once

#include "ir/hd/dialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SmallVector.h"

namespace hd::opencl {

class Inlining {
public:
  // Answers stay valid as long as the IR does not change.
  bool isInlined(mlir::Operation *op);

private:
  // The operations whose text the value ends up in: users, looked through those that never have a variable.
  void finalUsers(mlir::Value value, llvm::SmallVectorImpl<mlir::Operation *> &users);
  bool decide(mlir::Operation *op);
  bool loadMayMove(ir::LoadOp load, mlir::Operation *user);
  unsigned sizeOf(mlir::Operation *op);
  bool isCandidate(mlir::Operation *op);

  llvm::DenseMap<mlir::Operation *, bool> decided_;
  llvm::DenseMap<mlir::Operation *, unsigned> sizes_;
};

// Constants and steps of an address: written wherever they are used.
bool hasNoVariable(mlir::Operation *op);
// Statements in their own right, or values that cannot be repeated or moved.
bool isStatement(mlir::Operation *op);

} // namespace hd::opencl
