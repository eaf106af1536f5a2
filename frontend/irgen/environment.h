// The values of variables that live in SSA, with an undo log: what a branch or a loop's body assigned is
// what the log holds since its start, and rolling back gives the values that its sibling starts with.
#pragma once

#include "mlir/IR/Value.h"
#include "llvm/ADT/DenseMap.h"

namespace hd::irgen {

// A scalar of a variable: the variable is a declaration, or anything else with an address of its own.
using Slot = std::pair<const void *, unsigned>;

class Environment {
public:
  mlir::Value get(Slot slot) const { return values_.lookup(slot); } // null when it has no value
  void set(Slot slot, mlir::Value value);

  size_t mark() const { return log_.size(); }
  // Slots set since the mark, each once, in the order of their first change. `fresh`: only those that had
  // no value at the mark; otherwise only those that had one.
  llvm::SmallVector<Slot> changedSince(size_t mark, bool fresh = false) const;
  // The value that the slot had at the mark, when it has changed since; else its present one.
  mlir::Value valueAt(size_t mark, Slot slot) const;
  void rollback(size_t mark);

private:
  llvm::DenseMap<Slot, mlir::Value> values_;
  std::vector<std::pair<Slot, mlir::Value>> log_; // the value before the change
};

} // namespace hd::irgen
