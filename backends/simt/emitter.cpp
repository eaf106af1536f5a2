// The function, its parameters, and what targets define.
#include "backends/simt/emitter.h"

#include "backends/layout.h"
#include "ir/hd/addresses.h"
#include "runtime/abi/symbols.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::simt {

unsigned AddressSpaces::of(ir::AddressSpace space) const {
  switch (space) {
  case ir::AddressSpace::Generic:
    return generic;
  case ir::AddressSpace::Global:
    return global;
  case ir::AddressSpace::Shared:
    return shared;
  case ir::AddressSpace::Constant:
    return constant;
  case ir::AddressSpace::Private:
    return privateMemory;
  case ir::AddressSpace::Param:
    return param;
  }
  llvm_unreachable("all spaces are handled");
}

Emitter::Emitter(llvm::Module &module, const AddressSpaces &spaces, func::FuncOp kernel, DebugLines &debug)
    : module_(module), context_(module.getContext()), spaces_(spaces), kernel_(kernel), builder_(context_),
      debug_(debug), uniformity_(kernel) {}

Emitter::~Emitter() = default;

llvm::Value *Emitter::atomicRmw(ir::AtomicRmwOp, llvm::Value *, llvm::Value *) { return nullptr; }
llvm::Value *Emitter::atomicCas(ir::AtomicCasOp, llvm::Value *, llvm::Value *, llvm::Value *) {
  return nullptr;
}
llvm::Value *Emitter::narrow(llvm::Value *, llvm::Value *) {
  llvm_unreachable("a target that tracks active lanes says how");
}

llvm::Error Emitter::emit() {
  declare();
  builder_.SetInsertPoint(makeBlock("entry"));
  DebugLines::locate(builder_, subprogram_, kernel_);
  for (auto [index, argument] : llvm::enumerate(kernel_.getArguments())) {
    llvm::Value *value = function_->getArg(unsigned(index));
    auto pointer = dyn_cast<ir::PointerType>(argument.getType());
    set(argument,
        pointer ? inSpace(value, spaces_.of(pointer.getSpace())) : fromMemory(value, argument.getType()));
  }
  if (tracksActive())
    findTracked();
  emitOps(kernel_.getBody().front());
  builder_.CreateRetVoid();
  if (!error_.empty())
    return llvm::createStringError(error_);
  return llvm::Error::success();
}

// Parameters as they are in the packed block, so that their offsets are the block's: bool is a byte, a
// struct is its bytes.
void Emitter::declare() {
  llvm::SmallVector<llvm::Type *> types;
  for (Type type : kernel_.getArgumentTypes()) {
    auto pointer = dyn_cast<ir::PointerType>(type);
    bool isAddress = pointer && pointer.getSpace() != ir::AddressSpace::Param;
    types.push_back(pointer ? builder_.getPtrTy(isAddress ? spaces_.global : spaces_.param)
                            : memoryType(type));
  }
  auto *type = llvm::FunctionType::get(builder_.getVoidTy(), types, false);
  function_ = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage,
                                     abi::kernelSymbol(kernel_.getName().str()), module_);
  function_->addFnAttr(llvm::Attribute::NoUnwind);
  for (unsigned i = 0; i < types.size(); ++i) {
    Type inBlock = backends::parameterType(kernel_, i);
    if (kernel_.getArgAttr(i, ir::kRestrictAttr))
      function_->addParamAttr(i, llvm::Attribute::NoAlias);
    if (types[i] == builder_.getPtrTy(spaces_.global) && ir::isOnlyRead(kernel_.getArgument(i)))
      function_->addParamAttr(i, llvm::Attribute::ReadOnly); // LLVM cannot tell where bits of it are tested
    if (inBlock != kernel_.getArgumentTypes()[i]) {
      auto *bytes = llvm::ArrayType::get(builder_.getInt8Ty(), ir::sizeOf(inBlock));
      function_->addParamAttr(i, aggregateAttribute(bytes));
      function_->addParamAttr(i, llvm::Attribute::getWithAlignment(
                                     context_, llvm::Align(std::max<uint64_t>(ir::alignmentOf(inBlock), 1))));
    }
    if (auto name = kernel_.getArgAttrOfType<StringAttr>(i, ir::kNameAttr))
      function_->getArg(i)->setName(name.getValue());
  }
  markKernel();
  subprogram_ = debug_.describe(kernel_, function_);
}

