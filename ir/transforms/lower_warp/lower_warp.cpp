// Kernel by kernel; those without warp operations whose barriers the whole block reaches stay as they are.
#include "ir/transforms/lower_warp/lower_warp.h"

#include "ir/transforms/lower_warp/flatten.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_LOWERWARP
#include "ir/transforms/lower_warp/lower_warp.h.inc"

namespace {

struct LowerWarpPass : impl::LowerWarpBase<LowerWarpPass> {
  using LowerWarpBase::LowerWarpBase;

  void runOnOperation() override {
    for (auto kernel : getOperation().getOps<func::FuncOp>()) {
      if (!kernel->hasAttr(kKernelAttr))
        continue;
      Uniformity uniformity(kernel);
      if (needsFlattening(kernel, uniformity, barrierReduce) &&
          failed(flatten(kernel, uniformity, {barrierReduce, subgroups})))
        return signalPassFailure();
    }
  }
};

} // namespace
} // namespace hd::ir
