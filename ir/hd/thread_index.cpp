#include "ir/hd/thread_index.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace hd::ir {

bool isGlobalIndex(arith::AddIOp add) {
  Value first = add.getLhs(), second = add.getRhs();
  if (first.getDefiningOp<ThreadIdOp>())
    std::swap(first, second);
  auto scaled = first.getDefiningOp<arith::MulIOp>();
  auto thread = second.getDefiningOp<ThreadIdOp>();
  if (!scaled || !thread || thread.getDimension() != Dimension::X)
    return false;
  auto isBlock = [](Value a, Value b) {
    auto id = a.getDefiningOp<BlockIdOp>();
    auto dim = b.getDefiningOp<BlockDimOp>();
    return id && dim && id.getDimension() == Dimension::X && dim.getDimension() == Dimension::X;
  };
  return isBlock(scaled.getLhs(), scaled.getRhs()) || isBlock(scaled.getRhs(), scaled.getLhs());
}

static bool isAlongX(Operation *op) {
  auto block = dyn_cast<BlockIdOp>(op);
  auto thread = dyn_cast<ThreadIdOp>(op);
  return (block && block.getDimension() == Dimension::X) || (thread && thread.getDimension() == Dimension::X);
}

// The block's and the thread's number go nowhere but into the thread's number in the grid.
static bool isPartOfGlobalIndex(Operation *id) {
  return llvm::all_of(id->getUsers(), [&](Operation *user) {
    auto add = dyn_cast<arith::AddIOp>(user);
    if (isa<ThreadIdOp>(id))
      return add && isGlobalIndex(add);
    return isa<arith::MulIOp>(user) && llvm::all_of(user->getUsers(), [](Operation *of) {
             auto sum = dyn_cast<arith::AddIOp>(of);
             return sum && isGlobalIndex(sum);
           });
  });
}

bool knowsNoBlocks(Operation *op) {
  if (isAlongX(op))
    return isPartOfGlobalIndex(op);
  if (auto address = dyn_cast<AddressOfOp>(op))
    return cast<PointerType>(address.getType()).getSpace() != AddressSpace::Shared;
  return isArithmetic(op) || isa<scf::IfOp, scf::WhileOp, scf::ForOp, scf::YieldOp, scf::ConditionOp,
                                 func::FuncOp, func::ReturnOp, BlockIdOp, BlockDimOp, GridDimOp, LoadOp,
                                 StoreOp, OffsetOp, FieldOp, DecayOp, PointerCastOp>(op);
}

} // namespace hd::ir