uint64_t Emitter::maxThreads() const {
  auto most = kernel_->getAttrOfType<IntegerAttr>(ir::kMaxThreadsAttr);
  return most ? uint64_t(most.getInt()) : 1024;
}

void Emitter::emitOps(Block &block) {
  for (Operation &op : block.without_terminator())
    emitOp(&op);
}

void Emitter::emitOp(Operation *op) {
  DebugLines::locate(builder_, subprogram_, op);
  if (emitControl(op) || emitIdentity(op) || emitArithmetic(op) || emitMath(op) || emitPointer(op) ||
      emitMemory(op) || emitWarp(op) || emitAtomic(op) || emitSynchronisation(op))
    return;
  unsupported(op, "no lowering for an operation");
}

bool Emitter::emitIdentity(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<ir::ThreadIdOp>([&](auto at) { return set(at, threadId(at.getDimension())), true; })
      .Case<ir::BlockIdOp>([&](auto at) { return set(at, blockId(at.getDimension())), true; })
      .Case<ir::BlockDimOp>([&](auto at) { return set(at, blockDim(at.getDimension())), true; })
      .Case<ir::GridDimOp>([&](auto at) { return set(at, gridDim(at.getDimension())), true; })
      .Default([](Operation *) { return false; });
}

bool Emitter::emitSynchronisation(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<ir::BarrierOp>([&](auto) { return barrier(), true; })
      .Case<ir::BarrierReduceOp>([&](ir::BarrierReduceOp at) {
        return set(at, barrierReduce(at.getKind(), get(at.getPredicate()))), true;
      })
      .Case<ir::FenceOp>([&](ir::FenceOp at) { return fence(at.getScope()), true; })
      .Case<ir::SyncWarpOp>([&](ir::SyncWarpOp at) { return syncWarp(get(at.getMask())), true; })
      .Case<ir::ClockOp>([&](ir::ClockOp at) { return set(at, clock()), true; })
      .Case<ir::ExitThreadOp>([&](auto) {
        exitThread();
        builder_.SetInsertPoint(makeBlock("dead")); // what follows is well formed and never runs
        return true;
      })
      // Hardware with threads fuses and divides exactly, and makes no vectors of them.
      .Case<ir::DeviceHasOp>([&](ir::DeviceHasOp at) {
        bool has = at.getProperty() != ir::DeviceProperty::ThreadsAreLanes;
        return set(at, builder_.getInt1(has)), true;
      })
      .Default([](Operation *) { return false; });
}

// As an integer of at least 32 bits.
llvm::Value *Emitter::asBits(llvm::Value *value) {
  unsigned bits = unsigned(value->getType()->getPrimitiveSizeInBits());
  value = builder_.CreateBitCast(value, builder_.getIntNTy(bits));
  return bits < 32 ? builder_.CreateZExt(value, builder_.getInt32Ty()) : value;
}

bool Emitter::emitWarp(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<ir::ShuffleOp>([&](ir::ShuffleOp at) { return emitShuffle(at), true; })
      .Case<ir::VoteOp>([&](ir::VoteOp at) {
        return set(at, vote(at.getKind(), get(at.getMask()), get(at.getPredicate()))), true;
      })
      .Case<ir::BallotOp>(
          [&](ir::BallotOp at) { return set(at, ballot(get(at.getMask()), get(at.getPredicate()))), true; })
      .Case<ir::ActiveMaskOp>([&](ir::ActiveMaskOp at) { return set(at, activeMask()), true; })
      .Case<ir::MatchAnyOp>([&](ir::MatchAnyOp at) {
        return set(at, matchAny(get(at.getMask()), asBits(get(at.getValue())))), true;
      })
      .Case<ir::MatchAllOp>([&](ir::MatchAllOp at) {
        auto [mask, same] = matchAll(get(at.getMask()), asBits(get(at.getValue())));
        set(at.getResult(), mask);
        set(at.getSame(), same);
        return true;
      })
      .Case<ir::WarpReduceOp>([&](ir::WarpReduceOp at) {
        return set(at, warpReduce(at.getKind(), get(at.getMask()), get(at.getValue()))), true;
      })
      .Default([](Operation *) { return false; });
}

