// Folders and canonicalisation patterns of the hd dialect. Each opens with its equation.
#include "ir/hd/dialect.h"

#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace hd::ir {

Operation *HdDialect::materializeConstant(OpBuilder &builder, Attribute value, Type type, Location loc) {
  return arith::ConstantOp::materialize(builder, value, type, loc);
}

static AddressSpace spaceOf(Value pointer) { return cast<PointerType>(pointer.getType()).getSpace(); }

// p + 0 -> p
OpFoldResult OffsetOp::fold(FoldAdaptor adaptor) {
  auto index = dyn_cast_or_null<IntegerAttr>(adaptor.getIndex());
  return index && index.getValue().isZero() ? getBase() : OpFoldResult();
}

// cast(p : T -> T) -> p;  cast(cast(p : T -> U) : U -> T) -> p;
// cast(cast(p)) -> cast(p) unless that would skip the way through the generic space
OpFoldResult PointerCastOp::fold(FoldAdaptor) {
  if (getSource().getType() == getType())
    return getSource();
  auto inner = getSource().getDefiningOp<PointerCastOp>();
  if (!inner)
    return {};
  if (inner.getSource().getType() == getType())
    return inner.getSource();
  if (spaceOf(inner.getResult()) != spaceOf(getResult()) &&
      spaceOf(inner.getResult()) != spaceOf(inner.getSource()))
    return {};
  getSourceMutable().assign(inner.getSource());
  return getResult();
}

// int(pointer(i)) -> i;  int(cast(p)) -> int(p) in one space, or from global to generic: one address is both
OpFoldResult PointerToIntOp::fold(FoldAdaptor) {
  if (auto made = getSource().getDefiningOp<IntToPointerOp>())
    return made.getSource();
  auto cast = getSource().getDefiningOp<PointerCastOp>();
  if (!cast)
    return {};
  AddressSpace from = spaceOf(cast.getSource()), to = spaceOf(cast.getResult());
  if (from == to || (from == AddressSpace::Global && to == AddressSpace::Generic)) {
    getSourceMutable().assign(cast.getSource());
    return getResult();
  }
  return {};
}

// pointer(int(p)) : T -> p  if p : T
OpFoldResult IntToPointerOp::fold(FoldAdaptor) {
  auto made = getSource().getDefiningOp<PointerToIntOp>();
  return made && made.getSource().getType() == getType() ? made.getSource() : OpFoldResult();
}

// bit_reverse(bit_reverse(x)) -> x;  bit_reverse(constant) -> constant
OpFoldResult BitReverseOp::fold(FoldAdaptor adaptor) {
  if (auto inner = getValue().getDefiningOp<BitReverseOp>())
    return inner.getValue();
  if (auto value = dyn_cast_or_null<IntegerAttr>(adaptor.getValue()))
    return IntegerAttr::get(getType(), value.getValue().reverseBits());
  return {};
}

// op(x, x) -> x;  op(constant, constant) -> constant
template <typename Op, typename Adaptor, typename Choose>
static OpFoldResult foldNumbers(Op op, Adaptor adaptor, Choose choose) {
  if (op.getLhs() == op.getRhs())
    return op.getLhs();
  auto lhs = dyn_cast_or_null<FloatAttr>(adaptor.getLhs()),
       rhs = dyn_cast_or_null<FloatAttr>(adaptor.getRhs());
  if (!lhs || !rhs)
    return {};
  if (lhs.getValue().isNaN() || rhs.getValue().isNaN())
    return lhs.getValue().isNaN() ? rhs : lhs;
  return FloatAttr::get(op.getType(), choose(lhs.getValue(), rhs.getValue()));
}

OpFoldResult MinNumOp::fold(FoldAdaptor adaptor) {
  return foldNumbers(*this, adaptor, [](const APFloat &a, const APFloat &b) { return llvm::minimum(a, b); });
}

OpFoldResult MaxNumOp::fold(FoldAdaptor adaptor) {
  return foldNumbers(*this, adaptor, [](const APFloat &a, const APFloat &b) { return llvm::maximum(a, b); });
}

namespace {

// (p + c) + d -> p + (c + d) for constants c and d. Other sums stay apart: a uniform row pointer plus a
// varying column is what lets a backend keep a scalar base and a narrow index.
struct MergeConstantOffsets : OpRewritePattern<OffsetOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(OffsetOp op, PatternRewriter &rewriter) const override {
    auto inner = op.getBase().getDefiningOp<OffsetOp>();
    APInt first, second;
    if (!inner || !matchPattern(inner.getIndex(), m_ConstantInt(&first)) ||
        !matchPattern(op.getIndex(), m_ConstantInt(&second)))
      return failure();
    Value sum = rewriter.create<arith::ConstantOp>(
        op.getLoc(), rewriter.getIntegerAttr(rewriter.getI64Type(), first + second));
    rewriter.replaceOpWithNewOp<OffsetOp>(op, op.getType(), inner.getBase(), sum);
    return success();
  }
};

// copy(p, p) -> nothing
struct DropSelfCopy : OpRewritePattern<CopyOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(CopyOp op, PatternRewriter &rewriter) const override {
    if (op.getTarget() != op.getSource())
      return failure();
    rewriter.eraseOp(op);
    return success();
  }
};

// assert(true) -> nothing
struct DropTrueAssert : OpRewritePattern<AssertOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(AssertOp op, PatternRewriter &rewriter) const override {
    if (!matchPattern(op.getCondition(), m_One()))
      return failure();
    rewriter.eraseOp(op);
    return success();
  }
};

} // namespace

void OffsetOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<MergeConstantOffsets>(context);
}
void CopyOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<DropSelfCopy>(context);
}
void AssertOp::getCanonicalizationPatterns(RewritePatternSet &patterns, MLIRContext *context) {
  patterns.add<DropTrueAssert>(context);
}

} // namespace hd::ir
