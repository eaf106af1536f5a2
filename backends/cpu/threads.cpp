// Which threads of the block the lanes of a warp are. See Mapping in analysis.h.
#include "backends/cpu/emitter.h"

using namespace mlir;

namespace hd::cpu {

// Of the block, or of the blocks that are run as one.
llvm::Value *Emitter::warpCount() {
  auto divideUp = [&](llvm::Value *value, unsigned by) {
    return builder_.CreateUDiv(builder_.CreateAdd(value, i32(by - 1)), i32(by));
  };
  switch (mapping_) {
  case Mapping::Rows:
    return builder_.CreateMul(divideUp(rowLength_, kWarpSize), rowCount_);
  case Mapping::Tiles:
    partCount_ = builder_.CreateMul(divideUp(blockDim_[0], width_), rowCount_);
    return divideUp(partCount_, parts_);
  case Mapping::Dense:
    partCount_ = builder_.CreateMul(blockDim_[0], rowCount_); // threads
    return divideUp(partCount_, kWarpSize);
  }
  llvm_unreachable("all mappings are handled");
}

// At the head of a warp loop: phis of the loop (made by emitWarpLoop) give the start of the warp; here are
// the coordinates of its parts.
void Emitter::emitThreadState(const WarpRange &range, llvm::PHINode *index) {
  threadX_.clear(), threadY_.clear(), threadZ_.clear(), partValid_.clear();
  auto *header = builder_.GetInsertBlock();
  llvm::BasicBlock *from = index->getIncomingBlock(0);
  llvm::Value *firstThread = nullptr;
  if (range.first) {
    Builder before(from->getTerminator());
    firstThread = before.CreateMul(range.first, i32(kWarpSize));
  }
  auto carried = [&] {
    auto *value = llvm::PHINode::Create(builder_.getInt32Ty(), 2, "", index);
    value->addIncoming(i32(0), from);
    return value;
  };
  if (range.whole) {
    for (unsigned part = 0; part < parts_; ++part)
      threadX_.push_back(builder_.CreateAdd(index, i32(part * width_), "", true, true));
    return;
  }
  if (mapping_ == Mapping::Rows) {
    llvm::PHINode *start = carried();
    if (range.first)
      start->setIncomingValue(0, firstThread);
    for (unsigned part = 0; part < parts_; ++part)
      threadX_.push_back(builder_.CreateAdd(start, i32(part * width_), "", true, true));
    llvm::Value *next = builder_.CreateAdd(start, i32(kWarpSize));
    next = builder_.CreateSelect(builder_.CreateICmpULT(next, rowLength_), next, i32(0));
    start->addIncoming(next, header);
    return;
  }
  if (mapping_ == Mapping::Dense) {
    for (unsigned part = 0; part < parts_; ++part) {
      llvm::Value *linear = builder_.CreateAdd(
          builder_.CreateVectorSplat(width_, builder_.CreateMul(warp_, i32(kWarpSize))), laneNumbers(part));
      auto splat = [&](llvm::Value *value) { return builder_.CreateVectorSplat(width_, value); };
      partValid_.push_back(builder_.CreateICmpULT(linear, splat(partCount_)));
      llvm::Value *row = divide(linear, splat(blockDim_[0]), false, false);
      threadX_.push_back(builder_.CreateSub(linear, builder_.CreateMul(row, splat(blockDim_[0]))));
      llvm::Value *plane = divide(row, splat(blockDim_[1]), false, false);
      threadY_.push_back(builder_.CreateSub(row, builder_.CreateMul(plane, splat(blockDim_[1]))));
      threadZ_.push_back(plane);
    }
    return;
  }
  llvm::PHINode *phis[3] = {carried(), carried(), carried()};
  llvm::Value *x = phis[0], *y = phis[1], *z = phis[2];
  for (unsigned part = 0; part < parts_; ++part) {
    threadX_.push_back(x), threadY_.push_back(y), threadZ_.push_back(z);
    llvm::Value *number = builder_.CreateAdd(builder_.CreateMul(warp_, i32(parts_)), i32(part));
    partValid_.push_back(builder_.CreateICmpULT(number, partCount_));
    x = builder_.CreateAdd(x, i32(width_));
    llvm::Value *wrapX = builder_.CreateICmpUGE(x, blockDim_[0]);
    x = builder_.CreateSelect(wrapX, i32(0), x);
    y = builder_.CreateAdd(y, builder_.CreateZExt(wrapX, builder_.getInt32Ty()));
    llvm::Value *wrapY = builder_.CreateICmpUGE(y, blockDim_[1]);
    y = builder_.CreateSelect(wrapY, i32(0), y);
    z = builder_.CreateAdd(z, builder_.CreateZExt(wrapY, builder_.getInt32Ty()));
  }
  llvm::Value *next[3] = {x, y, z};
  for (unsigned axis = 0; axis < 3; ++axis)
    phis[axis]->addIncoming(next[axis], header);
}

llvm::Value *Emitter::allLanesValid() {
  switch (mapping_) {
  case Mapping::Rows: {
    llvm::Value *end = builder_.CreateAdd(threadX_.back(), i32(width_));
    return builder_.CreateICmpULE(end, rowLength_);
  }
  case Mapping::Tiles: {
    llvm::Value *whole = builder_.CreateICmpEQ(builder_.CreateURem(blockDim_[0], i32(width_)), i32(0));
    return builder_.CreateAnd(whole, partValid_.back());
  }
  case Mapping::Dense: {
    llvm::Value *end = builder_.CreateMul(builder_.CreateAdd(warp_, i32(1)), i32(kWarpSize));
    return builder_.CreateICmpULE(end, partCount_);
  }
  }
  llvm_unreachable("all mappings are handled");
}

Mask Emitter::validLanes() {
  Mask mask{false, {}};
  for (unsigned part = 0; part < parts_; ++part) {
    if (mapping_ == Mapping::Dense) {
      mask.parts.push_back(partValid_[part]);
      continue;
    }
    llvm::Value *x = builder_.CreateAdd(builder_.CreateVectorSplat(width_, threadX_[part]),
                                        iota(builder_.getInt32Ty(), 1));
    llvm::Value *valid = builder_.CreateICmpULT(x, builder_.CreateVectorSplat(width_, rowLength_));
    if (mapping_ == Mapping::Tiles)
      valid = builder_.CreateAnd(valid, builder_.CreateVectorSplat(width_, partValid_[part]));
    mask.parts.push_back(valid);
  }
  return mask;
}

Lanes Emitter::threadId(ir::Dimension dimension) {
  Lanes lanes;
  switch (dimension) {
  case ir::Dimension::X:
    lanes.parts = threadX_;
    break;
  case ir::Dimension::Y:
    lanes.parts = threadY_;
    break;
  case ir::Dimension::Z:
    lanes.parts = threadZ_;
    break;
  }
  return lanes;
}

} // namespace hd::cpu
