// Loads and stores by access class: uniform, consecutive, reversed, the same within a vector, gather.
#include "backends/cpu/emitter.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::cpu {

bool Emitter::emitMemory(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<ir::LoadOp>([&](ir::LoadOp at) {
        emitLoad(at);
        return true;
      })
      .Case<ir::StoreOp>([&](ir::StoreOp at) {
        emitStore(at);
        return true;
      })
      .Case<ir::CopyOp>([&](ir::CopyOp at) {
        emitCopy(at);
        return true;
      })
      .Case<ir::PrivateOp>([&](ir::PrivateOp at) {
        const PrivateObject &object = analysis_.privates().objects().find(op)->second;
        Lanes lanes;
        if (object.interleaved) {
          lanes.parts.push_back(i64(0));
        } else {
          llvm::Value *start = privateBase(object);
          for (unsigned part = 0; part < parts_; ++part)
            lanes.parts.push_back(builder_.CreateConstInBoundsGEP1_64(builder_.getInt8Ty(), start,
                                                                      object.size * width_ * part));
        }
        set(at, std::move(lanes));
        return true;
      })
      .Case<ir::FenceOp>([&](ir::FenceOp) {
        builder_.CreateFence(llvm::AtomicOrdering::SequentiallyConsistent);
        if (isChecked())
          tellFence();
        return true;
      })
      .Case<ir::CheckOp>([&](ir::CheckOp at) {
        emitCheck(at);
        return true;
      })
      .Case<ir::SyncWarpOp>([&](ir::SyncWarpOp) { return true; }) // lanes run in step
      .Default([](Operation *) { return false; });
}

// bool is a byte in memory.
llvm::Type *Emitter::memoryType(Type type) { return type.isInteger(1) ? builder_.getInt8Ty() : typeOf(type); }

llvm::Value *Emitter::toMemory(llvm::Value *value, Type type) {
  if (!type.isInteger(1))
    return value;
  llvm::Type *byte = builder_.getInt8Ty();
  return builder_.CreateZExt(value, value->getType()->isVectorTy() ? static_cast<llvm::Type *>(vectorOf(byte))
                                                                   : byte);
}

llvm::Value *Emitter::fromMemory(llvm::Value *value, Type type) {
  return type.isInteger(1) ? builder_.CreateIsNotNull(value) : value;
}

// A part none of whose lanes is active may hold any address; such a part reads the dummy.
llvm::Value *Emitter::safeAddress(llvm::Value *address, unsigned part, llvm::Type *) {
  if (mask_.all)
    return address;
  return builder_.CreateSelect(any({mask_.parts[part]}), address, dummy_);
}

static llvm::Value *reverse(llvm::IRBuilder<> &builder, llvm::Value *vector) {
  return builder.CreateVectorReverse(vector);
}

void Emitter::emitLoad(ir::LoadOp op) {
  if (const PrivateObject *object = analysis_.privates().interleavedRoot(op.getPointer()))
    return loadPrivate(op, *object);
  llvm::Type *memory = memoryType(op.getType());
  Shape shape = shapeOf(op.getResult());
  Lanes lanes;
  for (unsigned part = 0; part < partsOf(shape); ++part) {
    llvm::Value *value = nullptr;
    if (shape.isUniformPerPart()) {
      llvm::Value *address = base(op.getPointer(), part);
      value = builder_.CreateLoad(memory, shape.isUniform() ? address : safeAddress(address, part, memory),
                                  op.getIsVolatile());
    } else {
      value = loadPart(op, part, memory);
    }
    lanes.parts.push_back(fromMemory(value, op.getType()));
  }
  set(op, std::move(lanes));
}

llvm::Value *Emitter::loadPart(ir::LoadOp op, unsigned part, llvm::Type *memory) {
  Shape address = shapeOf(op.getPointer());
  int64_t size = int64_t(ir::sizeOf(op.getType()));
  llvm::Type *type = vectorOf(memory);
  llvm::Align align{uint64_t(size)};
  if (address.isLinear() && std::abs(address.stride) == size && (mask_.all || hasMasked(memory))) {
    llvm::Value *at = base(op.getPointer(), part);
    bool reversed = address.stride < 0;
    if (reversed)
      at = builder_.CreateConstGEP1_64(builder_.getInt8Ty(), at, uint64_t(-size * int64_t(width_ - 1)));
    llvm::Value *value = nullptr;
    if (mask_.all) {
      emitPrefetch(op.getPointer(), at);
      value = builder_.CreateAlignedLoad(type, at, align, op.getIsVolatile());
    } else {
      llvm::Value *mask = reversed ? reverse(builder_, mask_.parts[part]) : mask_.parts[part];
      value = builder_.CreateMaskedLoad(type, at, align, mask, llvm::Constant::getNullValue(type));
    }
    return reversed ? reverse(builder_, value) : value;
  }
  return gather(type, vector(op.getPointer(), part), part);
}

