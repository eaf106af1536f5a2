// Loads and stores. Alignments are what LLVM's load-store vectoriser makes `float4` accesses from: a field's
// is that of its record at its offset.
#include "backends/simt/emitter.h"

#include "llvm/ADT/TypeSwitch.h"

#include <algorithm>

using namespace mlir;

namespace hd::simt {

// bool is a byte in memory; a pointer is generic.
llvm::Type *Emitter::memoryType(Type type) {
  if (type.isInteger(1))
    return builder_.getInt8Ty();
  return isa<ir::PointerType>(type) ? builder_.getPtrTy(spaces_.generic) : typeOf(type);
}

llvm::Value *Emitter::toMemory(llvm::Value *value, Type type) {
  if (type.isInteger(1))
    return builder_.CreateZExt(value, builder_.getInt8Ty());
  return isa<ir::PointerType>(type) ? inSpace(value, spaces_.generic) : value;
}

llvm::Value *Emitter::fromMemory(llvm::Value *value, Type type) {
  if (type.isInteger(1))
    return builder_.CreateIsNotNull(value);
  auto pointer = dyn_cast<ir::PointerType>(type);
  return pointer ? inSpace(value, spaces_.of(pointer.getSpace())) : value;
}

// What is known of an address from how it was made.
static uint64_t knownAlignment(Value pointer) {
  uint64_t natural =
      std::max<uint64_t>(ir::alignmentOf(cast<ir::PointerType>(pointer.getType()).getPointee()), 1);
  uint64_t known = 1;
  if (auto field = pointer.getDefiningOp<ir::FieldOp>()) {
    auto record = cast<ir::StructType>(cast<ir::PointerType>(field.getBase().getType()).getPointee());
    uint64_t offset = record.getFieldOffsets()[field.getField()];
    known = llvm::MinAlign(knownAlignment(field.getBase()), offset);
  } else if (auto decay = pointer.getDefiningOp<ir::DecayOp>()) {
    known = knownAlignment(decay.getBase());
  } else if (auto address = pointer.getDefiningOp<ir::AddressOfOp>()) {
    auto global = SymbolTable::lookupNearestSymbolFrom<ir::GlobalOp>(address, address.getGlobalAttr());
    known = std::max<uint64_t>(global.getAlignment(), 1);
  }
  return std::max(natural, known);
}

llvm::Value *Emitter::privateMemory(ir::PrivateOp op) {
  Type type = cast<ir::PointerType>(op.getType()).getPointee();
  auto *bytes = llvm::ArrayType::get(builder_.getInt8Ty(), ir::sizeOf(type));
  llvm::BasicBlock &entry = function_->getEntryBlock();
  Builder at(&entry, entry.begin());
  auto *memory = at.CreateAlloca(bytes, module_.getDataLayout().getAllocaAddrSpace());
  uint64_t alignment = std::max<uint64_t>(ir::alignmentOf(type), op.getAlignment().value_or(1));
  memory->setAlignment(llvm::Align(std::max<uint64_t>(alignment, 1)));
  return inSpace(memory, spaces_.privateMemory);
}

bool Emitter::emitMemory(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<ir::LoadOp>([&](ir::LoadOp at) {
        llvm::Value *value =
            builder_.CreateAlignedLoad(memoryType(at.getType()), get(at.getPointer()),
                                       llvm::Align(knownAlignment(at.getPointer())), at.getIsVolatile());
        return set(at, fromMemory(value, at.getType())), true;
      })
      .Case<ir::StoreOp>([&](ir::StoreOp at) {
        builder_.CreateAlignedStore(toMemory(get(at.getValue()), at.getValue().getType()),
                                    get(at.getPointer()), llvm::Align(knownAlignment(at.getPointer())),
                                    at.getIsVolatile());
        return true;
      })
      .Case<ir::CopyOp>([&](ir::CopyOp at) { return emitCopy(at), true; })
      .Case<ir::PrivateOp>([&](ir::PrivateOp at) { return set(at, privateMemory(at)), true; })
      .Default([](Operation *) { return false; });
}

} // namespace hd::simt
