#include "backends/cpu/small_floats.h"

#include "ir/transforms/passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace hd::cpu {

static bool hasSmallFloats(ModuleOp module) {
  auto isSmall = [](Type type) { return type.isF16() || type.isBF16(); };
  WalkResult found = module.walk([&](Operation *op) {
    return llvm::any_of(op->getResultTypes(), isSmall) || llvm::any_of(op->getOperandTypes(), isSmall)
               ? WalkResult::interrupt()
               : WalkResult::advance();
  });
  return found.wasInterrupted();
}

void legalizeSmallFloats(ModuleOp module, const VectorTarget &target) {
  if (!hasSmallFloats(module))
    return;
  ir::LegalizeSmallFloatsOptions options;
  options.halfConversions = llvm::StringRef(target.features).contains("+f16c");
  options.pairs = true; // else strided accesses of 16 bits, lane by lane
  PassManager manager(module.getContext(), ModuleOp::getOperationName());
  manager.enableVerifier(false);
  manager.addNestedPass<func::FuncOp>(ir::createLegalizeSmallFloats(options));
  manager.addNestedPass<func::FuncOp>(ir::createSimplify());
  manager.addNestedPass<func::FuncOp>(createCSEPass());
  if (failed(manager.run(module)))
    llvm::report_fatal_error("legalize-small-floats fails on a kernel");
}

} // namespace hd::cpu
