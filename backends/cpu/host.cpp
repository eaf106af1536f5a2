// What kernels ask of the host: printf, failures, the clock. See hd_cpu_services in runtime/abi/cpu.h.
#include "backends/cpu/emitter.h"

#include "runtime/abi/cpu.h"

#include "llvm/ADT/TypeSwitch.h"

#include <cstddef>

using namespace mlir;

namespace hd::cpu {

bool Emitter::emitHostOp(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<ir::PrintfOp>([&](ir::PrintfOp at) {
        emitPrintf(at);
        return true;
      })
      .Case<ir::AssertOp>([&](ir::AssertOp at) {
        emitFailure(maskAnd(mask_, conditionParts(at.getCondition(), /*negate=*/true)), at.getMessage());
        return true;
      })
      .Case<ir::TrapOp>([&](ir::TrapOp at) {
        emitFailure(maskParts(mask_), at.getMessage());
        return true;
      })
      .Case<ir::ClockOp>([&](ir::ClockOp at) {
        llvm::Value *ticks =
            builder_.CreateIntrinsic(builder_.getInt64Ty(), llvm::Intrinsic::readcyclecounter, {});
        Lanes lanes;
        lanes.parts = Parts(parts_, builder_.CreateVectorSplat(width_, ticks));
        set(at, std::move(lanes));
        return true;
      })
      .Default([](Operation *) { return false; });
}

llvm::Value *Emitter::text(llvm::StringRef characters) {
  return builder_.CreateGlobalString(characters, "text", 0, &module_);
}

// The service at an offset of hd_cpu_services.
llvm::Value *Emitter::service(unsigned offset) {
  auto field = [&](llvm::Value *object, uint64_t at) {
    return builder_.CreateLoad(builder_.getPtrTy(),
                               builder_.CreateConstInBoundsGEP1_64(builder_.getInt8Ty(), object, at));
  };
  return field(field(launch_, offsetof(hd_cpu_launch, services)), offset);
}

void Emitter::emitPrintf(ir::PrintfOp op) {
  llvm::Value *format = text(op.getFormat());
  SmallVector<Value> operands(op.getOperands());
  llvm::AllocaInst *slots =
      stackArray(builder_.getInt64Ty(), std::max<unsigned>(1, unsigned(operands.size())));
  auto *type = llvm::FunctionType::get(
      builder_.getVoidTy(),
      {builder_.getPtrTy(), builder_.getPtrTy(), builder_.getPtrTy(), builder_.getInt32Ty()}, false);
  laneLoop(operands, nullptr, [&](llvm::Value *, llvm::ArrayRef<llvm::Value *> scalars) -> llvm::Value * {
    for (auto [number, scalar] : llvm::enumerate(scalars))
      builder_.CreateStore(scalar, builder_.CreateConstInBoundsGEP1_64(builder_.getInt64Ty(), slots, number));
    builder_.CreateCall(type, service(offsetof(hd_cpu_services, print)),
                        {launch_, format, slots, i32(operands.size())});
    return nullptr;
  });
}

// A hd_cpu_thread_id for the lane, on the stack.
llvm::Value *Emitter::whereIs(llvm::Value *lane) {
  llvm::AllocaInst *where = stackArray(builder_.getInt32Ty(), 6);
  auto put = [&](unsigned index, llvm::Value *value) {
    builder_.CreateStore(value, builder_.CreateConstInBoundsGEP1_64(builder_.getInt32Ty(), where, index));
  };
  Parts rowsY, rowsZ; // with Mapping::Rows all lanes of a warp are in one row
  if (mapping_ == Mapping::Rows) {
    llvm::Value *chunks = builder_.CreateUDiv(warpCount_, rowCount_);
    llvm::Value *row = builder_.CreateUDiv(warp_, chunks);
    rowsY = Parts(parts_, builder_.CreateURem(row, blockDim_[1]));
    rowsZ = Parts(parts_, builder_.CreateUDiv(row, blockDim_[1]));
  }
  Parts *axes[3] = {&threadX_, rowsY.empty() ? &threadY_ : &rowsY, rowsZ.empty() ? &threadZ_ : &rowsZ};
  for (unsigned axis = 0; axis < 3; ++axis) {
    put(axis, blockId_[axis]);
    llvm::AllocaInst *ids = stackArray(builder_.getInt32Ty(), kWarpSize);
    for (unsigned part = 0; part < parts_; ++part) {
      llvm::Value *value = (*axes[axis])[part];
      if (!value->getType()->isVectorTy())
        value = builder_.CreateAdd(builder_.CreateVectorSplat(width_, value),
                                   iota(builder_.getInt32Ty(), axis == 0 ? 1 : 0));
      builder_.CreateAlignedStore(
          value, builder_.CreateConstInBoundsGEP1_64(builder_.getInt32Ty(), ids, part * width_),
          llvm::Align(16));
    }
    put(3 + axis, builder_.CreateLoad(builder_.getInt32Ty(),
                                      builder_.CreateInBoundsGEP(builder_.getInt32Ty(), ids, lane)));
  }
  return where;
}

// One for a loop over warps: what it needs to say who fails is long, and kernels have many assertions.
FailureExit Emitter::makeFailureExit() {
  llvm::IRBuilderBase::InsertPointGuard guard(builder_);
  FailureExit exit;
  exit.block = llvm::BasicBlock::Create(context_, "fail", function_);
  builder_.SetInsertPoint(exit.block);
  exit.lanes = phi(builder_.getInt32Ty(), 2);
  exit.message = phi(builder_.getPtrTy(), 2);
  llvm::Value *lane = builder_.CreateIntrinsic(builder_.getInt32Ty(), llvm::Intrinsic::cttz,
                                               {exit.lanes, builder_.getTrue()});
  auto *type = llvm::FunctionType::get(
      builder_.getVoidTy(), {builder_.getPtrTy(), builder_.getPtrTy(), builder_.getPtrTy()}, false);
  auto *call = builder_.CreateCall(type, service(offsetof(hd_cpu_services, fail)),
                                   {launch_, exit.message, whereIs(lane)});
  call->setDoesNotReturn();
  builder_.CreateUnreachable();
  return exit;
}

// Reports the first of the failing lanes; the service does not return.
void Emitter::emitFailure(llvm::ArrayRef<llvm::Value *> failing, llvm::StringRef message) {
  auto *next = llvm::BasicBlock::Create(context_, "next", function_);
  llvm::Value *bits = bitsOf(failing);
  if (!failure_.block)
    failure_ = makeFailureExit();
  failure_.lanes->addIncoming(bits, builder_.GetInsertBlock());
  failure_.message->addIncoming(text(message), builder_.GetInsertBlock());
  builder_.CreateCondBr(builder_.CreateIsNotNull(bits), failure_.block, next);
  builder_.SetInsertPoint(next);
}

} // namespace hd::cpu
