// Functions take generic pointers, so once they are inlined the address space that a pointer came from hides
// behind a cast. These patterns move such casts behind what computes and carries pointers, until accesses see
// the space.
#include "ir/hd/dialect.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace hd::ir {
namespace {

PointerType typeOf(Value pointer) { return cast<PointerType>(pointer.getType()); }

bool isGeneric(Value value) {
  auto type = dyn_cast<PointerType>(value.getType());
  return type && type.getSpace() == AddressSpace::Generic;
}

// The pointer behind a cast that only forgets the address space; null when there is none.
Value knownSpace(Value pointer) {
  auto cast = pointer.getDefiningOp<PointerCastOp>();
  if (!cast || !isGeneric(pointer) || isGeneric(cast.getSource()))
    return {};
  return typeOf(pointer).getPointee() == typeOf(cast.getSource()).getPointee() ? cast.getSource() : Value();
}

// offset(generic(p)) -> generic(offset(p)), and the same for the other addresses
template <typename Op> struct KeepSpaceOfAddress : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    Value known = knownSpace(op.getBase());
    if (!known)
      return failure();
    auto type = PointerType::get(op.getContext(), typeOf(op).getPointee(), typeOf(known).getSpace());
    Operation *address = rewriter.clone(*op);
    rewriter.modifyOpInPlace(address, [&] {
      address->setOperand(0, known);
      address->getResult(0).setType(type);
    });
    rewriter.replaceOpWithNewOp<PointerCastOp>(op, op.getType(), address->getResult(0));
    return success();
  }
};

// load(generic(p)) -> load(p), and the same for all that reads or writes memory
template <typename Op> struct KeepSpaceOfAccess : OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op, PatternRewriter &rewriter) const override {
    bool changed = false;
    for (OpOperand &operand : op->getOpOperands()) {
      bool isStoredValue = std::is_same_v<Op, StoreOp> && operand.getOperandNumber() == 0;
      Value known = isGeneric(operand.get()) && !isStoredValue ? knownSpace(operand.get()) : Value();
      if (known)
        rewriter.modifyOpInPlace(op, [&] { operand.set(known); });
      changed |= bool(known);
    }
    return success(changed);
  }
};

// select(c, generic(p), generic(q)) -> generic(select(c, p, q))
struct KeepSpaceOfChoice : OpRewritePattern<arith::SelectOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::SelectOp op, PatternRewriter &rewriter) const override {
    if (!isGeneric(op))
      return failure();
    Value onTrue = knownSpace(op.getTrueValue()), onFalse = knownSpace(op.getFalseValue());
    if (!onTrue || !onFalse || onTrue.getType() != onFalse.getType())
      return failure();
    Value choice = rewriter.create<arith::SelectOp>(op.getLoc(), op.getCondition(), onTrue, onFalse);
    rewriter.replaceOpWithNewOp<PointerCastOp>(op, op.getType(), choice);
    return success();
  }
};

// The value is of `type` from now on; its uses see a cast behind the insertion point.
void retype(PatternRewriter &rewriter, Value value, PointerType type) {
  Type generic = value.getType();
  value.setType(type);
  auto cast = rewriter.create<PointerCastOp>(value.getLoc(), generic, value);
  rewriter.replaceAllUsesExcept(value, cast, cast);
}

// if(c) { yield generic(p) } else { yield generic(q) } -> generic(if(c) { yield p } else { yield q })
struct KeepSpaceOfBranch : OpRewritePattern<scf::IfOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(scf::IfOp op, PatternRewriter &rewriter) const override {
    bool changed = false;
    for (OpResult result : op.getResults()) {
      if (!isGeneric(result))
        continue;
      unsigned number = result.getResultNumber();
      Value onTrue = knownSpace(op.thenYield().getOperand(number));
      Value onFalse = knownSpace(op.elseYield().getOperand(number));
      if (!onTrue || !onFalse || onTrue.getType() != onFalse.getType())
        continue;
      rewriter.modifyOpInPlace(op.thenYield(), [&] { op.thenYield()->setOperand(number, onTrue); });
      rewriter.modifyOpInPlace(op.elseYield(), [&] { op.elseYield()->setOperand(number, onFalse); });
      rewriter.setInsertionPointAfter(op);
      rewriter.modifyOpInPlace(op, [&] { retype(rewriter, result, typeOf(onTrue)); });
      changed = true;
    }
    return success(changed);
  }
};

