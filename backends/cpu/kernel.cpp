// The function around the segments: parameters, blocks of the grid, private memory.
#include "backends/cpu/emitter.h"
#include "backends/cpu/fused_blocks.h"

#include "backends/layout.h"
#include "runtime/abi/cpu.h"

#include "llvm/Support/MathExtras.h"

#include <cstddef>

using namespace mlir;

namespace hd::cpu {

Emitter::Emitter(llvm::Module &module, const VectorTarget &target, func::FuncOp kernel,
                 const Analysis &analysis, Mapping mapping, llvm::DIBuilder *debug)
    : module_(module), context_(module.getContext()), target_(target),
      shared_(backends::sharedLayout(kernel)), kernel_(kernel), analysis_(analysis), mapping_(mapping),
      debug_(debug), builder_(context_), width_(target.width), parts_(kWarpSize / target.width) {}

// void kernel(const hd_cpu_launch *, const void *parameters, u64 first, u64 last, const hd_cpu_worker *)
llvm::Expected<KernelFacts> Emitter::emit(llvm::StringRef name) {
  llvm::Type *pointer = builder_.getPtrTy();
  llvm::Type *integer = builder_.getInt64Ty();
  auto *type =
      llvm::FunctionType::get(builder_.getVoidTy(), {pointer, pointer, integer, integer, pointer}, false);
  function_ = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage, name, module_);
  markFunction();
  emitPrologue();
  emitParameters();
  findCrossings();
  placePrivateObjects();
  if (isChecked())
    collectCheckObjects();
  emitBlocks();
  finishScratch();
  if (isChecked())
    finishCheckKernel();
  if (!error_.empty())
    return llvm::createStringError(error_);
  KernelFacts facts;
  facts.scratchBytes = llvm::alignTo(scratchFixed_, HD_CPU_ARENA_ALIGNMENT);
  facts.scratchBytesPerWarp = scratchPerWarp_;
  if (groupWarps_ && scratchPerWarp_ <= kGroupedBytes)
    facts.scratchBytesPerWarp *= kGroupedBlocks;
  return facts;
}

void Emitter::markFunction() {
  function_->addFnAttr("prefer-vector-width", target_.vectorBits);
  function_->addFnAttr("min-legal-vector-width", target_.vectorBits);
  function_->addFnAttr("target-cpu", target_.cpu);
  function_->addFnAttr("target-features", target_.features);
  function_->addFnAttr(llvm::Attribute::NoUnwind);
  function_->addFnAttr(llvm::Attribute::NullPointerIsValid); // its use must fault, not vanish
  function_->addFnAttr("frame-pointer", "none");
  for (unsigned i : {0u, 1u, 4u})
    function_->addParamAttr(i, llvm::Attribute::NoAlias);
  for (unsigned i : {0u, 4u})
    function_->addParamAttr(i, llvm::Attribute::ReadOnly);
  if (!debug_)
    return;
  auto place = kernel_.getLoc()->findInstanceOf<FileLineColLoc>();
  unsigned line = place ? place.getLine() : 1;
  llvm::DIFile *file = debug_->createFile(place ? place.getFilename().str() : "<source>", ".");
  auto *type = debug_->createSubroutineType(debug_->getOrCreateTypeArray({}));
  subprogram_ = debug_->createFunction(file, kernel_.getName(), function_->getName(), file, line, type, line,
                                       llvm::DINode::FlagPrototyped, llvm::DISubprogram::SPFlagDefinition);
  function_->setSubprogram(subprogram_);
}

void Emitter::locate(Operation *op) {
  if (!subprogram_)
    return;
  if (auto place = op->getLoc()->findInstanceOf<FileLineColLoc>())
    builder_.SetCurrentDebugLocation(
        llvm::DILocation::get(context_, place.getLine(), place.getColumn(), subprogram_));
}

static llvm::Value *loadField(llvm::IRBuilder<> &builder, llvm::Type *type, llvm::Value *object,
                              uint64_t offset) {
  return builder.CreateLoad(type, builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), object, offset));
}

