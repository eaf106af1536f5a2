// Pointers, each in the address space of its type. In memory and as integers they are generic, so that equal
// addresses are equal numbers.
#include "backends/layout.h"
#include "backends/simt/emitter.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::simt {

llvm::Value *Emitter::inSpace(llvm::Value *pointer, unsigned space) {
  return pointer->getType()->getPointerAddressSpace() == space
             ? pointer
             : builder_.CreateAddrSpaceCast(pointer, builder_.getPtrTy(space));
}

llvm::Value *Emitter::addBytes(llvm::Value *pointer, uint64_t bytes) {
  return bytes ? builder_.CreateConstGEP1_64(builder_.getInt8Ty(), pointer, bytes) : pointer;
}

llvm::Value *Emitter::addressOf(ir::AddressOfOp op) {
  auto type = cast<ir::PointerType>(op.getType());
  llvm::Value *variable = module_.getNamedValue(backends::symbolOf(op));
  return inSpace(variable, spaces_.of(type.getSpace()));
}

// One external array for all kernels, as long as the launch says.
llvm::Value *Emitter::dynamicShared() {
  constexpr llvm::StringLiteral kName = "hd_shared_dynamic";
  if (auto *known = module_.getNamedValue(kName))
    return known;
  auto *type = llvm::ArrayType::get(builder_.getInt8Ty(), 0);
  auto *variable =
      new llvm::GlobalVariable(module_, type, false, llvm::GlobalValue::ExternalLinkage, nullptr, kName,
                               nullptr, llvm::GlobalValue::NotThreadLocal, spaces_.shared);
  variable->setAlignment(llvm::Align(16));
  return variable;
}

bool Emitter::emitPointer(Operation *op) {
  auto done = [&](llvm::Value *value) { return set(op->getResult(0), value), true; };
  auto pointeeOf = [](Value pointer) { return cast<ir::PointerType>(pointer.getType()).getPointee(); };
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<ir::OffsetOp>([&](ir::OffsetOp at) {
        auto *step = llvm::ArrayType::get(builder_.getInt8Ty(), ir::sizeOf(pointeeOf(at.getBase())));
        return done(builder_.CreateGEP(step, get(at.getBase()), get(at.getIndex())));
      })
      .Case<ir::FieldOp>([&](ir::FieldOp at) {
        auto record = cast<ir::StructType>(pointeeOf(at.getBase()));
        return done(addBytes(get(at.getBase()), record.getFieldOffsets()[at.getField()]));
      })
      .Case<ir::DecayOp>([&](ir::DecayOp at) { return done(get(at.getBase())); })
      .Case<ir::PointerCastOp>([&](ir::PointerCastOp at) {
        auto type = cast<ir::PointerType>(at.getType());
        return done(inSpace(get(at.getSource()), spaces_.of(type.getSpace())));
      })
      .Case<ir::PointerToIntOp>([&](ir::PointerToIntOp at) {
        llvm::Value *generic = inSpace(get(at.getSource()), spaces_.generic);
        return done(builder_.CreatePtrToInt(generic, builder_.getInt64Ty()));
      })
      .Case<ir::IntToPointerOp>([&](ir::IntToPointerOp at) {
        auto type = cast<ir::PointerType>(at.getType());
        llvm::Value *generic =
            builder_.CreateIntToPtr(get(at.getSource()), builder_.getPtrTy(spaces_.generic));
        return done(inSpace(generic, spaces_.of(type.getSpace())));
      })
      .Case<ir::AddressOfOp>([&](ir::AddressOfOp at) { return done(addressOf(at)); })
      .Case<ir::DynamicSharedOp>([&](ir::DynamicSharedOp) { return done(dynamicShared()); })
      .Default([](Operation *) { return false; });
}

} // namespace hd::simt
