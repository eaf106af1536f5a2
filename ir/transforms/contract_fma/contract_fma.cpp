// Fuses a product and a sum into math.fma. What may contract is said in contract_fma.td.
#include "ir/transforms/contract_fma/contract_fma.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_CONTRACTFMA
#include "ir/transforms/contract_fma/contract_fma.h.inc"

namespace {

bool contracts(arith::FastMathFlags flags) {
  return arith::bitEnumContainsAll(flags, arith::FastMathFlags::contract);
}

arith::MulFOp contractibleProduct(Value value) {
  auto product = value.getDefiningOp<arith::MulFOp>();
  return product && product->hasOneUse() && contracts(product.getFastmath()) ? product : arith::MulFOp();
}

void replaceByFma(RewriterBase &rewriter, Operation *sum, arith::MulFOp product, Value lhs, Value rhs,
                  Value addend, arith::FastMathFlags flags) {
  rewriter.replaceOpWithNewOp<math::FmaOp>(sum, lhs, rhs, addend, flags & product.getFastmath());
  rewriter.eraseOp(product);
}

// a*b + c -> fma(a, b, c);  c + a*b -> fma(a, b, c)
bool contractSum(RewriterBase &rewriter, arith::AddFOp sum) {
  if (!contracts(sum.getFastmath()))
    return false;
  arith::MulFOp product = contractibleProduct(sum.getLhs());
  Value addend = sum.getRhs();
  if (!product) {
    product = contractibleProduct(sum.getRhs());
    addend = sum.getLhs();
  }
  if (!product)
    return false;
  rewriter.setInsertionPoint(sum);
  replaceByFma(rewriter, sum, product, product.getLhs(), product.getRhs(), addend, sum.getFastmath());
  return true;
}

// a*b - c -> fma(a, b, -c);  c - a*b -> fma(-a, b, c)
bool contractDifference(RewriterBase &rewriter, arith::SubFOp difference) {
  arith::FastMathFlags flags = difference.getFastmath();
  if (!contracts(flags))
    return false;
  rewriter.setInsertionPoint(difference);
  Location loc = difference.getLoc();
  if (arith::MulFOp product = contractibleProduct(difference.getLhs())) {
    Value addend = rewriter.create<arith::NegFOp>(loc, difference.getRhs());
    replaceByFma(rewriter, difference, product, product.getLhs(), product.getRhs(), addend, flags);
    return true;
  }
  if (arith::MulFOp product = contractibleProduct(difference.getRhs())) {
    Value lhs = rewriter.create<arith::NegFOp>(loc, product.getLhs());
    replaceByFma(rewriter, difference, product, lhs, product.getRhs(), difference.getLhs(), flags);
    return true;
  }
  return false;
}

// The decision is taken: no backend may take it again.
void dropContractFlag(arith::ArithFastMathInterface op) {
  arith::FastMathFlagsAttr attribute = op.getFastMathFlagsAttr(); // arith.extf may have none
  arith::FastMathFlags flags = attribute ? attribute.getValue() : arith::FastMathFlags::none;
  if (contracts(flags))
    op->setAttr(op.getFastMathAttrName(),
                arith::FastMathFlagsAttr::get(op->getContext(), flags & ~arith::FastMathFlags::contract));
}

struct ContractFmaPass : impl::ContractFmaBase<ContractFmaPass> {
  void runOnOperation() override {
    SmallVector<Operation *> sums;
    getOperation().walk([&](Operation *op) {
      if (isa<arith::AddFOp, arith::SubFOp>(op))
        sums.push_back(op);
    });
    IRRewriter rewriter(&getContext());
    for (Operation *op : sums) {
      auto sum = dyn_cast<arith::AddFOp>(op);
      numContracted +=
          sum ? contractSum(rewriter, sum) : contractDifference(rewriter, cast<arith::SubFOp>(op));
    }
    getOperation().walk(dropContractFlag);
  }
};

} // namespace
} // namespace hd::ir
