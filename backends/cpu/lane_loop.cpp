// One active lane after another, for what vectors cannot do: atomics, printf, copies of aggregates, locks.
#include "backends/cpu/emitter.h"

using namespace mlir;

namespace hd::cpu {

// Operands that differ between lanes go through arrays on the stack; `body` gets this lane's scalars. With a
// result type the lanes' results come back as vectors, undefined for inactive lanes.
Parts Emitter::laneLoop(llvm::ArrayRef<Value> operands, llvm::Type *resultType, LaneBody body) {
  llvm::SmallVector<llvm::Value *> sources; // a scalar or an array
  for (Value operand : operands) {
    if (shapeOf(operand).isUniform() && !analysis_.privates().interleavedRoot(operand)) {
      sources.push_back(uniform(operand));
      continue;
    }
    llvm::Type *type = typeOf(operand)->isIntegerTy(1) ? builder_.getInt8Ty() : typeOf(operand);
    llvm::AllocaInst *array = stackArray(type, kWarpSize);
    for (unsigned part = 0; part < parts_; ++part) {
      llvm::Value *value = vector(operand, part);
      if (value->getType()->getScalarType()->isIntegerTy(1))
        value = builder_.CreateZExt(value, vectorOf(type));
      builder_.CreateAlignedStore(value, builder_.CreateConstInBoundsGEP1_64(type, array, part * width_),
                                  llvm::Align(8));
    }
    sources.push_back(array);
  }
  llvm::AllocaInst *results = resultType ? stackArray(resultType, kWarpSize) : nullptr;
  llvm::Value *all = bitsOf(mask_);
  auto *from = builder_.GetInsertBlock();
  auto *loop = llvm::BasicBlock::Create(context_, "lane", function_);
  auto *exit = llvm::BasicBlock::Create(context_, "lane.exit", function_);
  builder_.CreateBr(loop);
  builder_.SetInsertPoint(loop);
  llvm::PHINode *left = phi(builder_.getInt32Ty(), 2);
  left->addIncoming(all, from);
  llvm::Value *lane =
      builder_.CreateIntrinsic(builder_.getInt32Ty(), llvm::Intrinsic::cttz, {left, builder_.getTrue()});
  llvm::SmallVector<llvm::Value *> scalars;
  for (auto [operand, source] : llvm::zip(operands, sources)) {
    auto *array = dyn_cast<llvm::AllocaInst>(source);
    if (!array || (shapeOf(operand).isUniform() && !analysis_.privates().interleavedRoot(operand))) {
      scalars.push_back(source);
      continue;
    }
    llvm::Type *type = array->getAllocatedType()->getArrayElementType();
    llvm::Value *scalar = builder_.CreateLoad(type, builder_.CreateInBoundsGEP(type, array, lane));
    scalars.push_back(typeOf(operand)->isIntegerTy(1) ? builder_.CreateIsNotNull(scalar) : scalar);
  }
  llvm::Value *result = body(lane, scalars);
  if (results)
    builder_.CreateStore(result, builder_.CreateInBoundsGEP(resultType, results, lane));
  llvm::Value *rest = builder_.CreateAnd(left, builder_.CreateSub(left, i32(1)));
  left->addIncoming(rest, builder_.GetInsertBlock());
  builder_.CreateCondBr(builder_.CreateIsNotNull(rest), loop, exit);
  builder_.SetInsertPoint(exit);
  Parts parts;
  if (results)
    for (unsigned part = 0; part < parts_; ++part)
      parts.push_back(builder_.CreateAlignedLoad(
          vectorOf(resultType), builder_.CreateConstInBoundsGEP1_64(resultType, results, part * width_),
          llvm::Align(8)));
  return parts;
}

// The region for one active lane after the other, from start to end: see spin_locks.h.
void Emitter::emitOneByOne(scf::ExecuteRegionOp op) {
  Mask outer = mask_;
  llvm::Value *all = bitsOf(mask_);
  auto *from = builder_.GetInsertBlock();
  auto *loop = llvm::BasicBlock::Create(context_, "turn", function_);
  auto *exit = llvm::BasicBlock::Create(context_, "turn.exit", function_);
  builder_.CreateBr(loop);
  builder_.SetInsertPoint(loop);
  llvm::PHINode *left = phi(builder_.getInt32Ty(), 2);
  left->addIncoming(all, from);
  std::vector<Parts> earlier(op.getNumResults()), results(op.getNumResults());
  for (auto [number, result] : llvm::enumerate(op.getResults()))
    for (unsigned part = 0; part < parts_; ++part) {
      llvm::PHINode *merged = phi(partType(result, Shape::varying()), 2);
      merged->addIncoming(llvm::PoisonValue::get(merged->getType()), from);
      earlier[number].push_back(merged);
    }
  Parts own = maskFromBits(builder_.CreateAnd(left, builder_.CreateNeg(left)));
  mask_ = {false, own};
  Block &body = op.getRegion().front();
  emitOps(body);
  for (auto [number, value] : llvm::enumerate(body.getTerminator()->getOperands()))
    for (unsigned part = 0; part < parts_; ++part)
      results[number].push_back(builder_.CreateSelect(own[part], vector(value, part), earlier[number][part]));
  llvm::Value *rest = builder_.CreateAnd(left, builder_.CreateSub(left, i32(1)));
  auto *latch = builder_.GetInsertBlock();
  left->addIncoming(rest, latch);
  builder_.CreateCondBr(builder_.CreateIsNotNull(rest), loop, exit);
  builder_.SetInsertPoint(exit);
  mask_ = outer;
  for (auto [number, result] : llvm::enumerate(op.getResults())) {
    for (unsigned part = 0; part < parts_; ++part)
      cast<llvm::PHINode>(earlier[number][part])->addIncoming(results[number][part], latch);
    Lanes lanes;
    lanes.parts = results[number];
    set(result, std::move(lanes));
  }
}

} // namespace hd::cpu
