// Folds and canonicalises. Patterns are collected once per pass object, not per run.
#include "ir/transforms/simplify/simplify.h"

#include "ir/hd/dialect.h"
#include "ir/transforms/simplify/empty_branch.h"
#include "ir/transforms/simplify/joined_pieces.h"
#include "ir/transforms/simplify/known_condition.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_SIMPLIFY
#include "ir/transforms/simplify/simplify.h.inc"

namespace {

// Upstream's patterns rebuild scf.while without its discardable attributes. A rewrite inserts the new loop
// before it replaces the old one, so the last loop inserted is the successor.
struct KeepLoopAttributes : RewriterBase::Listener {
  void notifyOperationInserted(Operation *op, OpBuilder::InsertPoint) override {
    if (isa<scf::WhileOp>(op))
      lastLoop = op;
  }
  void notifyOperationReplaced(Operation *op, ValueRange) override {
    if (isa<scf::WhileOp>(op) && lastLoop && lastLoop != op)
      lastLoop->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  }
  void notifyOperationErased(Operation *op) override {
    if (op == lastLoop)
      lastLoop = nullptr;
  }
  void notifyPatternBegin(const Pattern &, Operation *) override { lastLoop = nullptr; }

  Operation *lastLoop = nullptr;
};

// Regions with more operations of their own than this are simplified by themselves, see `simplifyLarge`.
constexpr size_t kLargeRegion = 500;

bool isLarge(Region &region) {
  return llvm::any_of(region, [](Block &block) { return llvm::hasNItemsOrMore(block, kLargeRegion); });
}

bool isKernelDialect(Dialect *dialect) {
  return isa<HdDialect, arith::ArithDialect, math::MathDialect, scf::SCFDialect>(dialect);
}

struct SimplifyPass : impl::SimplifyBase<SimplifyPass> {
  LogicalResult initialize(MLIRContext *context) override {
    RewritePatternSet set(context);
    for (Dialect *dialect : context->getLoadedDialects())
      if (isKernelDialect(dialect))
        dialect->getCanonicalizationPatterns(set);
    for (RegisteredOperationName op : context->getRegisteredOperations())
      if (isKernelDialect(&op.getDialect()))
        op.getCanonicalizationPatterns(set, context);
    addKnownCondition(set);
    addEmptyBranch(set);
    addJoinedPieces(set);
    patterns = FrozenRewritePatternSet(std::move(set));
    return success();
  }

  void runOnOperation() override {
    KeepLoopAttributes listener;
    GreedyRewriteConfig config;
    config.useTopDownTraversal = true;
    // Bodies are single blocks: there is no block to merge or remove.
    config.enableRegionSimplification = GreedySimplifyRegionLevel::Disabled;
    config.listener = &listener;
    simplifyLarge(config);
    // Not converging within the limit leaves correct code.
    (void)applyPatternsAndFoldGreedily(getOperation(), patterns, config);
  }

  // The driver visits an operation again whenever one inside of it has changed, and then looks at all in it
  // to see whether they have effects: quadratic in the size of a loop's body. So large bodies are simplified
  // first, inner ones before outer ones, without what is around them; little is left to change then.
  void simplifyLarge(GreedyRewriteConfig config) {
    SmallVector<Region *> regions;
    getOperation()->walk([&](Operation *op) {
      if (op != getOperation())
        llvm::copy_if(llvm::make_pointer_range(op->getRegions()), std::back_inserter(regions),
                      [](Region *region) { return isLarge(*region); });
    });
    // What is simplified in a region may be erased, and so may the regions in it: those have had their turn.
    for (Region *region : regions) {
      SmallVector<Operation *> ops;
      region->walk<WalkOrder::PreOrder>([&](Operation *op) { ops.push_back(op); });
      std::reverse(ops.begin(), ops.end()); // the last is taken first
      config.scope = region;
      (void)applyOpPatternsAndFold(ops, patterns, config);
    }
  }

  FrozenRewritePatternSet patterns;
};

} // namespace
} // namespace hd::ir
