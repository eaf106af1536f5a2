#include "backends/cpu/private_memory.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace hd::cpu {

PrivateMemory::PrivateMemory(func::FuncOp kernel) {
  kernel.walk([&](ir::PrivateOp op) {
    PrivateObject object{op};
    SmallVector<Value> pointers;
    object.interleaved = collect(op, object.granule, pointers);
    Type type = cast<ir::PointerType>(op.getType()).getPointee();
    if (!object.interleaved)
      object.granule = std::max<uint64_t>(ir::alignmentOf(type), op.getAlignment().value_or(1));
    object.size = llvm::alignTo(std::max<uint64_t>(ir::sizeOf(type), 1), object.granule);
    if (object.interleaved)
      for (Value pointer : pointers)
        roots_[pointer] = op;
    objects_.insert({op, object});
  });
}

// Follows all uses of the pointer; false when one is not a plain access within the object.
bool PrivateMemory::collect(Value pointer, uint64_t &granule, SmallVectorImpl<Value> &pointers) {
  pointers.push_back(pointer);
  auto access = [&](Type type) {
    granule = std::max(granule, ir::sizeOf(type));
    return true;
  };
  for (OpOperand &use : pointer.getUses()) {
    bool fits = llvm::TypeSwitch<Operation *, bool>(use.getOwner())
                    .Case<ir::OffsetOp, ir::FieldOp, ir::DecayOp, ir::PointerCastOp>(
                        [&](Operation *op) { return collect(op->getResult(0), granule, pointers); })
                    .Case<ir::LoadOp>([&](ir::LoadOp op) { return access(op.getType()); })
                    .Case<ir::StoreOp>([&](ir::StoreOp op) {
                      return op.getPointer() == pointer && op.getValue() != pointer &&
                             access(op.getValue().getType());
                    })
                    .Default(false);
    if (!fits)
      return false;
  }
  return true;
}

const PrivateObject *PrivateMemory::interleavedRoot(Value pointer) const {
  auto found = roots_.find(pointer);
  return found == roots_.end() ? nullptr : &objects_.find(found->second)->second;
}

} // namespace hd::cpu