void Emitter::emitPrologue() {
  entry_ = llvm::BasicBlock::Create(context_, "entry", function_);
  builder_.SetInsertPoint(entry_);
  if (subprogram_)
    builder_.SetCurrentDebugLocation(llvm::DILocation::get(context_, subprogram_->getLine(), 0, subprogram_));
  launch_ = function_->getArg(0);
  for (unsigned axis = 0; axis < 3; ++axis) {
    gridDim_[axis] =
        loadField(builder_, builder_.getInt32Ty(), launch_, offsetof(hd_cpu_launch, grid) + 4 * axis);
    blockDim_[axis] =
        loadField(builder_, builder_.getInt32Ty(), launch_, offsetof(hd_cpu_launch, block) + 4 * axis);
  }
  sharedBase_ =
      loadField(builder_, builder_.getPtrTy(), function_->getArg(4), offsetof(hd_cpu_worker, shared));
  scratchBase_ =
      loadField(builder_, builder_.getPtrTy(), function_->getArg(4), offsetof(hd_cpu_worker, scratch));
  dummy_ = stackArray(builder_.getInt64Ty(), 1);
  builder_.CreateStore(i64(0), dummy_);
  scratchWarpStride_ = stackArray(builder_.getInt64Ty(), 1);
  rowLength_ = blockDim_[0];
  rowCount_ = builder_.CreateMul(blockDim_[1], blockDim_[2]);
  warpCount_ = warpCount();
}

void Emitter::emitParameters() {
  backends::ParameterLayout layout = backends::parameterLayout(kernel_);
  llvm::Value *block = function_->getArg(1);
  for (auto [argument, offset] : llvm::zip(kernel_.getArguments(), layout.offsets)) {
    auto pointer = dyn_cast<ir::PointerType>(argument.getType());
    if (pointer && pointer.getSpace() == ir::AddressSpace::Param)
      blockValues_[argument] = builder_.CreateConstInBoundsGEP1_64(builder_.getInt8Ty(), block, offset);
    else
      blockValues_[argument] =
          fromMemory(loadField(builder_, memoryType(argument.getType()), block, offset), argument.getType());
  }
}

// Objects that live in one segment are on the stack, where LLVM can make them registers; what crosses a
// barrier is in each warp's scratch memory, what is too big for a stack in the fixed one.
void Emitter::placePrivateObjects() {
  constexpr uint64_t kStackLimit = 64 << 10;
  for (const auto &[op, object] : analysis_.privates().objects()) {
    uint64_t bytes = object.size * kWarpSize;
    if (crossing_.contains(op->getResult(0)) || isChecked()) { // the checker knows no stack
      scratchPerWarp_ = llvm::alignTo(scratchPerWarp_, HD_CPU_ARENA_ALIGNMENT);
      privateOffsets_[op] = scratchPerWarp_;
      scratchPerWarp_ += bytes;
    } else if (bytes > kStackLimit) {
      scratchFixed_ = llvm::alignTo(scratchFixed_, HD_CPU_ARENA_ALIGNMENT);
      privateFixed_[op] = scratchFixed_;
      scratchFixed_ += bytes;
    } else {
      privateAllocas_[op] = stackArray(builder_.getInt8Ty(), bytes);
    }
  }
}

// From the current block on, in its row of the grid and in this call.
llvm::Value *Emitter::blocksLeftInRow() {
  llvm::Value *left = builder_.CreateSub(function_->getArg(3), blockIndex_);
  llvm::Value *inRow =
      builder_.CreateZExt(builder_.CreateSub(gridDim_[0], blockId_[0]), builder_.getInt64Ty());
  return builder_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, left, inRow);
}

// How many blocks are run as one.
llvm::Value *Emitter::fuseBlocks() {
  llvm::Value *oneRow = builder_.CreateICmpEQ(rowCount_, i32(1));
  llvm::Value *count = builder_.CreateSelect(oneRow, blocksLeftInRow(), i64(1));
  rowLength_ = builder_.CreateMul(builder_.CreateTrunc(count, builder_.getInt32Ty()), blockDim_[0]);
  warpCount_ = warpCount();
  return count;
}

