// Which values the states pass to each other, and which of them live across a recursive call.
#pragma once

#include "ir/transforms/lower_recursion/states.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/SetVector.h"

namespace hd::ir {

// Made again where it is used, rather than kept: constants, identities, addresses of fields, private memory.
bool isRemade(mlir::Value value);

class Liveness {
public:
  explicit Liveness(const StateGraph &graph);

  // Values that are kept in a variable of the thread between states.
  llvm::ArrayRef<mlir::Value> kept() const { return kept_.getArrayRef(); }
  // Those that a call which is not a tail call must save, by the state that it ends.
  llvm::ArrayRef<mlir::Value> saved(unsigned state) const { return saved_[state]; }
  // A parameter of the one function that each recursive call passes on as it is.
  bool isInvariant(mlir::Value value) const { return invariant_.contains(value); }

private:
  void findInvariants();
  void findUses(unsigned state);
  void use(mlir::Value value, unsigned state);
  void solve();
  llvm::BitVector bits() const { return llvm::BitVector(unsigned(kept_.size())); }

  const StateGraph &graph_;
  llvm::DenseSet<mlir::Value> invariant_;
  llvm::DenseMap<mlir::Operation *, unsigned> homes_; // states of operations
  llvm::SetVector<mlir::Value> kept_;
  std::vector<llvm::SmallVector<mlir::Value>> uses_, saved_;
};

} // namespace hd::ir
