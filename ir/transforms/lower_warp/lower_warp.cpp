#include "ir/transforms/lower_warp/lower_warp.h"

#include "ir/hd/build.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_LOWERWARP
#include "ir/transforms/lower_warp/lower_warp.h.inc"

namespace {

struct LowerWarpPass : impl::LowerWarpBase<LowerWarpPass> {
  using LowerWarpBase::LowerWarpBase;

  void runOnOperation() override {
    getOperation().walk([&](Operation *op) {
      if (isa<ShuffleOp, BallotOp, VoteOp, MatchAnyOp, MatchAllOp, ActiveMaskOp, WarpReduceOp>(op)) {
        op->emitOpError("is not lowered");
        signalPassFailure();
      }
    });
  }
};

} // namespace
} // namespace hd::ir
