// What --fp fast changes. See relax_math.td.
#include "ir/transforms/relax_math/relax_math.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/LoopLikeInterface.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_RELAXMATH
#include "ir/transforms/relax_math/relax_math.h.inc"

namespace {

using Flags = arith::FastMathFlags;

bool has(Flags flags, Flags wanted) { return arith::bitEnumContainsAll(flags, wanted); }

// --- quotients

bool isInvariant(Value value, Operation *op) {
  auto loop = op->getParentOfType<LoopLikeOpInterface>();
  return loop && loop.isDefinedOutsideOfLoop(value);
}

bool dividesMore(arith::DivFOp quotient) {
  return llvm::any_of(quotient.getRhs().getUsers(), [&](Operation *user) {
    auto other = dyn_cast<arith::DivFOp>(user);
    return other && other != quotient && other->getBlock() == quotient->getBlock() &&
           other.getRhs() == quotient.getRhs() && has(other.getFastmath(), Flags::arcp);
  });
}

// x / d -> x * (1 / d)
void useReciprocal(IRRewriter &rewriter, arith::DivFOp quotient) {
  if (!has(quotient.getFastmath(), Flags::arcp) || matchPattern(quotient.getLhs(), m_OneFloat()))
    return;
  rewriter.setInsertionPoint(quotient);
  Location loc = quotient.getLoc();
  Value divisor = quotient.getRhs(), reciprocal;
  APFloat constant(0.0f), inverse(0.0f);
  if (matchPattern(divisor, m_ConstantFloat(&constant))) {
    inverse = APFloat::getOne(constant.getSemantics());
    inverse.divide(constant, APFloat::rmNearestTiesToEven);
    if (!inverse.isNormal())
      return;
    auto type = cast<FloatType>(divisor.getType());
    reciprocal = rewriter.create<arith::ConstantOp>(loc, rewriter.getFloatAttr(type, inverse));
  } else if (isInvariant(divisor, quotient) || dividesMore(quotient)) {
    Value one = rewriter.create<arith::ConstantOp>(loc, rewriter.getFloatAttr(divisor.getType(), 1.0));
    reciprocal = rewriter.create<arith::DivFOp>(loc, one, divisor, quotient.getFastmath());
  } else {
    return;
  }
  rewriter.replaceOpWithNewOp<arith::MulFOp>(quotient, quotient.getLhs(), reciprocal, Flags::reassoc);
}

// --- sums

struct Product {
  Value lhs, rhs;
};

// A sum taken apart: the root is the last addition.
struct Terms {
  SmallVector<Value> plain;
  SmallVector<Value> carried; // around a loop
  SmallVector<Product> products;
  SmallVector<Operation *> members;
};

bool isSum(Operation *op) {
  if (auto sum = dyn_cast_or_null<arith::AddFOp>(op))
    return has(sum.getFastmath(), Flags::reassoc);
  if (auto fused = dyn_cast_or_null<math::FmaOp>(op))
    return has(fused.getFastmath(), Flags::reassoc);
  return false;
}

bool isCarried(Value value) {
  auto argument = dyn_cast<BlockArgument>(value);
  return argument && isa<LoopLikeOpInterface>(argument.getOwner()->getParentOp());
}

// `root` and the sums that are used nowhere else, in its block. A chain may be long: no recursion.
Terms termsOf(Operation *root) {
  Terms terms;
  SmallVector<Operation *> open = {root};
  auto take = [&](Value value) {
    Operation *inner = value.getDefiningOp();
    if (isSum(inner) && inner->hasOneUse() && inner->getBlock() == root->getBlock())
      open.push_back(inner);
    else
      (isCarried(value) ? terms.carried : terms.plain).push_back(value);
  };
  while (!open.empty()) {
    Operation *op = open.pop_back_val();
    terms.members.push_back(op);
    if (auto fused = dyn_cast<math::FmaOp>(op)) {
      terms.products.push_back({fused.getA(), fused.getB()});
      take(fused.getC());
    } else {
      take(op->getOperand(1));
      take(op->getOperand(0));
    }
  }
  std::reverse(terms.plain.begin(), terms.plain.end()); // as written
  std::reverse(terms.carried.begin(), terms.carried.end());
  std::reverse(terms.products.begin(), terms.products.end());
  return terms;
}

// a + b + c + d -> (a + b) + (c + d)
Value addInPairs(IRRewriter &rewriter, Location loc, SmallVector<Value> values) {
  while (values.size() > 1) {
    SmallVector<Value> sums;
    for (size_t i = 0; i + 1 < values.size(); i += 2)
      sums.push_back(rewriter.create<arith::AddFOp>(loc, values[i], values[i + 1]));
    if (values.size() % 2)
      sums.push_back(values.back());
    values = std::move(sums);
  }
  return values[0];
}

void reorder(IRRewriter &rewriter, Operation *root, Terms &terms) {
  rewriter.setInsertionPoint(root);
  Location loc = root->getLoc();
  SmallVector<Value> values = std::move(terms.plain);
  Value sum = values.empty() ? Value() : addInPairs(rewriter, loc, values);
  for (const Product &product : terms.products)
    sum = sum ? rewriter.create<math::FmaOp>(loc, product.lhs, product.rhs, sum).getResult()
              : rewriter.create<arith::MulFOp>(loc, product.lhs, product.rhs).getResult();
  if (!terms.carried.empty()) {
    Value carried = addInPairs(rewriter, loc, std::move(terms.carried));
    sum = sum ? rewriter.create<arith::AddFOp>(loc, sum, carried).getResult() : carried;
  }
  rewriter.replaceOp(root, sum);
  for (Operation *member : llvm::drop_begin(terms.members)) // users before what they use
    rewriter.eraseOp(member);
}

// Three terms at least, and something to win: a carried one among others, or pairs.
bool isWorthReordering(const Terms &terms) {
  size_t others = terms.plain.size() + terms.products.size();
  return (!terms.carried.empty() && others >= 2) || terms.plain.size() >= 4;
}

struct RelaxMathPass : impl::RelaxMathBase<RelaxMathPass> {
  void runOnOperation() override {
    IRRewriter rewriter(&getContext());
    SmallVector<arith::DivFOp> quotients;
    SmallVector<Operation *> sums;
    getOperation().walk([&](Operation *op) {
      if (auto quotient = dyn_cast<arith::DivFOp>(op))
        quotients.push_back(quotient);
      else if (isSum(op) && !isPartOfSum(op))
        sums.push_back(op);
    });
    for (arith::DivFOp quotient : quotients)
      useReciprocal(rewriter, quotient);
    for (Operation *root : sums) {
      Terms terms = termsOf(root);
      if (isWorthReordering(terms))
        reorder(rewriter, root, terms);
    }
    getOperation().walk(dropFlags);
  }

  static bool isPartOfSum(Operation *op) {
    if (!op->hasOneUse())
      return false;
    Operation *user = *op->user_begin();
    auto fused = dyn_cast<math::FmaOp>(user);
    return isSum(user) && user->getBlock() == op->getBlock() && (!fused || fused.getC() == op->getResult(0));
  }

  // The decisions are taken: no backend may take them again.
  static void dropFlags(arith::ArithFastMathInterface op) {
    arith::FastMathFlagsAttr attribute = op.getFastMathFlagsAttr();
    Flags flags = attribute ? attribute.getValue() : Flags::none;
    Flags kept = flags & ~(Flags::reassoc | Flags::arcp);
    if (kept != flags)
      op->setAttr(op.getFastMathAttrName(), arith::FastMathFlagsAttr::get(op->getContext(), kept));
  }
};

} // namespace
} // namespace hd::ir
