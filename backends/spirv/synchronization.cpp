// Barriers, fences, the clock.
#include "backends/spirv/emitter.h"

#include "runtime/abi/features.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::spirv {

namespace {
// Memory semantics: acquire and release, shared memory, made available and visible; device memory.
constexpr uint32_t kShared = 0x8 | 0x100 | 0x2000 | 0x4000, kDevice = 0x40;
constexpr uint32_t kRelaxed = 0;
constexpr Op kAtomicLoad = Op(227), kAtomicStore = Op(228), kReadClock = Op(5056); // not in MLIR's tables
} // namespace

void Emitter::controlBarrier(Id scope, bool ordersDevice) {
  emitVoid(Op::OpControlBarrier, {scope, scope, u32(kShared | (ordersDevice ? kDevice : 0))});
}

// The predicates meet in one shared word; the barrier before its first use keeps two reductions apart.
void Emitter::emitBarrierReduce(ir::BarrierReduceOp op) {
  Id word = intType(32), scope = scopeOf(ir::Scope::Block), relaxed = u32(kRelaxed);
  if (reduceVariable_ == 0) {
    reduceVariable_ = builder_.globalVariable(StorageClass::Workgroup, word);
    useVariable(reduceVariable_);
    sharedBytes_ += 16;
  }
  bool isAnd = op.getKind() == ir::BarrierKind::And;
  Id first = compare(Op::OpIEqual, linearThread(), u32(0));
  controlBarrier(scope, barriers_.ordersDevice(op));
  emitOnce(first, [&] { emitVoid(kAtomicStore, {reduceVariable_, scope, relaxed, u32(isAnd ? 1 : 0)}); });
  controlBarrier(scope, false);
  Id value = select(get(op.getPredicate()), u32(1), u32(0), word);
  switch (op.getKind()) {
  case ir::BarrierKind::Count:
    emit(Op::OpAtomicIAdd, word, {reduceVariable_, scope, relaxed, value});
    break;
  case ir::BarrierKind::And:
    emit(Op::OpAtomicAnd, word, {reduceVariable_, scope, relaxed, value});
    break;
  case ir::BarrierKind::Or:
    emit(Op::OpAtomicOr, word, {reduceVariable_, scope, relaxed, value});
    break;
  }
  controlBarrier(scope, false);
  set(op, emit(kAtomicLoad, word, {reduceVariable_, scope, relaxed}));
}

bool Emitter::emitSynchronization(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<ir::BarrierOp>([&](ir::BarrierOp at) {
        controlBarrier(scopeOf(ir::Scope::Block), barriers_.ordersDevice(at));
        return true;
      })
      .Case<ir::BarrierReduceOp>([&](ir::BarrierReduceOp at) {
        emitBarrierReduce(at);
        return true;
      })
      .Case<ir::FenceOp>([&](ir::FenceOp at) {
        emitVoid(Op::OpMemoryBarrier, {scopeOf(at.getScope()), u32(kShared | kDevice)});
        return true;
      })
      .Case<ir::ClockOp>([&](ir::ClockOp at) {
        builder_.capability(Capability::ShaderClockKHR);
        builder_.extension("SPV_KHR_shader_clock");
        features_.insert(std::string(abi::features::kClock));
        constexpr uint32_t kDeviceScope = 1;
        set(at, emit(kReadClock, intType(64), {u32(kDeviceScope)}));
        return true;
      })
      .Default([](Operation *) { return false; });
}

} // namespace hd::spirv
