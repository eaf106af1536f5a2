#include "ir/transforms/simplify/empty_branch.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace hd::ir {
namespace {

struct EmptyBranch : OpRewritePattern<scf::IfOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(scf::IfOp op, PatternRewriter &rewriter) const override {
    if (op.getNumResults() != 0 || op.getElseRegion().empty() ||
        !op.thenBlock()->without_terminator().empty() || op.elseBlock()->without_terminator().empty())
      return failure();
    Value yes = rewriter.create<arith::ConstantOp>(op.getLoc(), rewriter.getBoolAttr(true));
    Value inverted = rewriter.create<arith::XOrIOp>(op.getLoc(), op.getCondition(), yes);
    auto turned = rewriter.create<scf::IfOp>(op.getLoc(), TypeRange(), inverted, /*addThenBlock=*/false,
                                             /*addElseBlock=*/false);
    turned->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    rewriter.inlineRegionBefore(op.getElseRegion(), turned.getThenRegion(), turned.getThenRegion().end());
    rewriter.eraseOp(op);
    return success();
  }
};

} // namespace

void addEmptyBranch(RewritePatternSet &patterns) { patterns.add<EmptyBranch>(patterns.getContext()); }

} // namespace hd::ir
