// How values change from a thread to the next one in the grid.
#pragma once

#include "ir/hd/dialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"

#include <optional>

namespace hd::ir {

class ThreadSteps {
public:
  // What must be added to a value of one thread for that of the next (bytes for pointers); nothing when it is
  // not known. It holds within aligned groups of a power of two of threads, at most 16: numbers in the grid
  // do not wrap within one.
  std::optional<int64_t> of(mlir::Value value);
  bool areSame(mlir::ValueRange values);

private:
  std::optional<int64_t> compute(mlir::Value value);
  std::optional<int64_t> ofExtension(mlir::Operation *op);
  llvm::DenseMap<mlir::Value, std::optional<int64_t>> known_;
};

} // namespace hd::ir
