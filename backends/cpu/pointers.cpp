// Pointer arithmetic. A varying pointer stays `scalar base + vector of indices` for as long as it can, which
// is what gathers and scatters want.
#include "backends/cpu/emitter.h"
#include "backends/layout.h"

#include "runtime/abi/cpu.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace hd::cpu {

static uint64_t pointeeSize(Value pointer) {
  return ir::sizeOf(cast<ir::PointerType>(pointer.getType()).getPointee());
}

// base + index * size
void Emitter::emitOffset(ir::OffsetOp op) {
  uint64_t size = pointeeSize(op.getBase());
  Shape shape = shapeOf(op.getResult()), baseShape = shapeOf(op.getBase());
  Lanes lanes;
  if (analysis_.privates().interleavedRoot(op.getBase())) {
    for (unsigned part = 0; part < partsOf(shape); ++part) {
      bool vectors = shape.isVarying();
      llvm::Value *index = vectors ? vector(op.getIndex(), part) : base(op.getIndex(), part);
      llvm::Value *bytes = builder_.CreateMul(index, llvm::ConstantInt::get(index->getType(), size));
      lanes.parts.push_back(
          builder_.CreateAdd(vectors ? vector(op.getBase(), part) : base(op.getBase(), part), bytes));
    }
    return set(op, std::move(lanes));
  }
  auto *step = llvm::ArrayType::get(builder_.getInt8Ty(), size);
  if (!shape.isVarying()) {
    for (unsigned part = 0; part < partsOf(shape); ++part)
      lanes.parts.push_back(builder_.CreateGEP(step, base(op.getBase(), part), base(op.getIndex(), part)));
    return set(op, std::move(lanes));
  }
  const Lanes from = get(op.getBase());
  if (baseShape.isUniform()) {
    lanes.base = from.parts[0];
    lanes.scale = size;
    for (unsigned part = 0; part < parts_; ++part)
      lanes.parts.push_back(vector(op.getIndex(), part));
  } else if (from.base && shapeOf(op.getIndex()).isUniform()) {
    lanes = from;
    lanes.base = builder_.CreateGEP(step, from.base, uniform(op.getIndex()));
  } else if (from.base) {
    lanes.base = from.base;
    lanes.scale = from.scale == size ? size : 1;
    for (unsigned part = 0; part < parts_; ++part) {
      auto scaled = [&](llvm::Value *index, uint64_t scale) {
        return lanes.scale != 1 || scale == 1
                   ? index
                   : builder_.CreateMul(index, llvm::ConstantInt::get(index->getType(), scale));
      };
      lanes.parts.push_back(builder_.CreateAdd(scaled(from.parts[part], from.scale),
                                               scaled(vector(op.getIndex(), part), size)));
    }
  } else {
    for (unsigned part = 0; part < parts_; ++part)
      lanes.parts.push_back(
          builder_.CreateGEP(step, vector(op.getBase(), part), vector(op.getIndex(), part)));
  }
  set(op, std::move(lanes));
}

void Emitter::addBytes(Value from, Value to, uint64_t bytes) {
  Lanes lanes = get(from);
  if (bytes == 0)
    return set(to, std::move(lanes));
  bool isOffset = analysis_.privates().interleavedRoot(from);
  auto advance = [&](llvm::Value *value) -> llvm::Value * {
    if (isOffset)
      return builder_.CreateAdd(value, llvm::ConstantInt::get(value->getType(), bytes));
    return builder_.CreateConstGEP1_64(builder_.getInt8Ty(), value, bytes);
  };
  if (lanes.base)
    lanes.base = advance(lanes.base);
  else
    for (llvm::Value *&part : lanes.parts)
      part = advance(part);
  set(to, std::move(lanes));
}

bool Emitter::emitPointer(Operation *op) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<ir::OffsetOp>([&](ir::OffsetOp at) {
        emitOffset(at);
        return true;
      })
      .Case<ir::FieldOp>([&](ir::FieldOp at) {
        auto record = cast<ir::StructType>(cast<ir::PointerType>(at.getBase().getType()).getPointee());
        addBytes(at.getBase(), at, record.getFieldOffsets()[at.getField()]);
        return true;
      })
      .Case<ir::DecayOp, ir::PointerCastOp>([&](Operation *at) {
        addBytes(at->getOperand(0), at->getResult(0), 0);
        return true;
      })
      .Case<ir::PointerToIntOp>([&](ir::PointerToIntOp at) {
        Lanes lanes;
        Shape shape = shapeOf(at.getResult());
        for (unsigned part = 0; part < partsOf(shape); ++part) {
          llvm::Value *pointer =
              shape.isVarying() ? vector(at.getSource(), part) : base(at.getSource(), part);
          lanes.parts.push_back(builder_.CreatePtrToInt(
              pointer, shape.isVarying() ? static_cast<llvm::Type *>(vectorOf(builder_.getInt64Ty()))
                                         : builder_.getInt64Ty()));
        }
        set(at, std::move(lanes));
        return true;
      })
      .Case<ir::IntToPointerOp>([&](ir::IntToPointerOp at) {
        Lanes lanes;
        Shape shape = shapeOf(at.getResult());
        for (unsigned part = 0; part < partsOf(shape); ++part) {
          llvm::Value *number = shape.isVarying() ? vector(at.getSource(), part) : base(at.getSource(), part);
          lanes.parts.push_back(builder_.CreateIntToPtr(
              number, shape.isVarying() ? static_cast<llvm::Type *>(vectorOf(builder_.getPtrTy()))
                                        : builder_.getPtrTy()));
        }
        set(at, std::move(lanes));
        return true;
      })
      .Case<ir::AddressOfOp>([&](ir::AddressOfOp at) {
        Lanes lanes;
        auto shared = shared_.offsets.find(at.getGlobalAttr().getAttr());
        if (shared != shared_.offsets.end())
          lanes.parts.push_back(
              builder_.CreateConstGEP1_64(builder_.getInt8Ty(), sharedBase_, shared->second));
        else
          lanes.parts.push_back(module_.getNamedValue(backends::symbolOf(at)));
        set(at, std::move(lanes));
        return true;
      })
      .Case<ir::DynamicSharedOp>([&](ir::DynamicSharedOp at) {
        Lanes lanes;
        lanes.parts.push_back(builder_.CreateConstGEP1_64(
            builder_.getInt8Ty(), sharedBase_, llvm::alignTo(shared_.bytes, HD_CPU_ARENA_ALIGNMENT)));
        set(at, std::move(lanes));
        return true;
      })
      .Case<ir::BlockIdOp, ir::BlockDimOp, ir::GridDimOp>([&](auto at) {
        llvm::Value **table = isa<ir::BlockIdOp>(at.getOperation())    ? blockId_
                              : isa<ir::BlockDimOp>(at.getOperation()) ? blockDim_
                                                                       : gridDim_;
        Lanes lanes;
        lanes.parts.push_back(table[unsigned(at.getDimension())]);
        set(at, std::move(lanes));
        return true;
      })
      .Default([](Operation *) { return false; });
}

} // namespace hd::cpu
