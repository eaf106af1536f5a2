// Finds the functions that call each other, and puts the loops in their places.
#include "ir/transforms/lower_recursion/lower_recursion.h"

#include "ir/transforms/lower_recursion/machine.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_LOWERRECURSION
#include "ir/transforms/lower_recursion/lower_recursion.h.inc"

namespace {

// Strongly connected parts of the call graph that have a cycle, by Tarjan's algorithm.
class Cycles {
public:
  explicit Cycles(ModuleOp module) : symbols_(module) {
    for (auto function : module.getOps<func::FuncOp>())
      if (!numbers_.count(function))
        visit(function);
  }

  std::vector<SmallVector<func::FuncOp>> found;

private:
  unsigned visit(func::FuncOp function) {
    unsigned own = numbers_[function] = ++count_, lowest = own;
    open_.push_back(function);
    bool callsItself = false;
    function.walk([&](func::CallOp call) {
      auto callee = symbols_.lookup<func::FuncOp>(call.getCallee());
      if (!callee || callee.isExternal())
        return;
      callsItself |= callee == function;
      if (!numbers_.count(callee))
        lowest = std::min(lowest, visit(callee));
      else if (llvm::is_contained(open_, callee))
        lowest = std::min(lowest, numbers_[callee]);
    });
    if (lowest < own)
      return lowest;
    auto first = llvm::find(open_, function);
    if (open_.end() - first > 1 || callsItself)
      found.emplace_back(first, open_.end());
    open_.erase(first, open_.end());
    return lowest;
  }

  SymbolTable symbols_;
  llvm::DenseMap<Operation *, unsigned> numbers_;
  SmallVector<func::FuncOp> open_;
  unsigned count_ = 0;
};

struct LowerRecursionPass : impl::LowerRecursionBase<LowerRecursionPass> {
  using LowerRecursionBase::LowerRecursionBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    for (ArrayRef<func::FuncOp> cycle : Cycles(module).found)
      if (failed(lower(module, cycle)))
        return signalPassFailure();
  }

  LogicalResult lower(ModuleOp module, ArrayRef<func::FuncOp> cycle) {
    for (func::FuncOp function : cycle)
      if (!function.isPrivate() || !function.getBody().hasOneBlock())
        return function.emitOpError("cannot be made a loop: it is no structured device function");
    FailureOr<StateGraph> graph = StateGraph::of(cycle);
    if (failed(graph))
      return failure();
    Liveness liveness(*graph);
    llvm::StringMap<func::FuncOp> loops;
    auto isInCycle = [&](Operation *op) {
      return llvm::is_contained(cycle, op->getParentOfType<func::FuncOp>());
    };
    SmallVector<func::CallOp> calls;
    module.walk([&](func::CallOp call) { calls.push_back(call); });
    for (func::CallOp call : calls) {
      if (isInCycle(call))
        continue;
      for (func::FuncOp function : cycle)
        if (function.getSymName() == call.getCallee()) {
          func::FuncOp &loop = loops[call.getCallee()];
          if (!loop)
            loop = Machine(*graph, liveness, frames).build(function);
          call.setCallee(loop.getSymName());
          break;
        }
    }
    for (func::FuncOp function : cycle)
      function->dropAllReferences();
    for (func::FuncOp function : cycle)
      function.erase();
    numLowered += cycle.size();
    return success();
  }
};

} // namespace
} // namespace hd::ir
