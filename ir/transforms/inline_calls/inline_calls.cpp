// Inlines device functions bottom-up: a callee is made free of calls before its body is copied, so each copy
// is final. Locations keep the way of calls, for line tables.
#include "ir/transforms/inline_calls/inline_calls.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/SymbolTable.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_INLINECALLS
#include "ir/transforms/inline_calls/inline_calls.h.inc"

namespace {

constexpr size_t kMaxCopied = 1 << 20; // operations: functions that call each other twice and more double

class Inliner {
public:
  explicit Inliner(ModuleOp module) : module(module), symbols(module) {}

  // Inlines all calls in `function`, after those of its callees.
  LogicalResult inlineInto(func::FuncOp function);
  int64_t inlined() const { return count; }

private:
  LogicalResult inlineCall(func::CallOp call);
  LogicalResult copyBody(Block &body, func::CallOp call);

  enum class State { Open, Done };
  ModuleOp module;
  SymbolTable symbols;
  DenseMap<Operation *, State> states;
  int64_t count = 0;
  size_t copied = 0;
};

LogicalResult Inliner::inlineInto(func::FuncOp function) {
  auto [state, isNew] = states.try_emplace(function, State::Open);
  if (!isNew)
    return success(state->second == State::Done);
  SmallVector<func::CallOp> calls;
  function.walk([&](func::CallOp call) { calls.push_back(call); });
  for (func::CallOp call : calls)
    if (failed(inlineCall(call)))
      return failure();
  states[function] = State::Done;
  return success();
}

LogicalResult Inliner::inlineCall(func::CallOp call) {
  auto callee = symbols.lookup<func::FuncOp>(call.getCallee());
  if (!callee || callee.isExternal())
    return call.emitOpError("calls a function without a body: ") << call.getCallee();
  if (!callee.getBody().hasOneBlock())
    return callee.emitOpError("is not structured: its body has more than one block");
  if (failed(inlineInto(callee)))
    return call.emitOpError("cannot be inlined: ") << call.getCallee() << " is recursive";
  if (failed(copyBody(callee.getBody().front(), call))) {
    module->setAttr("hd.too_large", UnitAttr::get(module.getContext())); // the program's fault, not ours
    return callee.emitError("the calls of this function make more than ")
           << kMaxCopied << " operations when all are inlined; use loops, or fewer calls within calls";
  }
  ++count;
  return success();
}

LogicalResult Inliner::copyBody(Block &body, func::CallOp call) {
  OpBuilder builder(call);
  IRMapping mapping;
  mapping.map(body.getArguments(), call.getOperands());
  Location caller = call.getLoc();
  for (Operation &op : body.without_terminator()) {
    Operation *copy = builder.clone(op, mapping);
    copy->walk([&](Operation *inner) {
      inner->setLoc(CallSiteLoc::get(inner->getLoc(), caller));
      ++copied;
    });
    if (copied > kMaxCopied)
      return failure();
  }
  for (auto [result, value] : llvm::zip_equal(call.getResults(), body.getTerminator()->getOperands()))
    result.replaceAllUsesWith(mapping.lookupOrDefault(value));
  call.erase();
  return success();
}

struct InlineCallsPass : impl::InlineCallsBase<InlineCallsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    Inliner inliner(module);
    for (auto function : module.getOps<func::FuncOp>())
      if (!function.isPrivate() && failed(inliner.inlineInto(function)))
        return signalPassFailure();
    numInlined += inliner.inlined();
    for (auto function : llvm::make_early_inc_range(module.getOps<func::FuncOp>()))
      if (function.isPrivate())
        function.erase();
  }
};

} // namespace
} // namespace hd::ir
