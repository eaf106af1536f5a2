// Atomics, one active lane after another. A block runs on one thread, so shared memory needs no lock; an
// unused result at a uniform address is one atomic for the whole warp.
#include "backends/cpu/emitter.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::cpu {

bool Emitter::emitAtomic(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<ir::AtomicRmwOp>([&](ir::AtomicRmwOp at) {
        emitAtomicRmw(at);
        return true;
      })
      .Case<ir::AtomicCasOp>([&](ir::AtomicCasOp at) {
        emitAtomicCas(at);
        return true;
      })
      .Default([](Operation *) { return false; });
}

static llvm::AtomicRMWInst::BinOp opcodeOf(ir::AtomicKind kind) {
  using Op = llvm::AtomicRMWInst;
  switch (kind) {
  case ir::AtomicKind::Add:
    return Op::Add;
  case ir::AtomicKind::FAdd:
    return Op::FAdd;
  case ir::AtomicKind::SMin:
    return Op::Min;
  case ir::AtomicKind::SMax:
    return Op::Max;
  case ir::AtomicKind::UMin:
    return Op::UMin;
  case ir::AtomicKind::UMax:
    return Op::UMax;
  case ir::AtomicKind::And:
    return Op::And;
  case ir::AtomicKind::Or:
    return Op::Or;
  case ir::AtomicKind::Xor:
    return Op::Xor;
  case ir::AtomicKind::Exch:
    return Op::Xchg;
  case ir::AtomicKind::Inc:
    return Op::UIncWrap;
  case ir::AtomicKind::Dec:
    return Op::UDecWrap;
  }
  llvm_unreachable("all kinds are handled");
}

static bool pointsToShared(Value pointer) {
  return cast<ir::PointerType>(pointer.getType()).getSpace() == ir::AddressSpace::Shared;
}

// The old value, after the memory has the new one.
llvm::Value *Emitter::atomicStep(ir::AtomicRmwOp op, llvm::Value *pointer, llvm::Value *value,
                                 bool isShared) {
  if (!isShared)
    return builder_.CreateAtomicRMW(opcodeOf(op.getKind()), pointer, value, llvm::MaybeAlign(),
                                    llvm::AtomicOrdering::Monotonic);
  llvm::Value *old = builder_.CreateLoad(value->getType(), pointer);
  auto intrinsic = [&](llvm::Intrinsic::ID id) { return builder_.CreateBinaryIntrinsic(id, old, value); };
  llvm::Value *next = nullptr;
  switch (op.getKind()) {
  case ir::AtomicKind::Add:
    next = builder_.CreateAdd(old, value);
    break;
  case ir::AtomicKind::FAdd:
    next = builder_.CreateFAdd(old, value);
    break;
  case ir::AtomicKind::SMin:
    next = intrinsic(llvm::Intrinsic::smin);
    break;
  case ir::AtomicKind::SMax:
    next = intrinsic(llvm::Intrinsic::smax);
    break;
  case ir::AtomicKind::UMin:
    next = intrinsic(llvm::Intrinsic::umin);
    break;
  case ir::AtomicKind::UMax:
    next = intrinsic(llvm::Intrinsic::umax);
    break;
  case ir::AtomicKind::And:
    next = builder_.CreateAnd(old, value);
    break;
  case ir::AtomicKind::Or:
    next = builder_.CreateOr(old, value);
    break;
  case ir::AtomicKind::Xor:
    next = builder_.CreateXor(old, value);
    break;
  case ir::AtomicKind::Exch:
    next = value;
    break;
  case ir::AtomicKind::Inc: { // old >= value ? 0 : old + 1
    llvm::Value *wraps = builder_.CreateICmpUGE(old, value);
    next = builder_.CreateSelect(wraps, llvm::Constant::getNullValue(value->getType()),
                                 builder_.CreateAdd(old, llvm::ConstantInt::get(value->getType(), 1)));
    break;
  }
  case ir::AtomicKind::Dec: { // old == 0 || old > value ? value : old - 1
    llvm::Value *wraps = builder_.CreateOr(builder_.CreateIsNull(old), builder_.CreateICmpUGT(old, value));
    next = builder_.CreateSelect(wraps, value,
                                 builder_.CreateSub(old, llvm::ConstantInt::get(value->getType(), 1)));
    break;
  }
  }
  builder_.CreateStore(next, pointer);
  return old;
}

