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
  if (options.fastMath)
    passes.addPass(createAllowRelaxed());
  // What calls itself cannot be inlined; the loop that it becomes can.
  passes.addPass(createLowerRecursion());
  passes.addPass(createInlineCalls());
  OpPassManager &kernel = passes.nest<func::FuncOp>();
  // In front of whatever removes accesses. What is unrolled or moved would only be checked again.
  if (options.check)
    kernel.addPass(createCheckAccesses());
  // References, objects and closures become values first: what is contracted and unrolled is as if written
  // without them.
  kernel.addPass(createPromotePrivate());
  // Before anything that merges or removes arithmetic, so that the level cannot change numbers.
  kernel.addPass(createContractFma());
  if (options.optLevel == 0) {
    if (options.fastMath)
      kernel.addPass(createRelaxMath());
    return;
  }
  // Before simplify: folding sees the copies. Indices of arrays become constants, for promotion once more.
  if (options.optLevel >= 2 && !options.check)
    kernel.addPass(createUnrollLoops());
  kernel.addPass(createSimplify());
  kernel.addPass(createPromotePrivate());
  kernel.addPass(createSimplify());
  // Sees the sums of unrolled loops whole; the reciprocals of one divisor become one.
  if (options.fastMath)
    kernel.addPass(createRelaxMath());
  kernel.addPass(createCSEPass());
  if (options.optLevel >= 2 && !options.check)
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
  Option<bool> check{*this, "check", llvm::cl::desc("for the checker"), llvm::cl::init(false)};
  Option<bool> fastMath{*this, "fast-math", llvm::cl::desc("--fp fast"), llvm::cl::init(false)};
};
} // namespace

void registerPipeline() {
  PassPipelineRegistration<TextOptions>("heddle-pipeline", "the target-neutral passes, in order",
                                        [](OpPassManager &passes, const TextOptions &options) {
                                          buildPipeline(passes,
                                                        {options.optLevel, options.check, options.fastMath});
                                        });
}

} // namespace hd::ir
