// The target-neutral way from the frontend's IR to what backends take.
#pragma once

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"

namespace hd::ir {

struct PipelineOptions {
  // 0: only what backends rely on (calls inlined, contraction decided). 1: also folding and memory to values.
  // 2 and 3: also unrolling and loop-invariant code motion. The numerical result is the same at every level.
  unsigned optLevel = 2;
  // Every access is checked when the kernel runs: for `heddle run --check`.
  bool check = false;
  // --fp fast: reciprocals, sums in another order (see relax_math.td). Numbers then differ between levels.
  bool fastMath = false;
};

// Afterwards a module holds hd.global and kernels without calls; control flow is still structured.
// `passes` is anchored on the module.
void buildPipeline(mlir::OpPassManager &passes, const PipelineOptions &options);

// Builds and runs the pipeline. `verify`: check the IR after every pass, for tests of the compiler itself.
mlir::LogicalResult runPipeline(mlir::ModuleOp module, const PipelineOptions &options, bool verify = false);

// Makes the pipeline known to heddle-opt as `--heddle-pipeline=opt-level=N`.
void registerPipeline();

} // namespace hd::ir
