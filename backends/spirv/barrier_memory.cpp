#include "backends/spirv/barrier_memory.h"

#include "ir/hd/addresses.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace hd::spirv {

BarrierMemory::BarrierMemory(func::FuncOp kernel, const PointerGroups &groups) {
  kernel.walk<WalkOrder::PreOrder>([&](Operation *op) { add(op, groups); });
  kernel.walk([&](Operation *op) {
    if (isa<ir::BarrierOp, ir::BarrierReduceOp, ir::SyncWarpOp>(op) && !ordersAny_)
      ordersAny_ = ordersDevice(op);
  });
}

void BarrierMemory::note(SmallVector<Accesses> &list, Operation *op, Value root, bool isLook) {
  for (Accesses &known : llvm::reverse(list)) {
    if (known.last->getBlock() != op->getBlock())
      break; // its block has ended, or another is inside of it
    if (known.root == root && known.areLooks == isLook) {
      known.last = op;
      return;
    }
  }
  list.push_back({op, op, root, isLook});
}

void BarrierMemory::add(Operation *op, const PointerGroups &groups) {
  auto access = [&](SmallVector<Accesses> &list, Value pointer, bool isLook = false) {
    ir::AddressSpace space = cast<ir::PointerType>(pointer.getType()).getSpace();
    bool isConstant = space == ir::AddressSpace::Param || space == ir::AddressSpace::Constant;
    if (!isConstant && groups.memoryOf(pointer) == Memory::Global)
      note(list, op, ir::rootOf(pointer), isLook);
  };
  order_.try_emplace(op, unsigned(order_.size()));
  if (auto at = dyn_cast<ir::LoadOp>(op)) {
    at.getIsVolatile() ? access(writes_, at.getPointer(), true) : access(reads_, at.getPointer());
    ordersAny_ |= at.getIsVolatile();
  } else if (auto at = dyn_cast<ir::StoreOp>(op)) {
    access(writes_, at.getPointer());
    ordersAny_ |= at.getIsVolatile();
  } else if (auto at = dyn_cast<ir::CopyOp>(op)) {
    access(reads_, at.getSource());
    access(writes_, at.getTarget());
  } else if (auto at = dyn_cast<ir::AtomicRmwOp>(op)) {
    access(writes_, at.getPointer(), true);
  } else if (auto at = dyn_cast<ir::AtomicCasOp>(op)) {
    access(writes_, at.getPointer(), true);
  } else if (isa<ir::FenceOp>(op)) {
    note(writes_, op, Value(), true);
    ordersAny_ = true;
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

static bool areSame(Value root, Value other) { return !root || !other || !ir::areApart(root, other); }

bool BarrierMemory::ordersDevice(Operation *barrier) const {
  auto isBefore = [&](const Accesses &at) { return mayRunBefore(at.first, barrier); };
  auto isAfter = [&](const Accesses &at) { return mayRunBefore(barrier, at.last); };
  auto meets = [&](const Accesses &write, ArrayRef<Accesses> others) {
    return llvm::any_of(others, [&](const Accesses &other) {
      return isAfter(other) && (write.areLooks || areSame(write.root, other.root));
    });
  };
  for (const Accesses &write : writes_) {
    if (isBefore(write) && (meets(write, writes_) || meets(write, reads_)))
      return true;
    auto isReadBefore = [&](const Accesses &read) {
      return isBefore(read) && areSame(read.root, write.root);
    };
    if (isAfter(write) && llvm::any_of(reads_, isReadBefore))
      return true;
  }
  return false;
}

bool BarrierMemory::isOrdered(Value pointer) const {
  if (!ordersAny_ || !pointer)
    return ordersAny_;
  // Only what somebody writes; a fence is no write.
  return llvm::any_of(writes_, [root = ir::rootOf(pointer)](const Accesses &write) {
    return write.root && !ir::areApart(root, write.root);
  });
}

} // namespace hd::spirv