// for (index = first; index < last; index += count) with the block's coordinates carried along
void Emitter::emitBlocks() {
  llvm::Value *first = function_->getArg(2);
  llvm::Value *gridX = builder_.CreateZExt(gridDim_[0], builder_.getInt64Ty());
  llvm::Value *gridY = builder_.CreateZExt(gridDim_[1], builder_.getInt64Ty());
  llvm::Value *rows = builder_.CreateUDiv(first, gridX);
  llvm::Value *starts[3] = {builder_.CreateURem(first, gridX), builder_.CreateURem(rows, gridY),
                            builder_.CreateUDiv(rows, gridY)};
  for (llvm::Value *&start : starts)
    start = builder_.CreateTrunc(start, builder_.getInt32Ty());
  auto *loop = llvm::BasicBlock::Create(context_, "block", function_);
  auto *body = llvm::BasicBlock::Create(context_, "block.body", function_);
  auto *exit = llvm::BasicBlock::Create(context_, "exit", function_);
  llvm::BasicBlock *from = builder_.GetInsertBlock();
  builder_.CreateBr(loop);
  builder_.SetInsertPoint(loop);
  llvm::PHINode *index = phi(builder_.getInt64Ty(), 2);
  index->addIncoming(first, from);
  llvm::PHINode *ids[3];
  for (unsigned axis = 0; axis < 3; ++axis) {
    ids[axis] = phi(builder_.getInt32Ty(), 2);
    ids[axis]->addIncoming(starts[axis], from);
    blockId_[axis] = ids[axis];
  }
  builder_.CreateCondBr(builder_.CreateICmpULT(index, function_->getArg(3)), body, exit);
  builder_.SetInsertPoint(body);
  blockIndex_ = index;
  llvm::Value *count = i64(1);
  if (canFuseBlocks(kernel_, analysis_, mapping_))
    count = fuseBlocks();
  if (isChecked())
    beginCheckedBlock();
  emitBlockLevel(kernel_.getBody().front(), nullptr, nullptr);
  if (isChecked())
    endCheckedBlock();

  llvm::Value *x = builder_.CreateAdd(ids[0], builder_.CreateTrunc(count, builder_.getInt32Ty()));
  llvm::Value *wrapX = builder_.CreateICmpEQ(x, gridDim_[0]);
  llvm::Value *y = builder_.CreateAdd(ids[1], builder_.CreateZExt(wrapX, builder_.getInt32Ty()));
  llvm::Value *wrapY = builder_.CreateICmpEQ(y, gridDim_[1]);
  llvm::Value *z = builder_.CreateAdd(ids[2], builder_.CreateZExt(wrapY, builder_.getInt32Ty()));
  llvm::Value *next[3] = {builder_.CreateSelect(wrapX, i32(0), x), builder_.CreateSelect(wrapY, i32(0), y),
                          z};
  for (unsigned axis = 0; axis < 3; ++axis)
    ids[axis]->addIncoming(next[axis], builder_.GetInsertBlock());
  index->addIncoming(builder_.CreateAdd(index, count), builder_.GetInsertBlock());
  builder_.CreateBr(loop);
  builder_.SetInsertPoint(exit);
  builder_.CreateRetVoid();
}

// The size of a warp's scratch memory is known only now; everything loaded it from here.
void Emitter::finishScratch() {
  scratchPerWarp_ = llvm::alignTo(scratchPerWarp_, HD_CPU_ARENA_ALIGNMENT);
  Builder at(cast<llvm::Instruction>(scratchWarpStride_)->getParent(),
             std::next(cast<llvm::Instruction>(scratchWarpStride_)->getIterator()));
  at.CreateStore(at.getInt64(scratchPerWarp_), scratchWarpStride_);
}

} // namespace hd::cpu
