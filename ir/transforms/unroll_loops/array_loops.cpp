#include "ir/transforms/unroll_loops/array_loops.h"

#include "ir/hd/addresses.h"

using namespace mlir;

namespace hd::ir {
namespace {

constexpr uint64_t kMaxBytes = 256; // of an array that is worth it: 64 floats

using Loops = llvm::SmallSetVector<Operation *, 4>;

// Adds the loops that an integer is computed by. False if it depends on anything but their counters.
bool addLoops(Value value, Loops &loops, unsigned depth = 0) {
  constexpr unsigned kMaxDepth = 12;
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    Operation *loop = argument.getOwner()->getParentOp();
    return isa<scf::WhileOp>(loop) && (loops.insert(loop), true);
  }
  Operation *op = value.getDefiningOp();
  if (op->getNumOperands() == 0)
    return op->hasTrait<OpTrait::ConstantLike>();
  return depth < kMaxDepth && op->getNumRegions() == 0 && isPure(op) &&
         llvm::all_of(op->getOperands(), [&](Value operand) { return addLoops(operand, loops, depth + 1); });
}

// Adds the loops of all variable indices from `pointer` on. False if some use of it needs the memory anyway.
bool addLoopsOfUses(Value pointer, Loops &loops) {
  return llvm::all_of(pointer.getUses(), [&](OpOperand &use) {
    Operation *user = use.getOwner();
    if (isa<LoadOp, CopyOp>(user) || (isa<StoreOp>(user) && use.getOperandNumber() == 1))
      return true;
    if (!isAddress(user))
      return false;
    auto offset = dyn_cast<OffsetOp>(user);
    return (!offset || addLoops(offset.getIndex(), loops)) && addLoopsOfUses(user->getResult(0), loops);
  });
}

} // namespace

llvm::DenseSet<Operation *> loopsOfSmallArrays(Operation *function) {
  llvm::DenseSet<Operation *> all;
  function->walk([&](PrivateOp memory) {
    Loops loops;
    if (sizeOf(cast<PointerType>(memory.getType()).getPointee()) <= kMaxBytes &&
        addLoopsOfUses(memory, loops))
      all.insert(loops.begin(), loops.end());
  });
  return all;
}

} // namespace hd::ir
