// Atomics: SPIR-V's own on 32 and 64-bit integers; everything else is a loop of compare-exchanges, but that
// sums of floats in device memory are the device's own where a probe found those exact. (In shared memory its
// variable would have to be of floats, and for the loop of integers.) All are relaxed, as CUDA's.
#include "backends/spirv/emitter.h"

#include "runtime/abi/features.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::spirv {

static constexpr uint32_t kRelaxed = 0;
static constexpr Op kAtomicLoad = Op(227); // not in the tables of MLIR

void Emitter::needInt64Atomics() {
  builder_.capability(Capability::Int64Atomics);
  features_.insert(std::string(abi::features::kInt64Atomics));
}

// A pointer to the integer of the type's width.
Id Emitter::atomicPointer(Operation *op, Value pointer, Type type) {
  unsigned bits = type.getIntOrFloatBitWidth();
  if (bits != 32 && bits != 64) {
    unsupported(op, "an atomic operation on " + llvm::Twine(bits) + " bits");
    return 0;
  }
  if (bits == 64)
    needInt64Atomics();
  switch (groups_.memoryOf(pointer)) {
  case Memory::Global:
    return devicePointer(get(pointer), intType(bits));
  case Memory::Shared: {
    unsigned group = groups_.indexOf(pointer);
    return elementPointer(group, elementIndex(groups_.groups()[group], get(pointer)));
  }
  case Memory::Private:
    unsupported(op, "an atomic operation on a thread's own memory");
    return 0;
  }
  llvm_unreachable("all memories are handled");
}

// Nobody outside of the block can reach shared memory.
Id Emitter::atomicScope(Value pointer, ir::Scope scope) {
  return scopeOf(groups_.memoryOf(pointer) == Memory::Shared ? ir::Scope::Block : scope);
}

// old = *pointer; do { seen = cas(pointer, old, next(old)); } while (seen != old, which becomes seen);
Id Emitter::atomicLoop(Id pointer, Id scope, Id type, llvm::function_ref<Id(Id)> next) {
  Id header = builder_.fresh(), body = builder_.fresh(), again = builder_.fresh(), merge = builder_.fresh();
  Id relaxed = u32(kRelaxed), first = emit(kAtomicLoad, type, {pointer, scope, relaxed}), from = label_;
  branch(header);
  startBlock(header);
  Phi old = loopPhi(type, first, from, again);
  emitVoid(Op::OpLoopMerge, {merge, again, 0});
  branch(body);
  startBlock(body);
  Id value = next(old.id);
  Id seen = emit(Op::OpAtomicCompareExchange, type, {pointer, scope, relaxed, relaxed, value, old.id});
  complete(old, seen);
  branch(compare(Op::OpIEqual, seen, old.id), merge, again);
  startBlock(again);
  branch(header);
  startBlock(merge);
  return seen;
}

// The bits of what was there before.
Id Emitter::atomicSum(ir::AtomicRmwOp op, Id scope, llvm::function_ref<Id()> byLoop) {
  const bool isDouble = op.getType().isF64();
  builder_.extension("SPV_EXT_shader_atomic_float_add");
  builder_.capability(isDouble ? Capability::AtomicFloat64AddEXT : Capability::AtomicFloat32AddEXT);
  Id own = builder_.fresh(), loop = builder_.fresh(), merge = builder_.fresh();
  Id type = typeOf(op.getType()), integer = intType(isDouble ? 64 : 32);
  emitVoid(Op::OpSelectionMerge, {merge, 0});
  branch(isDouble ? builder_.specBoolean(kSumsFloat64, false, "sums_float64")
                  : builder_.specBoolean(kSumsFloat32, false, "sums_float32"),
         own, loop);
  startBlock(own);
  Id pointer = devicePointer(get(op.getPointer()), type);
  Id before =
      bitcast(emit(Op::OpAtomicFAddEXT, type, {pointer, scope, u32(kRelaxed), get(op.getValue())}), integer);
  branch(merge);
  startBlock(loop);
  Id looped = byLoop(), end = label_;
  branch(merge);
  startBlock(merge);
  return emit(Op::OpPhi, integer, {before, own, looped, end});
}

