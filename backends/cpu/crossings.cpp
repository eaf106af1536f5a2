// What crosses barriers: which values, and where they are kept or made again.
#include "backends/cpu/emitter.h"

#include "runtime/abi/cpu.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace hd::cpu {

// Numbers the segments in program order and finds the values that one makes and another, or block-level
// control flow, needs.
void Emitter::findCrossings() {
  llvm::DenseMap<Operation *, unsigned> segmentOf;
  unsigned segment = 0;
  std::function<void(Block &)> number = [&](Block &block) {
    for (Operation &op : block) {
      if (!analysis_.carriesBarrier(&op)) {
        segmentOf[&op] = segment;
        continue;
      }
      ++segment;
      if (analysis_.isInterchanged(&op))
        continue; // its inside stays within segments of its own
      for (Region &region : op.getRegions())
        for (Block &inner : region) {
          number(inner);
          ++segment;
        }
    }
  };
  number(kernel_.getBody().front());
  auto crosses = [&](Value value, Operation *definition) {
    auto home = segmentOf.find(definition);
    return llvm::any_of(value.getUses(), [&](OpOperand &use) {
      Operation *user = use.getOwner();
      while (user && !segmentOf.count(user) && !analysis_.carriesBarrier(user))
        user = user->getParentOp();
      auto at = segmentOf.find(user);
      if (at == segmentOf.end() || isa<scf::ConditionOp>(user))
        return true;
      return home == segmentOf.end() || at->second != home->second;
    });
  };
  for (auto &entry : segmentOf)
    for (Value result : entry.first->getResults())
      if (crosses(result, entry.first))
        crossing_.insert(result);
  std::function<void(Value)> keepSources = [&](Value value) {
    if (analysis_.wrapsBetweenLanes(value))
      for (Value source : value.getDefiningOp()->getOperands())
        if (segmentOf.count(source.getDefiningOp()) && crossing_.insert(source).second)
          keepSources(source);
  };
  for (Value value : llvm::SmallVector<Value>(crossing_.begin(), crossing_.end()))
    keepSources(value);
  for (const auto &[op, object] : analysis_.privates().objects()) {
    // An object is used where any pointer into it is: in segments, or in what carries a barrier.
    llvm::SmallSet<unsigned, 4> places;
    bool usedAround = false;
    std::function<void(Value)> follow = [&](Value pointer) {
      for (Operation *user : pointer.getUsers()) {
        Operation *at = user;
        while (at && !segmentOf.count(at) && !analysis_.carriesBarrier(at))
          at = at->getParentOp();
        if (segmentOf.count(at))
          places.insert(segmentOf[at]);
        else
          usedAround = true;
        for (Value result : user->getResults())
          if (isa<ir::PointerType>(result.getType()))
            follow(result);
      }
    };
    if (segment != 0)
      if (!isa<BlockArgument>(op->getResult(0)) && object.interleaved)
        follow(op->getResult(0));
    bool kept = object.interleaved ? places.size() > 1 || usedAround : segment != 0;
    if (kept)
      crossing_.insert(op->getResult(0));
    else
      crossing_.erase(op->getResult(0));
  }
}

// Cheap and the same whenever computed: thread indices, parameters and arithmetic on them.
bool Emitter::isRecomputable(Value value, unsigned &budget) const {
  Operation *op = value.getDefiningOp();
  if (!op)
    return blockValues_.count(value);
  if (isa<ir::PrivateOp>(op))
    return true;
  if (op->getNumRegions() != 0 || !isMemoryEffectFree(op) ||
      isa<arith::DivFOp, arith::DivSIOp, arith::DivUIOp, arith::RemSIOp, arith::RemUIOp>(op) ||
      op->getName().getDialectNamespace() == "math")
    return false;
  if (budget == 0)
    return false;
  --budget;
  return llvm::all_of(op->getOperands(), [&](Value operand) { return isRecomputable(operand, budget); });
}

// The same for the whole block and made of nothing but block-level values: blockScalar can always make it.
bool Emitter::isBlockPure(Value value) const {
  if (blockValues_.count(value))
    return true;
  if (!shapeOf(value).isUniform() || !shapeOf(value).blockUniform)
    return false;
  auto slot = slots_.find(value);
  if (slot != slots_.end() && slot->second.kind == Slot::Kind::Block)
    return true;
  Operation *op = value.getDefiningOp();
  return op && op->getNumRegions() == 0 && isMemoryEffectFree(op) &&
         llvm::all_of(op->getOperands(), [&](Value operand) { return isBlockPure(operand); });
}

void Emitter::ensureSlot(Value value) {
  if (slots_.count(value))
    return;
  Shape shape = shapeOf(value);
  Slot slot;
  llvm::Type *type = typeOf(value);
  if (shape.isUniform() && shape.blockUniform) {
    slot.kind = Slot::Kind::Block;
    slot.scalar = stackArray(type, 1);
  } else {
    uint64_t size = type->isIntegerTy(1) ? 1 : type->isPointerTy() ? 8 : type->getPrimitiveSizeInBits() / 8;
    uint64_t bytes = shape.isVarying() && !type->isIntegerTy(1) ? size * kWarpSize : 8 * parts_;
    scratchPerWarp_ = llvm::alignTo(scratchPerWarp_, HD_CPU_ARENA_ALIGNMENT);
    slot.offset = scratchPerWarp_;
    scratchPerWarp_ += bytes;
  }
  slots_[value] = slot;
}

