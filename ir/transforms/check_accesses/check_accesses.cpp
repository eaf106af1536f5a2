// access p  ->  access (check p)
#include "ir/transforms/check_accesses/check_accesses.h"

#include "ir/hd/addresses.h"
#include "ir/transforms/check_accesses/plain_objects.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_CHECKACCESSES
#include "ir/transforms/check_accesses/check_accesses.h.inc"

namespace {

// The object that the pointer is computed from, where its bounds can be told.
Value knownRoot(Value pointer) {
  Value root = rootOf(pointer);
  auto argument = dyn_cast<BlockArgument>(root);
  bool isParameter = argument && isa<func::FuncOp>(argument.getOwner()->getParentOp());
  bool isObject = isa_and_nonnull<PrivateOp, AddressOfOp, DynamicSharedOp>(root.getDefiningOp());
  return isParameter || isObject ? root : Value();
}

struct CheckAccessesPass : impl::CheckAccessesBase<CheckAccessesPass> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (!function->hasAttr(kKernelAttr))
      return;
    function->setAttr(kCheckedAttr, UnitAttr::get(&getContext()));
    SmallVector<Operation *> accesses;
    function.walk([&](Operation *op) {
      if (isa<LoadOp, StoreOp, CopyOp, AtomicRmwOp, AtomicCasOp>(op))
        accesses.push_back(op);
    });
    for (Operation *op : accesses)
      llvm::TypeSwitch<Operation *>(op)
          .Case<LoadOp>([&](LoadOp load) {
            check(load.getPointerMutable(), isAggregateLoad(load) ? CheckKind::CopyFrom : CheckKind::Read,
                  load.getType(), load.getIsVolatile());
          })
          .Case<StoreOp>([&](StoreOp store) {
            check(store.getPointerMutable(), CheckKind::Write, store.getValue().getType(),
                  store.getIsVolatile(), store.getValue());
          })
          .Case<AtomicRmwOp, AtomicCasOp>([&](auto atomic) {
            check(atomic.getPointerMutable(), CheckKind::Atomic, atomic.getType(), false);
          })
          .Case<CopyOp>([&](CopyOp copy) {
            Type type = cast<PointerType>(copy.getSource().getType()).getPointee();
            check(copy.getSourceMutable(), CheckKind::CopyFrom, type, false);
            bool isTracked = copy.getSource().getDefiningOp<CheckOp>(); // else all of it is written
            check(copy.getTargetMutable(), CheckKind::CopyTo, type, false,
                  isTracked ? copy.getSource() : Value());
          });
  }

  bool isPlain(Value root) {
    auto object = root ? root.getDefiningOp<PrivateOp>() : nullptr;
    if (!object)
      return false;
    auto [known, isNew] = plain_.try_emplace(object, false);
    if (isNew)
      known->second = isPlainObject(object);
    return known->second;
  }

  void check(OpOperand &pointer, CheckKind kind, Type type, bool isVolatile, Value value = {}) {
    Value root = knownRoot(pointer.get());
    uint64_t size = sizeOf(type);
    if (isPlain(root) || size == 0)
      return;
    Operation *access = pointer.getOwner();
    OpBuilder builder(access);
    auto checked = builder.create<CheckOp>(access->getLoc(), kind, pointer.get(), root, value, size,
                                           alignmentOf(type), isVolatile);
    pointer.set(checked);
    ++numChecks;
  }

  DenseMap<Operation *, bool> plain_;
};

} // namespace
} // namespace hd::ir
