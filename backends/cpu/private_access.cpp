// Accesses to a thread's own memory. See private_memory.h for the two layouts.
//
// Interleaved: byte `o` of lane `l`'s copy lies at (o / g) * 32 g + l g + o % g for the granule g, so an
// access of g bytes at a uniform offset is one vector. Stores blend in the inactive lanes instead of using a
// masked store: the memory is ours, and LLVM makes registers of it that way.
#include "backends/cpu/emitter.h"

using namespace mlir;

namespace hd::cpu {

llvm::Value *Emitter::privateBase(const PrivateObject &object) {
  Operation *op = object.op;
  auto onStack = privateAllocas_.find(op);
  if (onStack != privateAllocas_.end())
    return onStack->second;
  auto fixed = privateFixed_.find(op);
  if (fixed != privateFixed_.end())
    return builder_.CreateConstInBoundsGEP1_64(builder_.getInt8Ty(), scratchBase_, fixed->second);
  Slot slot;
  slot.offset = privateOffsets_.lookup(op);
  return slotAddress(slot);
}

// The first byte of part `part` for an access at a uniform offset.
llvm::Value *Emitter::privateAddress(Value pointer, const PrivateObject &object, unsigned part,
                                     uint64_t size) {
  llvm::Value *offset = base(pointer, part);
  uint64_t granule = object.granule;
  llvm::Value *inside = nullptr;
  if (size != granule) {
    inside = builder_.CreateAnd(offset, i64(granule - 1));
    offset = builder_.CreateAnd(offset, i64(~(granule - 1)));
  }
  llvm::Value *start = builder_.CreateMul(offset, i64(kWarpSize));
  if (inside)
    start = builder_.CreateAdd(start, inside);
  start = builder_.CreateAdd(start, i64(part * width_ * granule));
  return builder_.CreateInBoundsGEP(builder_.getInt8Ty(), privateBase(object), start);
}

// The address of each lane's access, a vector for each part.
Parts Emitter::privateAddresses(Value pointer, const PrivateObject &object, uint64_t size) {
  Parts result;
  llvm::Type *wide = vectorOf(builder_.getInt64Ty());
  uint64_t granule = object.granule;
  for (unsigned part = 0; part < parts_; ++part) {
    llvm::Value *offset = vector(pointer, part);
    auto constant = [&](uint64_t value) { return llvm::ConstantInt::get(wide, value); };
    llvm::Value *inside = nullptr;
    if (size != granule) {
      inside = builder_.CreateAnd(offset, constant(granule - 1));
      offset = builder_.CreateAnd(offset, constant(~(granule - 1)));
    }
    llvm::Value *start = builder_.CreateMul(offset, constant(kWarpSize));
    if (inside)
      start = builder_.CreateAdd(start, inside);
    llvm::Value *lanes = builder_.CreateZExt(laneNumbers(part), wide);
    start = builder_.CreateAdd(start, builder_.CreateMul(lanes, constant(granule)));
    result.push_back(builder_.CreateGEP(builder_.getInt8Ty(), privateBase(object), start));
  }
  return result;
}

void Emitter::loadPrivate(ir::LoadOp op, const PrivateObject &object) {
  uint64_t size = ir::sizeOf(op.getType());
  llvm::Type *type = vectorOf(memoryType(op.getType()));
  llvm::Align align(size);
  Lanes lanes;
  bool consecutive = shapeOf(op.getPointer()).isUniform() && size == object.granule;
  Parts addresses = consecutive ? Parts() : privateAddresses(op.getPointer(), object, size);
  for (unsigned part = 0; part < parts_; ++part) {
    llvm::Value *value = nullptr;
    if (consecutive)
      value = builder_.CreateAlignedLoad(type, privateAddress(op.getPointer(), object, part, size), align);
    else
      value = gather(type, addresses[part], part);
    lanes.parts.push_back(fromMemory(value, op.getType()));
  }
  set(op, std::move(lanes));
}

void Emitter::storePrivate(ir::StoreOp op, const PrivateObject &object) {
  Type type = op.getValue().getType();
  uint64_t size = ir::sizeOf(type);
  llvm::Align align(size);
  bool consecutive = shapeOf(op.getPointer()).isUniform() && size == object.granule;
  Parts addresses = consecutive ? Parts() : privateAddresses(op.getPointer(), object, size);
  for (unsigned part = 0; part < parts_; ++part) {
    llvm::Value *value = toMemory(vector(op.getValue(), part), type);
    if (!consecutive) {
      scatter(value, addresses[part], part);
      continue;
    }
    llvm::Value *address = privateAddress(op.getPointer(), object, part, size);
    if (!mask_.all)
      value = builder_.CreateSelect(mask_.parts[part], value,
                                    builder_.CreateAlignedLoad(value->getType(), address, align));
    builder_.CreateAlignedStore(value, address, align);
  }
}

} // namespace hd::cpu
