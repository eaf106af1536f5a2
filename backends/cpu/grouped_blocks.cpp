// Grid-stride loops at the start of a kernel, for several blocks at once.
//
// A block's share of an iteration is short (256 floats are 1 KB of every grid's stride), so that memory sees
// many beginnings of streams and no stream. Neighbouring blocks' shares lie side by side: where the loop
// comes first in the kernel and knows of its block and thread only by affine values that go on from block to
// block, a group of blocks takes it as one block with as many threads. Each then goes on by itself from what
// the loop has left for it: the slots of its warps behind those of the block before.
#include "backends/cpu/emitter.h"
#include "backends/cpu/fused_blocks.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace hd::cpu {

// The same for all threads of the blocks of a row of the grid.
static bool isSameInRow(Value value, unsigned depth = 16) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return isa<func::FuncOp>(value.getParentRegion()->getParentOp());
  auto block = dyn_cast<ir::BlockIdOp>(op);
  if (depth == 0 || isa<ir::ThreadIdOp>(op) || (block && block.getDimension() == ir::Dimension::X) ||
      op->getNumRegions() != 0 || !isMemoryEffectFree(op) || !ir::knowsNoBlocks(op))
    return false;
  return llvm::all_of(op->getOperands(), [&](Value operand) { return isSameInRow(operand, depth - 1); });
}

bool Emitter::canGroupBlocks(scf::WhileOp op) {
  if (op->getBlock() != &kernel_.getBody().front() || isChecked())
    return false;
  for (Operation *before = op->getPrevNode(); before; before = before->getPrevNode())
    if (before->getNumRegions() != 0 || !isMemoryEffectFree(before))
      return false;
  for (auto [argument, init] : llvm::zip(op.getBeforeArguments(), op.getInits()))
    if (!starts_.contains(argument) && !isSameInRow(init))
      return false;
  WalkResult found = op.walk([&](Operation *inner) {
    bool isPlain = inner == op || ir::knowsNoBlocks(inner);
    bool isInside = inner == op || llvm::all_of(inner->getOperands(), [&](Value operand) {
                      return op->isAncestor(operand.getParentRegion()->getParentOp()) || isSameInRow(operand);
                    });
    return isPlain && isInside ? WalkResult::advance() : WalkResult::interrupt();
  });
  return !found.wasInterrupted();
}

// How many blocks from the current one on go together: 1 unless they are whole warps and every affine value
// goes on from the last thread of a block to the first of the next.
llvm::Value *Emitter::groupSize(scf::WhileOp op) {
  llvm::SmallVector<std::pair<Value, llvm::Value *>> inits;
  for (auto [argument, init] : llvm::zip(op.getBeforeArguments(), op.getInits()))
    if (starts_.contains(argument))
      inits.push_back({init, atFirstThread(init)});
  auto known = blockValues_;
  llvm::Value *block = blockId_[0];
  blockValues_.remove_if([](auto &entry) { return entry.first.getDefiningOp() != nullptr; });
  blockId_[0] = builder_.CreateAdd(block, i32(1));
  llvm::Value *together =
      builder_.CreateAnd(builder_.CreateIsNull(builder_.CreateURem(blockDim_[0], i32(kWarpSize))),
                         builder_.CreateICmpEQ(rowCount_, i32(1)));
  llvm::Value *scratch =
      builder_.CreateLoad(builder_.getInt64Ty(), scratchWarpStride_); // a constant in the end
  together = builder_.CreateAnd(together, builder_.CreateICmpULE(scratch, i64(kGroupedBytes)));
  for (auto [init, start] : inits) {
    llvm::Value *next = atFirstThread(init);
    auto number = [&](llvm::Value *value) {
      return value->getType()->isPointerTy() ? builder_.CreatePtrToInt(value, builder_.getInt64Ty()) : value;
    };
    llvm::Value *step = builder_.CreateSub(number(next), number(start));
    llvm::Value *threads = builder_.CreateZExt(blockDim_[0], builder_.getInt64Ty());
    llvm::Value *wanted = builder_.CreateMul(threads, i64(uint64_t(shapeOf(init).stride)));
    together = builder_.CreateAnd(together,
                                  builder_.CreateICmpEQ(step, builder_.CreateTrunc(wanted, step->getType())));
  }
  blockId_[0] = block;
  blockValues_ = std::move(known);
  // What the threads carry is to stay in the second-level cache. Longer rows are worth more than the first.
  constexpr unsigned kMostThreads = 16384;
  llvm::Value *most = builder_.CreateUDiv(i32(kMostThreads), blockDim_[0]);
  most = builder_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, most, i32(kGroupedBlocks));
  most = builder_.CreateZExt(builder_.CreateSelect(together, most, i32(1)), builder_.getInt64Ty());
  most = builder_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, blocksLeftInRow(), most);
  return builder_.CreateTrunc(most, builder_.getInt32Ty());
}

