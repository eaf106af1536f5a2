// What lower-warp leaves for devices whose subgroups hold whole warps: a word from a lane of 0 to 31, the
// bits of the warp, a meeting of it. All lanes that there are take part, with neighbours in the block as
// neighbours in the subgroup; the driver sees to that before it sets kSubgroupSize.
#include "backends/spirv/emitter.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::spirv {

static constexpr uint32_t kSubgroup = 3; // scope

Id Emitter::subgroupSize() { return builder_.specInteger(kSubgroupSize, 0, "subgroup_size"); }

// The subgroup's lane that is lane 0 of the thread's warp: a subgroup may hold several.
Id Emitter::firstLane() {
  Id word = intType(32);
  Id most = builder_.specOperation(Op::OpISub, word, {subgroupSize(), u32(1)});
  Id warps = builder_.specOperation(Op::OpBitwiseAnd, word, {most, u32(~31u)});
  return emit(Op::OpBitwiseAnd, word, {linearThread(), warps});
}

void Emitter::emitShuffle(ir::ShuffleOp op) {
  builder_.capability(Capability::GroupNonUniformShuffle);
  Id word = intType(32), lane = emit(Op::OpBitwiseOr, word, {firstLane(), get(op.getLane())});
  set(op, emit(Op::OpGroupNonUniformShuffle, word, {u32(kSubgroup), get(op.getValue()), lane}));
}

void Emitter::emitBallot(ir::BallotOp op) {
  builder_.capability(Capability::GroupNonUniformBallot);
  Id word = intType(32), four = builder_.vectorType(word, 4);
  Id bits = emit(Op::OpGroupNonUniformBallot, four, {u32(kSubgroup), get(op.getPredicate())});
  Id part = emit(Op::OpShiftRightLogical, word, {firstLane(), u32(5)});
  set(op, emit(Op::OpVectorExtractDynamic, word, {bits, part}));
}

bool Emitter::emitWarp(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<ir::ShuffleOp>([&](ir::ShuffleOp at) {
        emitShuffle(at);
        return true;
      })
      .Case<ir::BallotOp>([&](ir::BallotOp at) {
        emitBallot(at);
        return true;
      })
      .Case<ir::SyncWarpOp>([&](ir::SyncWarpOp at) {
        controlBarrier(u32(kSubgroup), barriers_.ordersDevice(at));
        return true;
      })
      .Default([](Operation *) { return false; });
}

} // namespace hd::spirv
