#include "ir/transforms/simplify/known_condition.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace hd::ir {

// Uses nested deeper than this keep the condition.
static constexpr unsigned kMostLevels = 32;

// The region of `branch` that `user` is in, or null.
static Region *sideOf(scf::IfOp branch, Operation *user) {
  Region *region = user->getParentRegion();
  for (unsigned level = 0; level < kMostLevels && region && region != branch->getParentRegion(); ++level) {
    if (region->getParentOp() == branch)
      return region;
    region = region->getParentRegion();
  }
  return nullptr;
}

namespace {
// if (c) { f(c) } else { g(c) } -> if (c) { f(true) } else { g(false) }
struct KnownCondition : OpRewritePattern<scf::IfOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(scf::IfOp branch, PatternRewriter &rewriter) const override {
    Value condition = branch.getCondition();
    if (condition.hasOneUse() || matchPattern(condition, m_Constant()))
      return failure();
    Value known[2];
    for (OpOperand &use : llvm::make_early_inc_range(condition.getUses())) {
      Region *side = use.getOwner() == branch ? nullptr : sideOf(branch, use.getOwner());
      if (!side)
        continue;
      bool isThen = side == &branch.getThenRegion();
      if (!known[isThen])
        known[isThen] =
            rewriter.create<arith::ConstantOp>(branch.getLoc(), rewriter.getBoolAttr(isThen)).getResult();
      rewriter.modifyOpInPlace(use.getOwner(), [&] { use.set(known[isThen]); });
    }
    return success(known[0] || known[1]);
  }
};
} // namespace

void addKnownCondition(RewritePatternSet &patterns) {
  llvm::erase_if(patterns.getNativePatterns(), [](const std::unique_ptr<RewritePattern> &pattern) {
    return pattern->getDebugName().contains("ConditionPropagation");
  });
  patterns.add<KnownCondition>(patterns.getContext());
}

} // namespace hd::ir
