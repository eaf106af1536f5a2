// Loads and stores. Device memory: the address becomes a pointer to the accessed scalar. Shared and private
// memory: elements of the group's array, joined or split when the access is wider or narrower than they are.
#include "backends/spirv/emitter.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace hd::spirv {

namespace {
// Memory operands.
constexpr uint32_t kVolatile = 1, kAligned = 2, kNonPrivate = 32;
} // namespace

// What barriers and fences order; a thread's own memory has one reader.
uint32_t Emitter::accessOf(Memory memory, bool isVolatile, Value loaded) const {
  bool isOrdered = memory == Memory::Shared || (memory == Memory::Global && barriers_.isOrdered(loaded));
  return (isVolatile ? kVolatile : 0) | (isOrdered ? kNonPrivate : 0);
}

Id Emitter::devicePointer(Id address, Id type) {
  builder_.capability(Capability::PhysicalStorageBufferAddresses);
  return emit(Op::OpConvertUToPtr, builder_.pointerType(StorageClass::PhysicalStorageBuffer, type),
              {address});
}

Id Emitter::loadDevice(Id address, Id type, uint64_t alignment, uint32_t access) {
  return emit(Op::OpLoad, type, {devicePointer(address, type), access | kAligned, uint32_t(alignment)});
}

// --- elements of a group

Id Emitter::elementIndex(const PointerGroup &group, Id offset) {
  unsigned shift = llvm::Log2_64(group.elementBytes);
  return shift == 0 ? offset : emit(Op::OpShiftRightLogical, intType(32), {offset, u32(shift)});
}

Id Emitter::elementPointer(unsigned group, Id index) {
  const PointerGroup &facts = groups_.groups()[group];
  StorageClass storage = facts.memory == Memory::Shared ? StorageClass::Workgroup : StorageClass::Function;
  Id variable = groupVariable(group);
  return emit(Op::OpAccessChain, builder_.pointerType(storage, elementType(facts)), {variable, index});
}

Id Emitter::loadBits(unsigned index, Id offset, uint64_t bytes, uint32_t access) {
  const PointerGroup &group = groups_.groups()[index];
  unsigned bits = unsigned(bytes * 8), elementBits = unsigned(group.elementBytes * 8);
  Id first = elementIndex(group, offset), word = intType(32);
  auto load = [&](Id at) {
    return emit(Op::OpLoad, elementType(group), {elementPointer(index, at), access});
  };
  if (bytes == group.elementBytes)
    return load(first);
  Id type = intType(bits);
  if (bytes < group.elementBytes) {
    Id whole = load(first);
    Id within = emit(Op::OpBitwiseAnd, word, {offset, u32(group.elementBytes - 1)});
    Id shift = emit(Op::OpShiftLeftLogical, word, {within, u32(3)});
    Id moved = emit(Op::OpShiftRightLogical, intType(elementBits), {whole, shift});
    return convertInt(moved, elementBits, bits);
  }
  Id result = convertInt(load(first), elementBits, bits);
  for (uint64_t part = 1; part < bytes / group.elementBytes; ++part) {
    Id next = convertInt(load(emit(Op::OpIAdd, word, {first, u32(part)})), elementBits, bits);
    Id moved = emit(Op::OpShiftLeftLogical, type, {next, u32(part * elementBits)});
    result = emit(Op::OpBitwiseOr, type, {result, moved});
  }
  return result;
}

