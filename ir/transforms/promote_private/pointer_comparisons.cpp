#include "ir/transforms/promote_private/pointer_comparisons.h"

#include "ir/hd/addresses.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Matchers.h"

#include <numeric>

using namespace mlir;

namespace hd::ir {

// Whether a pointer from this root can never point into private memory of the function.
static bool isApart(Value root) {
  if (auto argument = dyn_cast<BlockArgument>(root)) {
    AddressSpace space = cast<PointerType>(root.getType()).getSpace();
    return isa<func::FuncOp>(argument.getOwner()->getParentOp()) && space != AddressSpace::Generic &&
           space != AddressSpace::Private;
  }
  return isa<AddressOfOp, DynamicSharedOp, PrivateOp>(root.getDefiningOp());
}

// The distance in units of `unit` bytes.
static Value build(OpBuilder &builder, Location loc, const Distance &distance, int64_t unit) {
  auto constant = [&](int64_t value) -> Value {
    return builder.create<arith::ConstantOp>(loc, builder.getI64IntegerAttr(value));
  };
  Value total = constant(distance.constant / unit);
  for (auto [index, size] : distance.terms) {
    Value part = size == unit ? index : builder.create<arith::MulIOp>(loc, index, constant(size / unit));
    total = builder.create<arith::AddIOp>(loc, total, part);
  }
  return total;
}

static int64_t commonUnit(const Distance &a, const Distance &b) {
  int64_t unit = std::gcd(a.constant, b.constant);
  for (const Distance *distance : {&a, &b})
    for (auto [index, size] : distance->terms)
      unit = std::gcd(unit, size);
  return unit == 0 ? 1 : unit;
}

// Within an object, addresses compare as signed distances do.
static arith::CmpIPredicate signedPredicate(arith::CmpIPredicate predicate) {
  switch (predicate) {
  case arith::CmpIPredicate::ult:
    return arith::CmpIPredicate::slt;
  case arith::CmpIPredicate::ule:
    return arith::CmpIPredicate::sle;
  case arith::CmpIPredicate::ugt:
    return arith::CmpIPredicate::sgt;
  case arith::CmpIPredicate::uge:
    return arith::CmpIPredicate::sge;
  case arith::CmpIPredicate::eq:
  case arith::CmpIPredicate::ne:
  case arith::CmpIPredicate::slt:
  case arith::CmpIPredicate::sle:
  case arith::CmpIPredicate::sgt:
  case arith::CmpIPredicate::sge:
    return predicate;
  }
  llvm_unreachable("all predicates are handled");
}

static bool resolve(Operation *user) {
  auto compare = dyn_cast<arith::CmpIOp>(user);
  if (!compare && !isa<arith::SubIOp>(user))
    return false;
  OpBuilder builder(user);
  Location loc = user->getLoc();
  auto left = user->getOperand(0).getDefiningOp<PointerToIntOp>();
  auto right = user->getOperand(1).getDefiningOp<PointerToIntOp>();
  bool isEquality = compare && (compare.getPredicate() == arith::CmpIPredicate::eq ||
                                compare.getPredicate() == arith::CmpIPredicate::ne);
  Value result;
  if (left && right && rootOf(left.getSource()) == rootOf(right.getSource())) {
    Distance a = distanceFromRoot(left.getSource()), b = distanceFromRoot(right.getSource());
    int64_t unit = compare ? commonUnit(a, b) : 1;
    Value lhs = build(builder, loc, a, unit), rhs = build(builder, loc, b, unit);
    if (compare)
      result = builder.create<arith::CmpIOp>(loc, signedPredicate(compare.getPredicate()), lhs, rhs);
    else
      result = builder.create<arith::SubIOp>(loc, lhs, rhs);
  } else if (isEquality) {
    // Null, or a pointer that can only lead elsewhere.
    bool isOther = left && right ? isApart(rootOf(left.getSource())) && isApart(rootOf(right.getSource()))
                                 : rootOf((left ? left : right).getSource()).getDefiningOp<PrivateOp>() &&
                                       matchPattern(user->getOperand(left ? 1 : 0), m_Zero());
    if (isOther)
      result = builder.create<arith::ConstantOp>(
          loc, builder.getBoolAttr(compare.getPredicate() == arith::CmpIPredicate::ne));
  }
  if (!result)
    return false;
  user->getResult(0).replaceAllUsesWith(result);
  user->erase();
  return true;
}

// compare(int(select(c, p, q)), x) -> select(c, compare(int(p), x), compare(int(q), x)), for another round
static bool compareEach(PointerToIntOp address, arith::SelectOp choice) {
  if (!llvm::all_of(address->getUsers(), [](Operation *user) { return isa<arith::CmpIOp>(user); }))
    return false;
  SetVector<Operation *> users(address->user_begin(), address->user_end());
  for (Operation *user : users) {
    OpBuilder builder(user);
    auto compareOne = [&](Value pointer) {
      Operation *compare = builder.clone(*user);
      builder.setInsertionPoint(compare);
      compare->replaceUsesOfWith(address, builder.create<PointerToIntOp>(address.getLoc(), pointer));
      builder.setInsertionPointAfter(compare);
      return compare->getResult(0);
    };
    Value onTrue = compareOne(choice.getTrueValue()), onFalse = compareOne(choice.getFalseValue());
    Value result = builder.create<arith::SelectOp>(user->getLoc(), choice.getCondition(), onTrue, onFalse);
    user->getResult(0).replaceAllUsesWith(result);
    user->erase();
  }
  address.erase();
  return true;
}

bool resolveComparisons(PointerToIntOp address) {
  if (auto choice = address.getSource().getDefiningOp<arith::SelectOp>())
    return compareEach(address, choice);
  bool changed = false;
  SetVector<Operation *> users(address->user_begin(), address->user_end());
  for (Operation *user : users)
    changed |= resolve(user);
  if (address.use_empty())
    address.erase();
  return changed;
}

} // namespace hd::ir
