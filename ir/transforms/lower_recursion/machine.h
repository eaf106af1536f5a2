// The loop that runs the states of recursive functions.
#pragma once

#include "ir/hd/build.h"
#include "ir/transforms/lower_recursion/liveness.h"

#include "mlir/IR/IRMapping.h"

#include <map>

namespace hd::ir {

class Machine {
public:
  Machine(const StateGraph &graph, const Liveness &liveness, unsigned frames)
      : graph_(graph), liveness_(liveness), frames_(frames) {}

  // A function beside `entry` with its type, which does what calling it does.
  mlir::func::FuncOp build(mlir::func::FuncOp entry);

private:
  using Cell = mlir::Value; // a pointer to a variable of the thread
  // Memory of the machine's own, which may be read where nothing uses what it holds.
  mlir::Value ownMemory(mlir::Type type);
  Cell variable(mlir::Type type) { return ownMemory(type); }
  PointerType pointerTo(mlir::Type type) { return build_->pointer(type, AddressSpace::Private); }
  Cell stack(mlir::Type type);
  Cell stackOf(PrivateOp memory);
  mlir::Value inFrame(Cell stack, mlir::Value depth);
  void makeVariables(mlir::func::FuncOp entry);
  void makeFrames();
  void enter(mlir::func::FuncOp callee, mlir::ValueRange args);
  void goTo(unsigned state) { build_->store(build_->int32(state), state_); }
  void goTo(const Edge &edge);
  void runState(unsigned index);
  void restore(unsigned index);
  void exitState(unsigned index);
  void push(unsigned index, mlir::ValueRange args);
  void pop(const State &state);
  mlir::Value valueOf(mlir::Value original);
  mlir::Value remake(mlir::Value original);
  void clone(mlir::Operation *op);

  const StateGraph &graph_;
  const Liveness &liveness_;
  const unsigned frames_;
  std::optional<Build> build_;
  mlir::func::FuncOp entry_;
  Cell state_, depth_, returnTo_;
  llvm::MapVector<mlir::Value, Cell> variables_;               // kept values
  llvm::MapVector<mlir::Type, llvm::SmallVector<Cell>> slots_; // stacks of saved values, by type
  llvm::MapVector<mlir::Operation *, Cell> memory_;            // stacks of the functions' private memory
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<Cell>> results_; // by function
  llvm::DenseMap<unsigned, unsigned> callBefore_; // by the state that a call returns to: the one that it ends
  mlir::IRMapping invariants_, known_;            // of the state that is being built
  mlir::Value frame_;                             // depth of the running call, in the state being built
};

} // namespace hd::ir