void Emitter::emitStore(ir::StoreOp op) {
  if (const PrivateObject *object = analysis_.privates().interleavedRoot(op.getPointer()))
    return storePrivate(op, *object);
  Shape address = shapeOf(op.getPointer());
  Type type = op.getValue().getType();
  if (address.isUniform() && shapeOf(op.getValue()).isUniform()) {
    builder_.CreateStore(toMemory(uniform(op.getValue()), type), uniform(op.getPointer()),
                         op.getIsVolatile());
    return;
  }
  if (address.isUniform()) {
    llvm::SmallVector<unsigned> all;
    for (unsigned part = 0; part < parts_; ++part)
      all.push_back(part);
    return storeUniformAddress(op, uniform(op.getPointer()), all);
  }
  for (unsigned part = 0; part < parts_; ++part) {
    if (address.isLinear() && address.stride == 0)
      storeUniformAddress(op, base(op.getPointer(), part), {part});
    else
      storePart(op, part, toMemory(vector(op.getValue(), part), type));
  }
}

// All lanes store to one place: the last active one's value stays.
void Emitter::storeUniformAddress(ir::StoreOp op, llvm::Value *address, llvm::ArrayRef<unsigned> parts) {
  Type type = op.getValue().getType();
  llvm::Type *memory = memoryType(type);
  llvm::AllocaInst *values = stackArray(memory, kWarpSize);
  llvm::Value *bits = i32(0);
  for (unsigned part : parts) {
    llvm::Value *value = toMemory(vector(op.getValue(), part), type);
    builder_.CreateAlignedStore(value, builder_.CreateConstInBoundsGEP1_64(memory, values, part * width_),
                                llvm::Align(4));
    llvm::Value *own = builder_.CreateZExt(builder_.CreateBitCast(maskPart(part), builder_.getIntNTy(width_)),
                                           builder_.getInt32Ty());
    bits = builder_.CreateOr(bits, builder_.CreateShl(own, part * width_));
  }
  llvm::Value *some = builder_.CreateIsNotNull(bits);
  llvm::Value *last =
      builder_.CreateSub(i32(31), builder_.CreateIntrinsic(builder_.getInt32Ty(), llvm::Intrinsic::ctlz,
                                                           {bits, builder_.getFalse()}));
  last = builder_.CreateSelect(some, last, i32(parts[0] * width_));
  llvm::Value *value = builder_.CreateLoad(memory, builder_.CreateInBoundsGEP(memory, values, last));
  llvm::AllocaInst *nowhere = stackArray(memory, 1);
  builder_.CreateStore(value,
                       parts.size() == parts_ ? address : builder_.CreateSelect(some, address, nowhere),
                       op.getIsVolatile());
}

void Emitter::storePart(ir::StoreOp op, unsigned part, llvm::Value *value) {
  Shape address = shapeOf(op.getPointer());
  int64_t size = int64_t(ir::sizeOf(op.getValue().getType()));
  llvm::Align align{uint64_t(size)};
  bool inOrder = address.isLinear() && std::abs(address.stride) == size;
  if (!inOrder || (!mask_.all && !hasMasked(value->getType()))) {
    scatter(value, vector(op.getPointer(), part), part);
    return;
  }
  llvm::Value *at = base(op.getPointer(), part);
  llvm::Value *mask = mask_.all ? nullptr : mask_.parts[part];
  if (address.stride < 0) {
    at = builder_.CreateConstGEP1_64(builder_.getInt8Ty(), at, uint64_t(-size * int64_t(width_ - 1)));
    value = reverse(builder_, value);
    mask = mask ? reverse(builder_, mask) : nullptr;
  }
  if (mask)
    builder_.CreateMaskedStore(value, at, align, mask);
  else
    builder_.CreateAlignedStore(value, at, align, op.getIsVolatile());
}

// An aggregate, lane by lane; one copy when all lanes agree.
void Emitter::emitCopy(ir::CopyOp op) {
  Type type = cast<ir::PointerType>(op.getTarget().getType()).getPointee();
  uint64_t bytes = ir::sizeOf(type);
  llvm::MaybeAlign align(std::max<uint64_t>(ir::alignmentOf(type), 1));
  if (shapeOf(op.getTarget()).isUniform() && shapeOf(op.getSource()).isUniform()) {
    builder_.CreateMemCpyInline(uniform(op.getTarget()), align, uniform(op.getSource()), align, i64(bytes));
    return;
  }
  laneLoop({op.getTarget(), op.getSource()}, nullptr,
           [&](llvm::Value *, llvm::ArrayRef<llvm::Value *> pointers) -> llvm::Value * {
             builder_.CreateMemCpyInline(pointers[0], align, pointers[1], align, i64(bytes));
             return nullptr;
           });
}

} // namespace hd::cpu
