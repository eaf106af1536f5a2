// Types, and the forms in which a value can be had: scalar, base of a part, vector of a part.
#include "backends/cpu/emitter.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::cpu {

llvm::Type *Emitter::typeOf(Type type) {
  return llvm::TypeSwitch<Type, llvm::Type *>(type)
      .Case<IntegerType>([&](IntegerType integer) { return builder_.getIntNTy(integer.getWidth()); })
      .Case<Float32Type>([&](Type) { return builder_.getFloatTy(); })
      .Case<Float64Type>([&](Type) { return builder_.getDoubleTy(); })
      .Case<Float16Type, BFloat16Type>([&](Type) { return builder_.getInt16Ty(); }) // their bits
      .Case<IndexType>([&](Type) { return builder_.getInt64Ty(); })
      .Default([&](Type) { return builder_.getPtrTy(); });
}

// A pointer into an interleaved private object is a byte offset.
llvm::Type *Emitter::typeOf(Value value) {
  if (analysis_.privates().interleavedRoot(value))
    return builder_.getInt64Ty();
  return typeOf(value.getType());
}

llvm::Type *Emitter::partType(Value value, Shape shape) {
  llvm::Type *scalar = typeOf(value);
  return shape.isVarying() ? vectorOf(scalar) : scalar;
}

const Lanes &Emitter::get(Value value) {
  auto found = values_.find(value);
  if (found != values_.end())
    return found->second;
  Lanes lanes = resolve(value);
  return values_[value] = std::move(lanes);
}

llvm::Value *Emitter::uniform(Value value) { return get(value).parts[0]; }

llvm::Value *Emitter::base(Value value, unsigned part) {
  const Lanes &lanes = get(value);
  return lanes.parts[shapeOf(value).isUniform() ? 0 : part];
}

// {0, stride, 2 stride, ...}
llvm::Value *Emitter::iota(llvm::Type *element, int64_t stride) {
  llvm::SmallVector<llvm::Constant *> lanes;
  for (unsigned i = 0; i < width_; ++i)
    lanes.push_back(llvm::ConstantInt::get(element, uint64_t(stride) * i, true));
  return llvm::ConstantVector::get(lanes);
}

// The numbers in the warp of a part's lanes, as i32.
llvm::Constant *Emitter::laneNumbers(unsigned part) {
  llvm::SmallVector<uint32_t> lanes;
  for (unsigned i = 0; i < width_; ++i)
    lanes.push_back(part * width_ + i);
  return llvm::ConstantDataVector::get(context_, lanes);
}

llvm::Value *Emitter::pointerVector(const Lanes &lanes, unsigned part) {
  if (!lanes.base)
    return lanes.parts[part];
  llvm::Type *step = lanes.scale == 1 ? static_cast<llvm::Type *>(builder_.getInt8Ty())
                                      : llvm::ArrayType::get(builder_.getInt8Ty(), lanes.scale);
  return builder_.CreateGEP(step, lanes.base, lanes.parts[part]);
}

llvm::Value *Emitter::vector(Value value, unsigned part) {
  const Lanes &lanes = get(value);
  Shape shape = shapeOf(value);
  if (shape.isVarying())
    return pointerVector(lanes, part);
  if (shape.isLinear() && analysis_.wrapsBetweenLanes(value))
    return wrappingVector(value.getDefiningOp(), part);
  llvm::Value *scalar = lanes.parts[shape.isUniform() ? 0 : part];
  if (shape.isUniformPerPart())
    return builder_.CreateVectorSplat(width_, scalar);
  if (scalar->getType()->isPointerTy())
    return builder_.CreateGEP(builder_.getInt8Ty(), scalar, iota(builder_.getInt64Ty(), shape.stride));
  return builder_.CreateAdd(builder_.CreateVectorSplat(width_, scalar),
                            iota(scalar->getType(), shape.stride));
}

// Lane by lane, from the operands' vectors.
llvm::Value *Emitter::wrappingVector(Operation *op, unsigned part) {
  llvm::Value *first = vector(op->getOperand(0), part);
  llvm::Type *type = vectorOf(typeOf(op->getResult(0)));
  if (isa<arith::ExtSIOp>(op))
    return builder_.CreateSExt(first, type);
  if (isa<arith::ExtUIOp>(op))
    return builder_.CreateZExt(first, type);
  auto opcode = isa<arith::AddIOp>(op)   ? llvm::Instruction::Add
                : isa<arith::SubIOp>(op) ? llvm::Instruction::Sub
                : isa<arith::MulIOp>(op) ? llvm::Instruction::Mul
                                         : llvm::Instruction::Shl;
  return builder_.CreateBinOp(opcode, first, vector(op->getOperand(1), part));
}

// The value's parts as phis of the given shape hold them.
Parts Emitter::inShape(Value value, Shape shape) {
  Parts result;
  for (unsigned part = 0; part < partsOf(shape); ++part)
    result.push_back(shape.isVarying() ? vector(value, part) : base(value, part));
  return result;
}

llvm::AllocaInst *Emitter::stackArray(llvm::Type *element, unsigned count) {
  Builder at(&*entry_->getFirstInsertionPt());
  auto *array = at.CreateAlloca(llvm::ArrayType::get(element, count));
  array->setAlignment(llvm::Align(64));
  return array;
}

void Emitter::unsupported(Operation *op, llvm::StringRef what) {
  if (error_.empty())
    error_ = (what + " in `" + kernel_.getName() + "`: `" + op->getName().getStringRef() + "`").str();
  for (Value result : op->getResults()) { // so that emission can end
    Lanes lanes;
    Shape shape = shapeOf(result);
    for (unsigned part = 0; part < partsOf(shape); ++part)
      lanes.parts.push_back(llvm::PoisonValue::get(partType(result, shape)));
    set(result, std::move(lanes));
  }
}

} // namespace hd::cpu