// A wide value goes in two halves.
void Emitter::emitShuffle(ir::ShuffleOp op) {
  llvm::Value *mask = get(op.getMask()), *lane = get(op.getLane()), *width = get(op.getWidth());
  llvm::Type *type = typeOf(op.getType());
  unsigned bits = unsigned(type->getPrimitiveSizeInBits());
  llvm::Value *value = asBits(get(op.getValue()));
  llvm::Value *result = nullptr;
  if (bits <= 32) {
    result = shuffle(op.getMode(), mask, value, lane, width);
    result = builder_.CreateTrunc(result, builder_.getIntNTy(bits));
  } else {
    llvm::Value *low = builder_.CreateTrunc(value, builder_.getInt32Ty());
    llvm::Value *high = builder_.CreateTrunc(builder_.CreateLShr(value, 32), builder_.getInt32Ty());
    low = builder_.CreateZExt(shuffle(op.getMode(), mask, low, lane, width), builder_.getInt64Ty());
    high = builder_.CreateZExt(shuffle(op.getMode(), mask, high, lane, width), builder_.getInt64Ty());
    result = builder_.CreateOr(low, builder_.CreateShl(high, 32));
  }
  set(op, builder_.CreateBitCast(result, type));
}

llvm::Value *Emitter::reduceStep(ir::ReduceKind kind, llvm::Value *a, llvm::Value *b) {
  switch (kind) {
  case ir::ReduceKind::Add:
    return builder_.CreateAdd(a, b);
  case ir::ReduceKind::SMin:
    return builder_.CreateBinaryIntrinsic(llvm::Intrinsic::smin, a, b);
  case ir::ReduceKind::SMax:
    return builder_.CreateBinaryIntrinsic(llvm::Intrinsic::smax, a, b);
  case ir::ReduceKind::UMin:
    return builder_.CreateBinaryIntrinsic(llvm::Intrinsic::umin, a, b);
  case ir::ReduceKind::UMax:
    return builder_.CreateBinaryIntrinsic(llvm::Intrinsic::umax, a, b);
  case ir::ReduceKind::And:
    return builder_.CreateAnd(a, b);
  case ir::ReduceKind::Or:
    return builder_.CreateOr(a, b);
  case ir::ReduceKind::Xor:
    return builder_.CreateXor(a, b);
  }
  llvm_unreachable("all kinds are handled");
}

llvm::Value *Emitter::call(llvm::Intrinsic::ID id, llvm::ArrayRef<llvm::Value *> operands) {
  return builder_.CreateCall(llvm::Intrinsic::getDeclaration(&module_, id), operands);
}

llvm::Value *Emitter::get(Value value) {
  llvm::Value *result = values_.lookup(value);
  assert(result && "the definition dominates");
  return result;
}

llvm::Type *Emitter::typeOf(Type type) {
  return llvm::TypeSwitch<Type, llvm::Type *>(type)
      .Case<IntegerType>([&](IntegerType integer) { return builder_.getIntNTy(integer.getWidth()); })
      .Case<Float32Type>([&](Type) { return builder_.getFloatTy(); })
      .Case<Float64Type>([&](Type) { return builder_.getDoubleTy(); })
      .Case<Float16Type>([&](Type) { return builder_.getHalfTy(); })
      .Case<BFloat16Type>([&](Type) { return builder_.getBFloatTy(); })
      .Case<IndexType>([&](Type) { return builder_.getInt64Ty(); })
      .Case<ir::PointerType>(
          [&](ir::PointerType pointer) { return builder_.getPtrTy(spaces_.of(pointer.getSpace())); });
}

void Emitter::unsupported(Operation *op, llvm::StringRef what) {
  if (error_.empty())
    error_ = (what + " in `" + kernel_.getName() + "`: `" + op->getName().getStringRef() + "`").str();
  for (Value result : op->getResults()) // so that emission can end
    set(result, llvm::PoisonValue::get(typeOf(result.getType())));
}

} // namespace hd::simt
