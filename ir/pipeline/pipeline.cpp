// The order of the passes, and why.
#include "ir/pipeline/pipeline.h"

#include "ir/transforms/passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassOptions.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

namespace hd::ir {

void buildPipeline(OpPassManager &passes, const PipelineOptions &options) {
  // What calls itself cannot be inlined; the loop that it becomes can.
  passes.addPass(createLowerRecursion());
  passes.addPass(createInlineCalls());
  OpPassManager &kernel = passes.nest<func::FuncOp>();
  // References, objects and closures become values first: what is contracted and unrolled is as if written
  // without them.
  kernel.addPass(createPromotePrivate());
  // Before anything that merges or removes arithmetic, so that the level cannot change numbers.
  kernel.addPass(createContractFma());
  if (options.optLevel == 0)
    return;
  // Before simplify: folding sees the copies. Indices of arrays become constants, for promotion once more.
  if (options.optLevel >= 2)
    kernel.addPass(createUnrollLoops());
  kernel.addPass(createSimplify());
  kernel.addPass(createPromotePrivate());
  kernel.addPass(createSimplify());
  kernel.addPass(createCSEPass());
  if (options.optLevel >= 2)
    kernel.addPass(createLoopInvariantCodeMotionPass());
}

LogicalResult runPipeline(ModuleOp module, const PipelineOptions &options, bool verify) {
  PassManager passes(module.getContext(), ModuleOp::getOperationName());
  passes.enableVerifier(verify);
  buildPipeline(passes, options);
  return passes.run(module);
}

namespace {
struct TextOptions : PassPipelineOptions<TextOptions> {
  Option<unsigned> optLevel{*this, "opt-level", llvm::cl::desc("0 to 3"), llvm::cl::init(2)};
};
} // namespace

void registerPipeline() {
  PassPipelineRegistration<TextOptions>(
      "heddle-pipeline", "the target-neutral passes, in order",
      [](OpPassManager &passes, const TextOptions &options) { buildPipeline(passes, {options.optLevel}); });
}

} // namespace hd::ir