// The loop for a new group, as one row of threads.
void Emitter::emitGroup(scf::WhileOp op, const std::function<void()> &together) {
  size_t known = blockValues_.size(); // what is made here does not dominate the other blocks' way
  llvm::Value *count = groupSize(op);
  builder_.CreateStore(i32(0), groupWarps_);
  llvm::Value *length = rowLength_, *warps = warpCount_;
  rowLength_ = builder_.CreateMul(length, count);
  warpCount_ = warpCount();
  together();
  rowLength_ = length;
  warpCount_ = warps;
  builder_.CreateStore(builder_.CreateSub(count, i32(1)), groupLeft_);
  while (blockValues_.size() > known)
    blockValues_.pop_back();
}

// From one block of a group to the next.
void Emitter::stepStarts(scf::WhileOp op) {
  for (BlockArgument argument : op.getBeforeArguments()) {
    llvm::AllocaInst *slot = starts_.lookup(argument);
    if (!slot)
      continue;
    llvm::Value *start = builder_.CreateLoad(typeOf(argument), slot);
    llvm::Value *threads = builder_.CreateZExt(blockDim_[0], builder_.getInt64Ty());
    llvm::Value *step = builder_.CreateMul(threads, i64(uint64_t(shapeOf(argument).stride)));
    llvm::Value *next = start->getType()->isPointerTy()
                            ? builder_.CreateGEP(builder_.getInt8Ty(), start, step)
                            : builder_.CreateAdd(start, builder_.CreateTrunc(step, start->getType()));
    builder_.CreateStore(next, slot);
  }
}

void Emitter::emitGrouped(scf::WhileOp op, const std::function<void()> &together) {
  groupLeft_ = stackArray(builder_.getInt32Ty(), 1);
  groupWarps_ = stackArray(builder_.getInt32Ty(), 1);
  Builder(entry_->getTerminator()).CreateStore(i32(0), groupLeft_);
  for (Value argument : op.getBeforeArguments())
    if (!starts_.contains(argument))
      slots_[argument].isGrouped = true;
  auto *first = llvm::BasicBlock::Create(context_, "group", function_);
  auto *later = llvm::BasicBlock::Create(context_, "group.next", function_);
  auto *ready = llvm::BasicBlock::Create(context_, "group.ready", function_);
  llvm::Value *left = builder_.CreateLoad(builder_.getInt32Ty(), groupLeft_);
  builder_.CreateCondBr(builder_.CreateIsNull(left), first, later);
  builder_.SetInsertPoint(first);
  emitGroup(op, together);
  builder_.CreateBr(ready);
  builder_.SetInsertPoint(later);
  builder_.CreateStore(builder_.CreateSub(left, i32(1)), groupLeft_);
  llvm::Value *warps = builder_.CreateLoad(builder_.getInt32Ty(), groupWarps_);
  builder_.CreateStore(builder_.CreateAdd(warps, warpCount_), groupWarps_);
  stepStarts(op);
  builder_.CreateBr(ready);
  builder_.SetInsertPoint(ready);
}

} // namespace hd::cpu
