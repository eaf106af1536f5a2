#include "backends/amdgcn/emitter.h"

#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/IntrinsicInst.h"
#include "llvm/IR/IntrinsicsAMDGPU.h"
#include "llvm/IR/Operator.h"

using namespace mlir;
namespace Id = llvm::Intrinsic;

namespace hd::amdgcn {

void Emitter::markKernel() {
  function_->setCallingConv(llvm::CallingConv::AMDGPU_KERNEL);
  function_->setVisibility(llvm::GlobalValue::ProtectedVisibility);
  function_->addFnAttr("amdgpu-flat-work-group-size", "1," + std::to_string(maxThreads()));
  function_->addFnAttr("uniform-work-group-size", "true"); // a grid is whole blocks
}

llvm::Attribute Emitter::aggregateAttribute(llvm::Type *type) {
  return llvm::Attribute::getWithByRefType(context_, type);
}

llvm::Value *Emitter::callFor(Id::ID id, llvm::Type *type, llvm::ArrayRef<llvm::Value *> operands) {
  return builder_.CreateCall(Id::getDeclaration(&module_, id, type), operands);
}

llvm::Value *Emitter::threadId(ir::Dimension axis) {
  static constexpr Id::ID kIds[] = {Id::amdgcn_workitem_id_x, Id::amdgcn_workitem_id_y,
                                    Id::amdgcn_workitem_id_z};
  return call(kIds[unsigned(axis)]);
}

llvm::Value *Emitter::blockId(ir::Dimension axis) {
  static constexpr Id::ID kIds[] = {Id::amdgcn_workgroup_id_x, Id::amdgcn_workgroup_id_y,
                                    Id::amdgcn_workgroup_id_z};
  return call(kIds[unsigned(axis)]);
}

// Code object version 5: hidden_block_count_x, _y, _z (i32 each), then hidden_group_size_x, _y, _z (i16
// each).
llvm::Value *Emitter::implicitArgument(uint64_t offset, llvm::Type *type) {
  llvm::Value *at =
      builder_.CreateConstInBoundsGEP1_64(builder_.getInt8Ty(), call(Id::amdgcn_implicitarg_ptr), offset);
  auto *load = builder_.CreateLoad(type, at);
  load->setMetadata(llvm::LLVMContext::MD_invariant_load, llvm::MDNode::get(context_, {}));
  return load;
}

llvm::Value *Emitter::gridDim(ir::Dimension axis) {
  return implicitArgument(4 * unsigned(axis), builder_.getInt32Ty());
}

llvm::Value *Emitter::blockDim(ir::Dimension axis) {
  return builder_.CreateZExt(implicitArgument(12 + 2 * unsigned(axis), builder_.getInt16Ty()),
                             builder_.getInt32Ty());
}

llvm::SyncScope::ID Emitter::syncScope(ir::Scope scope) {
  switch (scope) {
  case ir::Scope::Block:
    return context_.getOrInsertSyncScopeID("workgroup");
  case ir::Scope::Device:
    return context_.getOrInsertSyncScopeID("agent");
  case ir::Scope::System:
    return llvm::SyncScope::System;
  }
  llvm_unreachable("all scopes are handled");
}

void Emitter::barrier() {
  builder_.CreateFence(llvm::AtomicOrdering::Release, syncScope(ir::Scope::Block));
  call(Id::amdgcn_s_barrier);
  builder_.CreateFence(llvm::AtomicOrdering::Acquire, syncScope(ir::Scope::Block));
}

// In a word of shared memory that every thread clears: barriers part its users before, and the result is read
// behind a third one.
llvm::Value *Emitter::barrierReduce(ir::BarrierKind kind, llvm::Value *predicate) {
  constexpr llvm::StringLiteral kName = "hd_barrier_reduce";
  llvm::Type *word = builder_.getInt32Ty();
  llvm::GlobalVariable *sum = module_.getNamedGlobal(kName);
  if (!sum)
    sum = new llvm::GlobalVariable(module_, word, false, llvm::GlobalValue::InternalLinkage,
                                   llvm::PoisonValue::get(word), kName, nullptr,
                                   llvm::GlobalValue::NotThreadLocal, kSpaces.shared);
  auto step = kind == ir::BarrierKind::Count ? llvm::AtomicRMWInst::Add
              : kind == ir::BarrierKind::And ? llvm::AtomicRMWInst::And
                                             : llvm::AtomicRMWInst::Or;
  barrier();
  builder_.CreateStore(i32(kind == ir::BarrierKind::And), sum);
  barrier();
  builder_.CreateAtomicRMW(step, sum, builder_.CreateZExt(predicate, word), llvm::MaybeAlign(),
                           llvm::AtomicOrdering::Monotonic, syncScope(ir::Scope::Block));
  barrier();
  return builder_.CreateLoad(word, sum);
}

void Emitter::fence(ir::Scope scope) {
  builder_.CreateFence(llvm::AtomicOrdering::SequentiallyConsistent, syncScope(scope));
}

// Lanes are in step; only the order of memory is left to say.
void Emitter::syncWarp(llvm::Value *) {
  auto wave = context_.getOrInsertSyncScopeID("wavefront");
  builder_.CreateFence(llvm::AtomicOrdering::Release, wave);
  call(Id::amdgcn_wave_barrier);
  builder_.CreateFence(llvm::AtomicOrdering::Acquire, wave);
}

llvm::Value *Emitter::clock() { return call(Id::readcyclecounter); }

void Emitter::exitThread() { llvm_unreachable("a wave cannot end for one lane: exits are structured"); }

// The same 32 bits, of which LLVM knows nothing.
llvm::Value *Emitter::opaque(llvm::Value *value, bool hasSideEffects) {
  auto *type = llvm::FunctionType::get(value->getType(), value->getType(), /*isVarArg=*/false);
  return builder_.CreateCall(llvm::InlineAsm::get(type, "", "=v,0", hasSideEffects), value);
}

llvm::Value *Emitter::waits(llvm::Value *condition) {
  llvm::Value *word = opaque(builder_.CreateZExt(condition, builder_.getInt32Ty()), /*hasSideEffects=*/true);
  return builder_.CreateICmpNE(word, builder_.getInt32(0));
}

// Whether LLVM rounds the value to half with the right bits, or has none to round.
static bool isRoundedRight(llvm::Value *value) {
  if (auto *operation = llvm::dyn_cast<llvm::Operator>(value))
    if (unsigned code = operation->getOpcode();
        code == llvm::Instruction::FAdd || code == llvm::Instruction::FSub)
      return true;
  auto *call = llvm::dyn_cast<llvm::IntrinsicInst>(value);
  return call && (call->getIntrinsicID() == Id::minimum || call->getIntrinsicID() == Id::maximum ||
                  call->getIntrinsicID() == Id::minnum || call->getIntrinsicID() == Id::maxnum);
}

// LLVM must not see what a half comes from: it would make a float quotient of halves one of halves, which
// LLVM 19 does not always round correctly (llvm-project's pull request 109295, in 20), and a product
// v_fma_mixlo_f16 with 0 added, where -0 becomes 0.
llvm::Value *Emitter::truncate(llvm::Value *value, llvm::Type *type) {
  if (type->isHalfTy() && value->getType()->isFloatTy() && !isRoundedRight(value))
    value = opaque(value, /*hasSideEffects=*/false);
  return simt::Emitter::truncate(value, type);
}

} // namespace hd::amdgcn
