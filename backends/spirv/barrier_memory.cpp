#include "backends/spirv/barrier_memory.h"

#include "ir/hd/addresses.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace hd::spirv {

BarrierMemory::BarrierMemory(func::FuncOp kernel, const PointerGroups &groups) {
  kernel.walk<WalkOrder::PreOrder>([&](Operation *op) { add(op, groups); });
}

void BarrierMemory::add(Operation *op, const PointerGroups &groups) {
  auto access = [&](Value pointer, llvm::SmallVector<Access> &list) {
    ir::AddressSpace space = cast<ir::PointerType>(pointer.getType()).getSpace();
    bool isConstant = space == ir::AddressSpace::Param || space == ir::AddressSpace::Constant;
    if (!isConstant && groups.memoryOf(pointer) == Memory::Global)
      list.push_back({op, ir::rootOf(pointer)});
  };
  order_.try_emplace(op, unsigned(order_.size()));
  if (auto at = dyn_cast<ir::LoadOp>(op)) {
    access(at.getPointer(), at.getIsVolatile() ? writes_ : reads_);
  } else if (auto at = dyn_cast<ir::StoreOp>(op)) {
    access(at.getPointer(), writes_);
  } else if (auto at = dyn_cast<ir::CopyOp>(op)) {
    access(at.getSource(), reads_);
    access(at.getTarget(), writes_);
  } else if (auto at = dyn_cast<ir::AtomicRmwOp>(op)) {
    access(at.getPointer(), writes_);
  } else if (auto at = dyn_cast<ir::AtomicCasOp>(op)) {
    access(at.getPointer(), writes_);
  } else if (isa<ir::FenceOp>(op)) {
    writes_.push_back({op, Value()});
  }
}

// In the text, or in an earlier round of a loop around both.
bool BarrierMemory::mayRunBefore(Operation *first, Operation *second) const {
  if (order_.lookup(first) < order_.lookup(second))
    return true;
  for (Operation *loop = second->getParentOp(); loop; loop = loop->getParentOp())
    if (isa<scf::WhileOp, scf::ForOp>(loop) && loop->isProperAncestor(first))
      return true;
  return false;
}

bool BarrierMemory::ordersDevice(Operation *barrier) const {
  auto isBefore = [&](const Access &access) { return mayRunBefore(access.op, barrier); };
  if (llvm::any_of(writes_, isBefore))
    return true;
  return llvm::any_of(writes_, [&](const Access &write) {
    return mayRunBefore(barrier, write.op) && llvm::any_of(reads_, [&](const Access &read) {
             return isBefore(read) && (!write.root || !ir::areApart(read.root, write.root));
           });
  });
}

} // namespace hd::spirv
