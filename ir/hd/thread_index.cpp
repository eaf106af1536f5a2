#include "ir/hd/thread_index.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace hd::ir {

// The number that a value is, or is extended from without a sign.
template <class Number> static bool isAlongX(Value value) {
  if (auto extended = value.getDefiningOp<arith::ExtUIOp>(); extended && value.getType().isInteger(64))
    value = extended.getIn();
  auto number = value.getDefiningOp<Number>();
  return number && number.getDimension() == Dimension::X;
}

Value blockStart(arith::AddIOp globalIndex) {
  return isAlongX<ThreadIdOp>(globalIndex.getLhs()) ? globalIndex.getRhs() : globalIndex.getLhs();
}

bool isGlobalIndex(arith::AddIOp add) {
  Value start = blockStart(add);
  auto scaled = start.getDefiningOp<arith::MulIOp>();
  if (!scaled || !isAlongX<ThreadIdOp>(start == add.getLhs() ? add.getRhs() : add.getLhs()))
    return false;
  auto isBlock = [](Value a, Value b) { return isAlongX<BlockIdOp>(a) && isAlongX<BlockDimOp>(b); };
  return isBlock(scaled.getLhs(), scaled.getRhs()) || isBlock(scaled.getRhs(), scaled.getLhs());
}

// The block's or the thread's number goes nowhere but into the thread's number in the grid.
static bool isPartOfGlobalIndex(Value number) {
  return llvm::all_of(number.getUsers(), [&](Operation *user) {
    if (isa<arith::ExtUIOp>(user))
      return isPartOfGlobalIndex(user->getResult(0));
    auto add = dyn_cast<arith::AddIOp>(user);
    if (isAlongX<ThreadIdOp>(number))
      return add && isGlobalIndex(add);
    return isa<arith::MulIOp>(user) && llvm::all_of(user->getUsers(), [](Operation *of) {
             auto sum = dyn_cast<arith::AddIOp>(of);
             return sum && isGlobalIndex(sum);
           });
  });
}

bool knowsNoBlocks(Operation *op) {
  if (isa<BlockIdOp, ThreadIdOp>(op)) {
    Value number = op->getResult(0);
    if (isAlongX<BlockIdOp>(number) || isAlongX<ThreadIdOp>(number))
      return isPartOfGlobalIndex(number);
  }
  if (auto address = dyn_cast<AddressOfOp>(op))
    return cast<PointerType>(address.getType()).getSpace() != AddressSpace::Shared;
  return isArithmetic(op) || isa<scf::IfOp, scf::WhileOp, scf::ForOp, scf::YieldOp, scf::ConditionOp,
                                 func::FuncOp, func::ReturnOp, BlockIdOp, BlockDimOp, GridDimOp, LoadOp,
                                 StoreOp, OffsetOp, FieldOp, DecayOp, PointerCastOp>(op);
}

} // namespace hd::ir
