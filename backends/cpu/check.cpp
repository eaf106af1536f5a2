// Calls of the checker: see runtime/abi/cpu_check.h.
#include "backends/cpu/emitter.h"

#include "runtime/abi/cpu.h"

#include <cstddef>

using namespace mlir;

namespace hd::cpu {

void Emitter::callChecker(unsigned offset, llvm::ArrayRef<llvm::Value *> operands) {
  llvm::SmallVector<llvm::Type *> types;
  for (llvm::Value *operand : operands)
    types.push_back(operand->getType());
  auto *type = llvm::FunctionType::get(builder_.getVoidTy(), types, false);
  llvm::Value *services = service(offsetof(hd_cpu_services, check));
  llvm::Value *at = builder_.CreateConstInBoundsGEP1_64(builder_.getInt8Ty(), services, offset);
  builder_.CreateCall(type, builder_.CreateLoad(builder_.getPtrTy(), at), operands);
}

// One array for all checks of the kernel.
llvm::AllocaInst *Emitter::checkArray(CheckArray which) {
  llvm::AllocaInst *&array = checkArrays_[unsigned(which)];
  if (!array)
    array = stackArray(builder_.getInt64Ty(), kWarpSize);
  return array;
}

// The lanes of all parts in one array.
llvm::AllocaInst *Emitter::lanesOnStack(CheckArray which, llvm::Type *type,
                                        llvm::function_ref<llvm::Value *(unsigned)> vectorOfPart) {
  llvm::AllocaInst *array = checkArray(which);
  for (unsigned part = 0; part < parts_; ++part)
    builder_.CreateAlignedStore(
        vectorOfPart(part), builder_.CreateConstInBoundsGEP1_64(type, array, part * width_), llvm::Align(1));
  return array;
}

void Emitter::beginCheckedBlock() {
  llvm::AllocaInst *block = checkArray(CheckArray::Values);
  for (unsigned axis = 0; axis < 3; ++axis)
    builder_.CreateStore(blockId_[axis],
                         builder_.CreateConstInBoundsGEP1_64(builder_.getInt32Ty(), block, axis));
  callChecker(offsetof(hd_check_services, begin_block),
              {launch_, checkKernel(), function_->getArg(4), function_->getArg(1), block});
}

void Emitter::endCheckedBlock() { callChecker(offsetof(hd_check_services, end_block), {launch_}); }

// One address for all lanes, or an array of each lane's.
llvm::Value *Emitter::rootsOnStack(Value root) {
  if (!root || root.getDefiningOp<ir::DynamicSharedOp>())
    return llvm::ConstantPointerNull::get(builder_.getPtrTy());
  if (root.getDefiningOp<ir::PrivateOp>())
    return lanesOnStack(CheckArray::Roots, builder_.getPtrTy(),
                        [&](unsigned part) { return vector(root, part); });
  llvm::AllocaInst *single = checkArray(CheckArray::Roots);
  builder_.CreateStore(uniform(root), single);
  return single;
}

void Emitter::emitCheck(ir::CheckOp op) {
  llvm::Type *pointer = builder_.getPtrTy();
  llvm::AllocaInst *addresses = lanesOnStack(CheckArray::Addresses, pointer,
                                             [&](unsigned part) { return vector(op.getPointer(), part); });
  llvm::Value *values = llvm::ConstantPointerNull::get(builder_.getPtrTy());
  if (Value value = op.getValue())
    values = lanesOnStack(CheckArray::Values, memoryType(value.getType()),
                          [&](unsigned part) { return toMemory(vector(value, part), value.getType()); });
  callChecker(offsetof(hd_check_services, access),
              {launch_, checkSite(op), warp_, bitsOf(mask_), addresses, rootsOnStack(op.getRoot()), values});
  Lanes lanes;
  for (unsigned part = 0; part < parts_; ++part)
    lanes.parts.push_back(builder_.CreateAlignedLoad(
        vectorOf(pointer), builder_.CreateConstInBoundsGEP1_64(pointer, addresses, part * width_),
        llvm::Align(1)));
  set(op, std::move(lanes));
}

void Emitter::emitCheckedBarrier(Operation *op, const Slot *maskSlot) {
  emitWarpLoop([&] {
    llvm::Value *lanes =
        maskSlot ? builder_.CreateLoad(builder_.getInt32Ty(), slotAddress(*maskSlot)) : bitsOf(validLanes());
    callChecker(offsetof(hd_check_services, barrier), {launch_, checkSite(op), warp_, lanes});
  });
  callChecker(offsetof(hd_check_services, barrier_done), {launch_, checkSite(op)});
}

// Operations at which lanes of a warp meet.
void Emitter::tellMeeting(Operation *op) {
  if (!isa<ir::SyncWarpOp, ir::ShuffleOp, ir::VoteOp, ir::BallotOp, ir::MatchAnyOp, ir::MatchAllOp,
           ir::WarpReduceOp>(op))
    return;
  llvm::AllocaInst *masks = lanesOnStack(CheckArray::Values, builder_.getInt32Ty(),
                                         [&](unsigned part) { return vector(op->getOperand(0), part); });
  callChecker(offsetof(hd_check_services, sync_warp), {launch_, warp_, bitsOf(mask_), masks});
}

void Emitter::tellFence() {
  callChecker(offsetof(hd_check_services, fence), {launch_, warp_, bitsOf(mask_)});
}

} // namespace hd::cpu
