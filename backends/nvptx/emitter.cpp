#include "backends/nvptx/emitter.h"

#include "llvm/Analysis/ValueTracking.h"
#include "llvm/IR/ConstantRange.h"
#include "llvm/IR/InlineAsm.h"
#include "llvm/IR/IntrinsicsNVPTX.h"

using namespace mlir;
namespace Id = llvm::Intrinsic;

namespace hd::nvptx {

void Emitter::markKernel() {
  function_->setCallingConv(llvm::CallingConv::PTX_Kernel);
  llvm::NamedMDNode *annotations = module_.getOrInsertNamedMetadata("nvvm.annotations");
  auto annotate = [&](llvm::StringRef key, uint64_t value) {
    annotations->addOperand(llvm::MDNode::get(
        context_, {llvm::ConstantAsMetadata::get(function_), llvm::MDString::get(context_, key),
                   llvm::ConstantAsMetadata::get(builder_.getInt32(uint32_t(value)))}));
  };
  annotate("kernel", 1);
  if (kernel_->hasAttr(ir::kMaxThreadsAttr))
    annotate("maxntidx", maxThreads());
}

llvm::Attribute Emitter::aggregateAttribute(llvm::Type *type) {
  return llvm::Attribute::getWithByValType(context_, type);
}

// A special register, in [low, high).
llvm::Value *Emitter::special(const Id::ID (&registers)[3], ir::Dimension axis, uint64_t low, uint64_t high) {
  auto *read = llvm::cast<llvm::CallInst>(call(registers[unsigned(axis)]));
  read->addRangeRetAttr(llvm::ConstantRange(llvm::APInt(32, low), llvm::APInt(32, high)));
  return read;
}

static uint64_t mostBlocks(ir::Dimension axis) { return axis == ir::Dimension::X ? 0x7fffffff : 0xffff; }

llvm::Value *Emitter::threadId(ir::Dimension axis) {
  static constexpr Id::ID kRegisters[] = {Id::nvvm_read_ptx_sreg_tid_x, Id::nvvm_read_ptx_sreg_tid_y,
                                          Id::nvvm_read_ptx_sreg_tid_z};
  return special(kRegisters, axis, 0, maxThreads());
}

llvm::Value *Emitter::blockDim(ir::Dimension axis) {
  static constexpr Id::ID kRegisters[] = {Id::nvvm_read_ptx_sreg_ntid_x, Id::nvvm_read_ptx_sreg_ntid_y,
                                          Id::nvvm_read_ptx_sreg_ntid_z};
  return special(kRegisters, axis, 1, maxThreads() + 1);
}

llvm::Value *Emitter::blockId(ir::Dimension axis) {
  static constexpr Id::ID kRegisters[] = {Id::nvvm_read_ptx_sreg_ctaid_x, Id::nvvm_read_ptx_sreg_ctaid_y,
                                          Id::nvvm_read_ptx_sreg_ctaid_z};
  return special(kRegisters, axis, 0, mostBlocks(axis));
}

llvm::Value *Emitter::gridDim(ir::Dimension axis) {
  static constexpr Id::ID kRegisters[] = {Id::nvvm_read_ptx_sreg_nctaid_x, Id::nvvm_read_ptx_sreg_nctaid_y,
                                          Id::nvvm_read_ptx_sreg_nctaid_z};
  return special(kRegisters, axis, 1, mostBlocks(axis) + 1);
}

void Emitter::barrier() { call(Id::nvvm_barrier0); }

llvm::Value *Emitter::barrierReduce(ir::BarrierKind kind, llvm::Value *predicate) {
  llvm::Value *operand = builder_.CreateZExt(predicate, builder_.getInt32Ty());
  switch (kind) {
  case ir::BarrierKind::Count:
    return call(Id::nvvm_barrier0_popc, operand);
  case ir::BarrierKind::And:
    return call(Id::nvvm_barrier0_and, operand);
  case ir::BarrierKind::Or:
    return call(Id::nvvm_barrier0_or, operand);
  }
  llvm_unreachable("all kinds are handled");
}

void Emitter::fence(ir::Scope scope) {
  switch (scope) {
  case ir::Scope::Block:
    call(Id::nvvm_membar_cta);
    return;
  case ir::Scope::Device:
    call(Id::nvvm_membar_gl);
    return;
  case ir::Scope::System:
    call(Id::nvvm_membar_sys);
    return;
  }
}

llvm::Value *Emitter::clock() { return call(Id::nvvm_read_ptx_sreg_clock64); }

void Emitter::exitThread() {
  call(Id::nvvm_exit);
  builder_.CreateUnreachable();
}

// LLVM's NVPTX writes atomics of device scope whatever the IR says; atomicRmw covers the others.
llvm::SyncScope::ID Emitter::syncScope(ir::Scope) { return llvm::SyncScope::System; }

// PTX's own instruction: what LLVM calls undefined, PTX only leaves open. One that LLVM can make something
// better of stays LLVM's: by a constant, by a power of two, by what it knows to be positive.
llvm::Value *Emitter::undisturbedDivision(llvm::Value *a, llvm::Value *b, bool isSigned, bool remainder) {
  const llvm::DataLayout &layout = module_.getDataLayout();
  llvm::Type *type = a->getType();
  if (!type->isIntegerTy(32) || llvm::isa<llvm::Constant>(b) ||
      llvm::isKnownToBeAPowerOfTwo(b, layout, /*OrZero=*/true) ||
      llvm::isKnownPositive(b, llvm::SimplifyQuery(layout)))
    return nullptr;
  std::string text = std::string(remainder ? "rem" : "div") + (isSigned ? ".s32" : ".u32") + " $0, $1, $2;";
  llvm::CallInst *result = builder_.CreateCall(
      llvm::InlineAsm::get(llvm::FunctionType::get(type, {type, type}, false), text, "=r,r,r",
                           /*hasSideEffects=*/false),
      {a, b});
  result->setDoesNotAccessMemory();
  result->setDoesNotThrow();
  result->addFnAttr(llvm::Attribute::WillReturn);
  return result;
}

// cvt.rzi clamps, and a NaN is 0 when both sides are narrow; LLVM's own expansion does not know that.
llvm::Value *Emitter::saturate(llvm::Value *value, llvm::Type *type, bool isSigned) {
  unsigned bits = type->getIntegerBitWidth();
  if (value->getType()->isHalfTy() || value->getType()->isBFloatTy())
    value = builder_.CreateFPExt(value, builder_.getFloatTy());
  if (llvm::isa<llvm::Constant>(value))
    return simt::Emitter::saturate(value, type, isSigned);
  bool isDouble = value->getType()->isDoubleTy();
  if (bits == 64) {
    static constexpr Id::ID kWide[2][2] = {{Id::nvvm_f2ull_rz, Id::nvvm_f2ll_rz},
                                           {Id::nvvm_d2ull_rz, Id::nvvm_d2ll_rz}};
    llvm::Value *integer = call(kWide[isDouble][isSigned], value);
    return builder_.CreateSelect(builder_.CreateFCmpUNO(value, value), i64(0), integer);
  }
  static constexpr Id::ID kNarrow[2][2] = {{Id::nvvm_f2ui_rz, Id::nvvm_f2i_rz},
                                           {Id::nvvm_d2ui_rz, Id::nvvm_d2i_rz}};
  llvm::Value *integer = call(kNarrow[isDouble][isSigned], value);
  if (isDouble)
    integer = builder_.CreateSelect(builder_.CreateFCmpUNO(value, value), i32(0), integer);
  if (bits == 32)
    return integer;
  auto most = isSigned ? llvm::APInt::getSignedMaxValue(bits) : llvm::APInt::getMaxValue(bits);
  integer = builder_.CreateBinaryIntrinsic(isSigned ? Id::smin : Id::umin, integer, i32(most.getZExtValue()));
  if (isSigned)
    integer = builder_.CreateBinaryIntrinsic(
        Id::smax, integer, i32(uint64_t(llvm::APInt::getSignedMinValue(bits).getSExtValue())));
  return builder_.CreateTrunc(integer, type);
}

} // namespace hd::nvptx