// while(p = generic(q)) { ... p } step { p + n } -> generic(while(p = q) { ... generic(p) } step { p + n })
struct KeepSpaceOfLoop : OpRewritePattern<scf::WhileOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(scf::WhileOp loop, PatternRewriter &rewriter) const override {
    bool changed = false;
    for (unsigned number = 0; number < loop.getInits().size(); ++number)
      changed |= isGeneric(loop.getInits()[number]) && rewriteCarried(loop, number, rewriter);
    return success(changed);
  }

private:
  // The pointer that hd.offset operations start from.
  static Value startOf(Value pointer) {
    while (auto offset = pointer.getDefiningOp<OffsetOp>())
      pointer = offset.getBase();
    return pointer;
  }

  // The same pointer from a start in its own space.
  static Value from(OpBuilder &builder, Value pointer, Value start) {
    auto offset = pointer.getDefiningOp<OffsetOp>();
    if (!offset)
      return start;
    Value base = from(builder, offset.getBase(), start);
    return builder.create<OffsetOp>(offset.getLoc(), base.getType(), base, offset.getIndex());
  }

  static bool rewriteCarried(scf::WhileOp loop, unsigned number, PatternRewriter &rewriter) {
    Value init = knownSpace(loop.getInits()[number]);
    scf::ConditionOp condition = loop.getConditionOp();
    scf::YieldOp yield = loop.getYieldOp();
    BlockArgument before = loop.getBeforeArguments()[number];
    SmallVector<unsigned> passed; // condition operands that come of it
    for (auto [index, operand] : llvm::enumerate(condition.getArgs()))
      if (startOf(operand) == before)
        passed.push_back(index);
    Value last = yield.getOperand(number);
    Value again = knownSpace(last); // another pointer of the space, or
    const unsigned *carried = llvm::find_if(
        passed, [&](unsigned index) { return startOf(last) == loop.getAfterArguments()[index]; });
    if (!init || (again ? again.getType() != init.getType() : carried == passed.end()))
      return false;

    PointerType type = typeOf(init);
    rewriter.startOpModification(loop);
    loop->setOperand(number, init);
    rewriter.setInsertionPointToStart(loop.getBeforeBody());
    retype(rewriter, before, type);
    for (unsigned index : passed) {
      rewriter.setInsertionPointToStart(loop.getAfterBody());
      retype(rewriter, loop.getAfterArguments()[index], type);
      rewriter.setInsertionPointAfter(loop);
      retype(rewriter, loop.getResult(index), type);
    }
    // The casts are in between now: what is handed on starts from the arguments themselves.
    rewriter.setInsertionPoint(condition);
    for (unsigned index : passed)
      condition->setOperand(1 + index, from(rewriter, condition.getArgs()[index], before));
    rewriter.setInsertionPoint(yield);
    yield->setOperand(number, again ? again : from(rewriter, last, loop.getAfterArguments()[*carried]));
    rewriter.finalizeOpModification(loop);
    return true;
  }
};

} // namespace

void PointerCastOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<KeepSpaceOfAddress<OffsetOp>, KeepSpaceOfAddress<FieldOp>, KeepSpaceOfAddress<DecayOp>,
               KeepSpaceOfAccess<LoadOp>, KeepSpaceOfAccess<StoreOp>, KeepSpaceOfAccess<CopyOp>,
               KeepSpaceOfAccess<AtomicRmwOp>, KeepSpaceOfAccess<AtomicCasOp>, KeepSpaceOfChoice,
               KeepSpaceOfBranch, KeepSpaceOfLoop>(context);
}

} // namespace hd::ir