llvm::Value *Emitter::slotAddress(const Slot &slot) {
  llvm::Value *stride = builder_.CreateLoad(builder_.getInt64Ty(), scratchWarpStride_);
  llvm::Value *warp = warp_;
  if (slot.isGrouped)
    warp = builder_.CreateAdd(warp, builder_.CreateLoad(warp->getType(), groupWarps_), "", true, true);
  llvm::Value *start = builder_.CreateMul(builder_.CreateZExt(warp, builder_.getInt64Ty()), stride);
  uint64_t fixed = llvm::alignTo(scratchFixed_, HD_CPU_ARENA_ALIGNMENT);
  start = builder_.CreateAdd(start, i64(fixed + slot.offset));
  return builder_.CreateInBoundsGEP(builder_.getInt8Ty(), scratchBase_, start);
}

// Stores `value` in the slot of `slotOf`, in the shape of that; lanes that are not active keep what they
// have.
void Emitter::storeSlot(Value slotOf, Value value) {
  ensureSlot(slotOf);
  Slot slot = slots_[slotOf];
  Shape shape = shapeOf(slotOf);
  if (slot.kind == Slot::Kind::Block) {
    builder_.CreateStore(uniform(value), slot.scalar);
    return;
  }
  Parts parts = inShape(value, shape);
  llvm::Value *address = slotAddress(slot);
  bool isMask = shape.isVarying() && typeOf(slotOf)->isIntegerTy(1);
  bool blend = shape.isVarying() && !mask_.all && slotOf != value;
  if (isMask) {
    llvm::Value *bits = bitsOf(parts);
    if (blend) {
      llvm::Value *active = bitsOf(mask_);
      llvm::Value *old = builder_.CreateLoad(builder_.getInt32Ty(), address);
      bits = builder_.CreateOr(builder_.CreateAnd(bits, active),
                               builder_.CreateAnd(old, builder_.CreateNot(active)));
    }
    builder_.CreateStore(bits, address);
    return;
  }
  for (auto [number, part] : llvm::enumerate(parts)) {
    llvm::Value *at = builder_.CreateConstInBoundsGEP1_64(part->getType(), address, number);
    if (blend)
      part = builder_.CreateSelect(mask_.parts[number], part,
                                   builder_.CreateAlignedLoad(part->getType(), at, llvm::Align(8)));
    builder_.CreateAlignedStore(part, at, llvm::Align(shape.isVarying() ? 8 : 1));
  }
}

Lanes Emitter::loadSlot(Value value) {
  const Slot slot = slots_.lookup(value);
  Shape shape = shapeOf(value);
  Lanes lanes;
  if (slot.kind == Slot::Kind::Block) {
    lanes.parts.push_back(builder_.CreateLoad(typeOf(value), slot.scalar));
    return lanes;
  }
  llvm::Value *address = slotAddress(slot);
  if (shape.isVarying() && typeOf(value)->isIntegerTy(1)) {
    lanes.parts = maskFromBits(builder_.CreateLoad(builder_.getInt32Ty(), address));
    return lanes;
  }
  llvm::Type *type = partType(value, shape);
  for (unsigned part = 0; part < partsOf(shape); ++part) {
    llvm::Value *at = builder_.CreateConstInBoundsGEP1_64(type, address, part);
    lanes.parts.push_back(builder_.CreateAlignedLoad(type, at, llvm::Align(shape.isVarying() ? 8 : 1)));
  }
  return lanes;
}

// The value at block level, before the current segment, or null when only segments can make it.
llvm::Value *Emitter::blockScalar(Value value) {
  if (llvm::Value *known = blockValues_.lookup(value))
    return known;
  Shape shape = shapeOf(value);
  if (!shape.isUniform() || !shape.blockUniform)
    return nullptr;
  llvm::IRBuilderBase::InsertPointGuard guard(builder_);
  if (segmentPreheader_)
    builder_.SetInsertPoint(segmentPreheader_);
  auto slot = slots_.find(value);
  if (slot != slots_.end() && slot->second.kind == Slot::Kind::Block)
    return blockValues_[value] = builder_.CreateLoad(typeOf(value), slot->second.scalar);
  Operation *op = value.getDefiningOp();
  if (!op || op->getNumRegions() != 0 || !isMemoryEffectFree(op))
    return nullptr;
  llvm::DenseMap<Value, Lanes> operands;
  for (Value operand : op->getOperands()) {
    llvm::Value *scalar = blockScalar(operand);
    if (!scalar)
      return nullptr;
    operands[operand].parts.push_back(scalar);
  }
  std::swap(values_, operands);
  emitOp(op);
  llvm::Value *scalar = values_[value].parts[0];
  std::swap(values_, operands);
  return blockValues_[value] = scalar;
}

// A value that this clone of the segment has not made.
Lanes Emitter::resolve(Value value) {
  if (llvm::Value *scalar = blockScalar(value)) {
    Lanes lanes;
    lanes.parts.push_back(scalar);
    return lanes;
  }
  llvm::IRBuilderBase::InsertPointGuard guard(builder_);
  builder_.SetInsertPoint(cloneEntry_);
  unsigned budget = 12;
  if (value.getDefiningOp() && isRecomputable(value, budget)) {
    emitOp(value.getDefiningOp());
    return values_[value];
  }
  if (slots_.count(value))
    return loadSlot(value);
  if (error_.empty())
    error_ = "internal error: a value of `" + kernel_.getName().str() + "` has no place across a barrier";
  Lanes lanes;
  Shape shape = shapeOf(value);
  for (unsigned part = 0; part < partsOf(shape); ++part)
    lanes.parts.push_back(llvm::PoisonValue::get(partType(value, shape)));
  return lanes;
}

} // namespace hd::cpu
