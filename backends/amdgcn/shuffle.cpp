// Reads from other lanes: DPP moves where the pattern has one, ds_swizzle within 32 lanes, ds_bpermute for
// all others. The lane a shuffle reads is never outside of the own half of a wave.
#include "backends/amdgcn/emitter.h"

#include "llvm/IR/IntrinsicsAMDGPU.h"

namespace Id = llvm::Intrinsic;

namespace hd::amdgcn {

// `lane` is a number in the wave.
llvm::Value *Emitter::readLane(llvm::Value *value, llvm::Value *lane) {
  return call(Id::amdgcn_ds_bpermute, {builder_.CreateShl(lane, 2), value});
}

// Each lane of 32 reads the lane ((own & keep) | set) ^ flip: the bit mode of ds_swizzle.
llvm::Value *Emitter::swizzle(llvm::Value *value, unsigned keep, unsigned set, unsigned flip) {
  return call(Id::amdgcn_ds_swizzle, {value, i32(flip << 10 | set << 5 | keep)});
}

// DPP's control word for own ^ distance, 0 when there is none: quad_perm, row_half_mirror, row_ror:8,
// row_mirror.
static unsigned dppControl(unsigned distance) {
  switch (distance) {
  case 1:
    return 0xb1;
  case 2:
    return 0x4e;
  case 3:
    return 0x1b;
  case 7:
    return 0x141;
  case 8:
    return 0x128;
  case 15:
    return 0x140;
  default:
    return 0;
  }
}

llvm::Value *Emitter::exchange(llvm::Value *value, unsigned distance) {
  unsigned control = dppControl(distance);
  if (!control)
    return swizzle(value, 31, 0, distance);
  return callFor(Id::amdgcn_update_dpp, builder_.getInt32Ty(),
                 {value, value, i32(control), i32(15), i32(15), builder_.getTrue()});
}

// Null when there is no single instruction for it.
llvm::Value *Emitter::constantShuffle(ir::ShuffleMode mode, llvm::Value *value, uint64_t lane,
                                      uint64_t width) {
  if (!llvm::isPowerOf2_64(width) || width > 32)
    return nullptr;
  if (mode == ir::ShuffleMode::Xor && lane > 0 && lane < width)
    return exchange(value, unsigned(lane));
  if (mode == ir::ShuffleMode::Idx)
    return swizzle(value, unsigned(31 & ~(width - 1)), unsigned(lane & (width - 1)), 0);
  return nullptr;
}

// The lane that is read, by the PTX manual's shfl; out of its group a lane keeps its own value.
llvm::Value *Emitter::shuffle(ir::ShuffleMode mode, llvm::Value *, llvm::Value *value, llvm::Value *lane,
                              llvm::Value *width) {
  auto *knownLane = llvm::dyn_cast<llvm::ConstantInt>(lane);
  auto *knownWidth = llvm::dyn_cast<llvm::ConstantInt>(width);
  if (knownLane && knownWidth)
    if (llvm::Value *known =
            constantShuffle(mode, value, knownLane->getZExtValue(), knownWidth->getZExtValue()))
      return known;
  llvm::Value *self = waveLane();
  llvm::Value *below = builder_.CreateSub(width, i32(1));
  llvm::Value *group = builder_.CreateAnd(self, builder_.CreateNot(below));
  llvm::Value *last = builder_.CreateAdd(group, below);
  llvm::Value *distance = builder_.CreateAnd(lane, i32(31));
  llvm::Value *from = nullptr, *inside = nullptr;
  switch (mode) {
  case ir::ShuffleMode::Idx:
    from = builder_.CreateAdd(group, builder_.CreateAnd(lane, below));
    break;
  case ir::ShuffleMode::Up:
    from = builder_.CreateSub(self, distance);
    inside = builder_.CreateICmpSGE(from, group);
    break;
  case ir::ShuffleMode::Down:
    from = builder_.CreateAdd(self, distance);
    inside = builder_.CreateICmpSLE(from, last);
    break;
  case ir::ShuffleMode::Xor:
    from = builder_.CreateXor(self, distance);
    inside = builder_.CreateICmpSLE(from, last);
    break;
  }
  if (inside)
    from = builder_.CreateSelect(inside, from, self);
  return readLane(value, from);
}

} // namespace hd::amdgcn