// A narrow store into shared memory must not undo another thread's store into the same element.
void Emitter::storePart(unsigned index, Id offset, Id value, uint64_t bytes, uint32_t access) {
  const PointerGroup &group = groups_.groups()[index];
  unsigned elementBits = unsigned(group.elementBytes * 8);
  Id word = intType(32), element = intType(elementBits);
  Id within = emit(Op::OpBitwiseAnd, word, {offset, u32(group.elementBytes - 1)});
  Id shift = emit(Op::OpShiftLeftLogical, word, {within, u32(3)});
  Id ones = builder_.integer(elementBits, llvm::maskTrailingOnes<uint64_t>(unsigned(bytes * 8)));
  Id keep = emit(Op::OpNot, element, {emit(Op::OpShiftLeftLogical, element, {ones, shift})});
  Id wide = convertInt(value, unsigned(bytes * 8), elementBits);
  Id bits = emit(Op::OpShiftLeftLogical, element, {wide, shift});
  Id pointer = elementPointer(index, elementIndex(group, offset));
  if (group.memory == Memory::Shared) {
    if (elementBits == 64)
      needInt64Atomics();
    Id scope = scopeOf(ir::Scope::Block), relaxed = u32(0);
    emit(Op::OpAtomicAnd, element, {pointer, scope, relaxed, keep});
    emit(Op::OpAtomicOr, element, {pointer, scope, relaxed, bits});
    return;
  }
  Id old = emit(Op::OpLoad, element, {pointer, access});
  Id kept = emit(Op::OpBitwiseAnd, element, {old, keep});
  emitVoid(Op::OpStore, {pointer, emit(Op::OpBitwiseOr, element, {kept, bits}), access});
}

void Emitter::storeBits(unsigned index, Id offset, Id value, uint64_t bytes, uint32_t access) {
  const PointerGroup &group = groups_.groups()[index];
  if (bytes < group.elementBytes)
    return storePart(index, offset, value, bytes, access);
  unsigned elementBits = unsigned(group.elementBytes * 8), bits = unsigned(bytes * 8);
  Id first = elementIndex(group, offset);
  for (uint64_t part = 0; part < bytes / group.elementBytes; ++part) {
    Id piece = value, at = first;
    if (bytes != group.elementBytes) {
      Id moved =
          part == 0 ? value : emit(Op::OpShiftRightLogical, intType(bits), {value, u32(part * elementBits)});
      piece = convertInt(moved, bits, elementBits);
      at = part == 0 ? first : emit(Op::OpIAdd, intType(32), {first, u32(part)});
    }
    emitVoid(Op::OpStore, {elementPointer(index, at), piece, access});
  }
}

// --- values and their bits in memory

// bool is a byte in memory, a pointer eight.
Id Emitter::toMemory(Value value, Value pointer) {
  Type type = value.getType();
  if (isa<ir::PointerType>(type))
    return PointerGroups::isNull(value) ? builder_.integer(64, 0)
                                        : convertInt(get(value), pointerBits(value), 64);
  Id id = get(value);
  if (type.isInteger(1))
    return select(id, builder_.integer(8, 1), builder_.integer(8, 0), intType(8));
  bool isFloat = isa<FloatType>(type) && !isBits(type);
  bool keepsFloat = groups_.memoryOf(pointer) == Memory::Global || groups_.groupOf(pointer).elementType;
  return isFloat && !keepsFloat ? bitcast(id, intType(type.getIntOrFloatBitWidth())) : id;
}

Id Emitter::fromMemory(Id loaded, Value result, bool areBits) {
  Type type = result.getType();
  if (isa<ir::PointerType>(type))
    return convertInt(loaded, 64, pointerBits(result));
  if (type.isInteger(1)) {
    (void)intType(8);
    return compare(Op::OpINotEqual, loaded, builder_.integer(8, 0));
  }
  bool isFloat = isa<FloatType>(type) && !isBits(type);
  return isFloat && areBits ? bitcast(loaded, typeOf(type)) : loaded;
}