static std::optional<Op> opcodeOf(ir::AtomicKind kind) {
  switch (kind) {
  case ir::AtomicKind::Add:
    return Op::OpAtomicIAdd;
  case ir::AtomicKind::SMin:
    return Op::OpAtomicSMin;
  case ir::AtomicKind::SMax:
    return Op::OpAtomicSMax;
  case ir::AtomicKind::UMin:
    return Op::OpAtomicUMin;
  case ir::AtomicKind::UMax:
    return Op::OpAtomicUMax;
  case ir::AtomicKind::And:
    return Op::OpAtomicAnd;
  case ir::AtomicKind::Or:
    return Op::OpAtomicOr;
  case ir::AtomicKind::Xor:
    return Op::OpAtomicXor;
  case ir::AtomicKind::Exch:
    return Op::OpAtomicExchange;
  case ir::AtomicKind::FAdd:
  case ir::AtomicKind::Inc:
  case ir::AtomicKind::Dec:
    return std::nullopt;
  }
  llvm_unreachable("all kinds are handled");
}

void Emitter::emitAtomicRmw(ir::AtomicRmwOp op) {
  Type type = op.getType();
  Id pointer = atomicPointer(op, op.getPointer(), type);
  if (pointer == 0)
    return;
  unsigned bits = type.getIntOrFloatBitWidth();
  Id integer = intType(bits), scope = atomicScope(op.getPointer(), op.getScope());
  bool isFloat = isa<FloatType>(type);
  Id value = get(op.getValue());
  auto fromBits = [&](Id id) { return isFloat ? bitcast(id, typeOf(type)) : id; };
  if (auto opcode = opcodeOf(op.getKind())) {
    Id operand = isFloat ? bitcast(value, integer) : value;
    return set(op, fromBits(emit(*opcode, integer, {pointer, scope, u32(kRelaxed), operand})));
  }
  auto next = [&](Id seen) -> Id {
    Id one = builder_.integer(bits, 1), zero = builder_.integer(bits, 0);
    if (op.getKind() == ir::AtomicKind::FAdd)
      return bitcast(exact(emit(Op::OpFAdd, typeOf(type), {fromBits(seen), value})), integer);
    if (op.getKind() == ir::AtomicKind::Inc) { // old >= value ? 0 : old + 1
      Id wraps = compare(Op::OpUGreaterThanEqual, seen, value);
      return select(wraps, zero, emit(Op::OpIAdd, integer, {seen, one}), integer);
    }
    // Dec: old == 0 || old > value ? value : old - 1
    Id wraps =
        compare(Op::OpLogicalOr, compare(Op::OpIEqual, seen, zero), compare(Op::OpUGreaterThan, seen, value));
    return select(wraps, value, emit(Op::OpISub, integer, {seen, one}), integer);
  };
  auto byLoop = [&] { return atomicLoop(pointer, scope, integer, next); };
  const bool mayBeOwn = isFloat && groups_.memoryOf(op.getPointer()) == Memory::Global;
  set(op, fromBits(mayBeOwn ? atomicSum(op, scope, byLoop) : byLoop()));
}

void Emitter::emitAtomicCas(ir::AtomicCasOp op) {
  Type type = op.getType();
  Id pointer = atomicPointer(op, op.getPointer(), type);
  if (pointer == 0)
    return;
  Id integer = intType(type.getIntOrFloatBitWidth()), relaxed = u32(kRelaxed);
  bool isFloat = isa<FloatType>(type);
  auto toBits = [&](Value value) { return isFloat ? bitcast(get(value), integer) : get(value); };
  Id value = toBits(op.getValue()), expected = toBits(op.getCompare());
  Id old = emit(Op::OpAtomicCompareExchange, integer,
                {pointer, atomicScope(op.getPointer(), op.getScope()), relaxed, relaxed, value, expected});
  set(op, isFloat ? bitcast(old, typeOf(type)) : old);
}

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

} // namespace hd::spirv