// For integers, where the order of the lanes cannot show.
bool Emitter::emitReducedAtomic(ir::AtomicRmwOp op) {
  if (!op.getResult().use_empty() || !shapeOf(op.getPointer()).isUniform() || !op.getType().isInteger(32))
    return false;
  std::optional<ir::ReduceKind> kind;
  switch (op.getKind()) {
  case ir::AtomicKind::Add:
    kind = ir::ReduceKind::Add;
    break;
  case ir::AtomicKind::SMin:
    kind = ir::ReduceKind::SMin;
    break;
  case ir::AtomicKind::SMax:
    kind = ir::ReduceKind::SMax;
    break;
  case ir::AtomicKind::UMin:
    kind = ir::ReduceKind::UMin;
    break;
  case ir::AtomicKind::UMax:
    kind = ir::ReduceKind::UMax;
    break;
  case ir::AtomicKind::And:
    kind = ir::ReduceKind::And;
    break;
  case ir::AtomicKind::Or:
    kind = ir::ReduceKind::Or;
    break;
  case ir::AtomicKind::Xor:
  case ir::AtomicKind::FAdd:
  case ir::AtomicKind::Exch:
  case ir::AtomicKind::Inc:
  case ir::AtomicKind::Dec:
    return false;
  }
  llvm::Value *joined = reduceActive(*kind, op.getValue(), i32(~0u));
  atomicStep(op, uniform(op.getPointer()), joined, pointsToShared(op.getPointer()));
  Lanes lanes;
  lanes.parts = Parts(parts_, llvm::PoisonValue::get(vectorOf(builder_.getInt32Ty())));
  set(op, std::move(lanes));
  return true;
}

void Emitter::emitAtomicRmw(ir::AtomicRmwOp op) {
  if (emitReducedAtomic(op))
    return;
  bool isUsed = !op.getResult().use_empty();
  llvm::Type *type = typeOf(op.getType());
  Lanes lanes;
  lanes.parts = laneLoop({op.getPointer(), op.getValue()}, isUsed ? type : nullptr,
                         [&](llvm::Value *, llvm::ArrayRef<llvm::Value *> operands) {
                           return atomicStep(op, operands[0], operands[1], pointsToShared(op.getPointer()));
                         });
  if (!isUsed)
    lanes.parts = Parts(parts_, llvm::PoisonValue::get(vectorOf(type)));
  set(op, std::move(lanes));
}

void Emitter::emitAtomicCas(ir::AtomicCasOp op) {
  llvm::Type *type = typeOf(op.getType());
  bool isFloat = type->isFloatingPointTy();
  llvm::Type *integer = isFloat ? builder_.getIntNTy(unsigned(type->getPrimitiveSizeInBits())) : type;
  Lanes lanes;
  lanes.parts = laneLoop(
      {op.getPointer(), op.getCompare(), op.getValue()}, type,
      [&](llvm::Value *, llvm::ArrayRef<llvm::Value *> operands) {
        auto bits = [&](llvm::Value *value) { return builder_.CreateBitCast(value, integer); };
        llvm::Value *pair = builder_.CreateAtomicCmpXchg(
            operands[0], bits(operands[1]), bits(operands[2]), llvm::MaybeAlign(),
            llvm::AtomicOrdering::SequentiallyConsistent, llvm::AtomicOrdering::SequentiallyConsistent);
        return builder_.CreateBitCast(builder_.CreateExtractValue(pair, 0), type);
      });
  set(op, std::move(lanes));
}

} // namespace hd::cpu
