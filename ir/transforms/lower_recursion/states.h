// Functions that call each other, cut into states at those calls and at the control flow around them.
#pragma once

#include "ir/hd/dialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/MapVector.h"

#include <deque>
#include <optional>

namespace hd::ir {

// `target`, a result or argument of control flow that was cut or of a call, takes the value of `source`.
struct Assignment {
  mlir::Value target, source;
};

struct Edge {
  unsigned target = 0;
  llvm::SmallVector<Assignment> assignments; // all at once
};

// Operations of one block that run together, and what comes after them.
struct State {
  mlir::func::FuncOp function;
  llvm::SmallVector<mlir::Operation *> operations;
  enum class Exit { Goto, Branch, Call, Return } exit = Exit::Return;
  mlir::Value condition;   // Branch
  Edge edges[2];           // Goto: the first; Branch: if true, if false; Call: where it returns to
  mlir::func::CallOp call; // Call
  bool isTailCall = false; // its results are the function's: it needs no frame
  llvm::SmallVector<mlir::Value> values; // Return

  llvm::ArrayRef<Edge> successors() const {
    if (exit == Exit::Goto || (exit == Exit::Call && !isTailCall))
      return llvm::ArrayRef<Edge>(edges, 1);
    return exit == Exit::Branch ? llvm::ArrayRef<Edge>(edges) : llvm::ArrayRef<Edge>();
  }
};

class StateGraph {
public:
  // Fails on control flow that cannot be cut.
  static mlir::FailureOr<StateGraph> of(llvm::ArrayRef<mlir::func::FuncOp> functions);

  std::deque<State> states;
  llvm::MapVector<mlir::Operation *, unsigned> entries; // of each function

private:
  bool isOwnCall(mlir::Operation *op) const;
  bool holdsOwnCall(mlir::Operation *op) const;
  unsigned newState(mlir::func::FuncOp function);
  mlir::LogicalResult cut(mlir::Block &block, unsigned &current);
  unsigned cutCall(mlir::func::CallOp call, unsigned current);
  mlir::LogicalResult cutIf(mlir::scf::IfOp op, unsigned &current);
  mlir::LogicalResult cutWhile(mlir::scf::WhileOp op, unsigned &current);
  bool isTailCall(const State &state) const;
};

} // namespace hd::ir