// All parts of a vector at once.
void Emitter::emitWide(const WideAccess &access) {
  auto load = dyn_cast<ir::LoadOp>(access.parts.front());
  Value first = load ? load.getResult() : cast<ir::StoreOp>(access.parts.front()).getValue();
  Id part = memoryTypeOf(first.getType());
  Id type = builder_.vectorType(part, unsigned(access.parts.size()));
  uint64_t bytes = ir::sizeOf(first.getType()) * access.parts.size();
  uint32_t operands = accessOf(Memory::Global, false, load ? load.getPointer() : Value());
  if (load) {
    Id vector = loadDevice(get(access.pointer), type, bytes, operands);
    for (auto [index, op] : llvm::enumerate(access.parts))
      set(op->getResult(0),
          fromMemory(emit(Op::OpCompositeExtract, part, {vector, uint32_t(index)}), op->getResult(0), false));
    return;
  }
  llvm::SmallVector<Id> parts;
  for (Operation *op : access.parts)
    parts.push_back(toMemory(cast<ir::StoreOp>(op).getValue(), cast<ir::StoreOp>(op).getPointer()));
  Id vector = emit(Op::OpCompositeConstruct, type, parts);
  emitVoid(Op::OpStore,
           {devicePointer(get(access.pointer), type), vector, operands | kAligned, uint32_t(bytes)});
}

void Emitter::emitLoad(ir::LoadOp op) {
  Value pointer = op.getPointer();
  Memory memory = groups_.memoryOf(pointer);
  uint32_t access = accessOf(memory, op.getIsVolatile(), op.getIsVolatile() ? Value() : pointer);
  uint64_t bytes = ir::sizeOf(op.getType());
  if (memory == Memory::Global)
    return set(op,
               fromMemory(loadDevice(get(pointer), memoryTypeOf(op.getType()), bytes, access), op, false));
  bool areBits = !groups_.groupOf(pointer).elementType;
  set(op, fromMemory(loadBits(groups_.indexOf(pointer), get(pointer), bytes, access), op, areBits));
}

void Emitter::emitStore(ir::StoreOp op) {
  Value pointer = op.getPointer();
  Memory memory = groups_.memoryOf(pointer);
  uint32_t access = accessOf(memory, op.getIsVolatile(), Value());
  Type type = op.getValue().getType();
  uint64_t bytes = ir::sizeOf(type);
  if (type.isInteger(1))
    (void)intType(8);
  Id value = toMemory(op.getValue(), pointer);
  if (memory == Memory::Global)
    emitVoid(Op::OpStore,
             {devicePointer(get(pointer), memoryTypeOf(type)), value, access | kAligned, uint32_t(bytes)});
  else
    storeBits(groups_.indexOf(pointer), get(pointer), value, bytes, access);
}

// As integers as wide as the aggregate's alignment.
void Emitter::emitCopy(ir::CopyOp op) {
  Type type = cast<ir::PointerType>(op.getTarget().getType()).getPointee();
  uint64_t unit = std::clamp<uint64_t>(ir::alignmentOf(type), 1, 8), count = ir::sizeOf(type) / unit;
  Id piece = intType(unsigned(unit * 8));
  auto at = [&](Value pointer, Id index) {
    unsigned bits = pointerBits(pointer);
    Id offset = emit(Op::OpIMul, intType(bits), {convertInt(index, 32, bits), builder_.integer(bits, unit)});
    return emit(Op::OpIAdd, intType(bits), {get(pointer), offset});
  };
  auto copyOne = [&](Id index) {
    Value from = op.getSource(), to = op.getTarget();
    Memory source = groups_.memoryOf(from), target = groups_.memoryOf(to);
    uint32_t reads = accessOf(source, false, from), writes = accessOf(target, false, Value());
    Id value = source == Memory::Global ? loadDevice(at(from, index), piece, unit, reads)
                                        : loadBits(groups_.indexOf(from), at(from, index), unit, reads);
    if (target == Memory::Global)
      emitVoid(Op::OpStore, {devicePointer(at(to, index), piece), value, writes | kAligned, uint32_t(unit)});
    else
      storeBits(groups_.indexOf(to), at(to, index), value, unit, writes);
  };
  constexpr uint64_t kUnrolled = 16;
  if (count > kUnrolled)
    return emitTimes(count, copyOne);
  for (uint64_t i = 0; i < count; ++i)
    copyOne(u32(i));
}

bool Emitter::emitMemory(Operation *op) {
  if (wide_.isDone(op))
    return true;
  if (const WideAccess *access = wide_.at(op)) {
    emitWide(*access);
    return true;
  }
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
      .Default([](Operation *) { return false; });
}

} // namespace hd::spirv
