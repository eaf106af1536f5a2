// Pointer arithmetic: 64-bit addresses into device memory, 32-bit byte offsets into shared and private
// memory.
#include "backends/spirv/emitter.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace hd::spirv {

static uint64_t pointeeSize(Value pointer) {
  return ir::sizeOf(cast<ir::PointerType>(pointer.getType()).getPointee());
}

void Emitter::addBytes(Value from, Value to, uint64_t bytes) {
  Id base = getAs(from, to);
  unsigned bits = pointerBits(to);
  set(to, bytes == 0 ? base : emit(Op::OpIAdd, intType(bits), {base, builder_.integer(bits, bytes)}));
}

// base + index * size
void Emitter::emitOffset(ir::OffsetOp op) {
  if (auto constant = op.getIndex().getDefiningOp<arith::ConstantOp>())
    return addBytes(op.getBase(), op,
                    cast<IntegerAttr>(constant.getValue()).getValue().getZExtValue() *
                        pointeeSize(op.getBase()));
  unsigned bits = pointerBits(op);
  Id type = intType(bits), index = convertInt(get(op.getIndex()), 64, bits);
  uint64_t size = pointeeSize(op.getBase());
  if (size != 1)
    index = emit(Op::OpIMul, type, {index, builder_.integer(bits, size)});
  set(op, emit(Op::OpIAdd, type, {getAs(op.getBase(), op), index}));
}

// Shared and private objects have no addresses: the group's number above the offset, and 0 for null.
void Emitter::emitPointerToInt(ir::PointerToIntOp op) {
  Value pointer = op.getSource();
  if (PointerGroups::isNull(pointer) || groups_.memoryOf(pointer) == Memory::Global)
    return set(op, get(pointer));
  Id offset = convertInt(get(pointer), 32, 64), type = intType(64);
  Id base = builder_.integer(64, uint64_t(groups_.indexOf(pointer) + 1) << 32);
  Id zero = builder_.integer(64, 0);
  set(op,
      select(compare(Op::OpIEqual, offset, zero), zero, emit(Op::OpBitwiseOr, type, {base, offset}), type));
}

bool Emitter::emitPointer(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<ir::OffsetOp>([&](ir::OffsetOp at) {
        emitOffset(at);
        return true;
      })
      .Case<ir::FieldOp>([&](ir::FieldOp at) {
        auto record = cast<ir::StructType>(cast<ir::PointerType>(at.getBase().getType()).getPointee());
        addBytes(at.getBase(), at, record.getFieldOffsets()[at.getField()]);
        return true;
      })
      .Case<ir::DecayOp, ir::PointerCastOp>([&](Operation *at) {
        if (!PointerGroups::isNull(at->getResult(0)))
          addBytes(at->getOperand(0), at->getResult(0), 0);
        return true;
      })
      .Case<ir::PointerToIntOp>([&](ir::PointerToIntOp at) {
        emitPointerToInt(at);
        return true;
      })
      .Case<ir::IntToPointerOp>([&](ir::IntToPointerOp at) {
        if (!PointerGroups::isNull(at))
          set(at, convertInt(get(at.getSource()), 64, pointerBits(at)));
        return true;
      })
      .Case<ir::AddressOfOp>([&](ir::AddressOfOp at) {
        auto global = at->getParentOfType<ModuleOp>().lookupSymbol<ir::GlobalOp>(at.getGlobal());
        if (groups_.memoryOf(at) == Memory::Global)
          unsupported(at, "a variable that is not in the block of globals");
        else
          set(at, u32(groups_.groupOf(at).objects.lookup(global)));
        return true;
      })
      .Case<ir::DynamicSharedOp>([&](ir::DynamicSharedOp at) {
        set(at, u32(llvm::alignTo(groups_.groupOf(at).bytes, 16)));
        return true;
      })
      .Case<ir::PrivateOp>([&](ir::PrivateOp at) {
        set(at, u32(groups_.groupOf(at).objects.lookup(at)));
        return true;
      })
      .Case<ir::ThreadIdOp>([&](ir::ThreadIdOp at) {
        set(at, identity(BuiltIn::LocalInvocationId, at.getDimension()));
        return true;
      })
      .Case<ir::BlockIdOp>([&](ir::BlockIdOp at) {
        set(at, identity(BuiltIn::WorkgroupId, at.getDimension()));
        return true;
      })
      .Case<ir::GridDimOp>([&](ir::GridDimOp at) {
        set(at, gridDimension(at.getDimension()));
        return true;
      })
      .Case<ir::BlockDimOp>([&](ir::BlockDimOp at) {
        set(at, blockDimension(at.getDimension()));
        return true;
      })
      .Case<ir::DeviceHasOp>([&](ir::DeviceHasOp at) {
        set(at, deviceHas(at.getProperty()));
        return true;
      })
      .Default([](Operation *) { return false; });
}

} // namespace hd::spirv
