#include "backends/cpu/grid_stride.h"

#include "backends/cpu/emitter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace hd::cpu {

static bool dependsOnGrid(Value value, unsigned depth = 6) {
  Operation *op = value.getDefiningOp();
  if (!op || depth == 0)
    return false;
  return isa<ir::GridDimOp>(op) ||
         llvm::any_of(op->getOperands(), [&](Value operand) { return dependsOnGrid(operand, depth - 1); });
}

std::optional<Advance> advanceOf(Value value, unsigned depth) {
  if (depth == 0)
    return std::nullopt;
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    auto loop = dyn_cast<scf::WhileOp>(argument.getOwner()->getParentOp());
    if (!loop || argument.getOwner() != loop.getAfterBody())
      return std::nullopt;
    auto carried = dyn_cast<BlockArgument>(loop.getConditionOp().getArgs()[argument.getArgNumber()]);
    if (!carried || carried.getOwner() != loop.getBeforeBody())
      return std::nullopt;
    auto next = loop.getYieldOp().getOperand(carried.getArgNumber()).getDefiningOp<arith::AddIOp>();
    if (!next || (next.getLhs() != value && next.getRhs() != value))
      return std::nullopt;
    return Advance{next.getLhs() == value ? next.getRhs() : next.getLhs()};
  }
  Operation *op = value.getDefiningOp();
  if (isa_and_nonnull<arith::ExtSIOp, arith::ExtUIOp>(op))
    return advanceOf(op->getOperand(0), depth - 1);
  if (auto offset = dyn_cast_or_null<ir::OffsetOp>(op)) {
    std::optional<Advance> index = advanceOf(offset.getIndex(), depth - 1);
    if (index)
      index->factor *= int64_t(ir::sizeOf(cast<ir::PointerType>(offset.getType()).getPointee()));
    return index;
  }
  return std::nullopt;
}

bool isGridStride(scf::WhileOp loop) {
  bool found = false;
  loop.getAfterBody()->walk([&](ir::LoadOp load) {
    std::optional<Advance> advance = advanceOf(load.getPointer());
    found |= advance && dependsOnGrid(advance->step);
  });
  return found;
}

// Later iterations' loads: the step is too long for the hardware to see a stream.
void Emitter::emitPrefetch(Value pointer, llvm::Value *address) {
  constexpr int64_t kIterationsAhead = 4;
  std::optional<Advance> advance = advanceOf(pointer);
  if (!advance || !shapeOf(advance->step).isUniform() || !dependsOnGrid(advance->step))
    return;
  llvm::Value *step = builder_.CreateIntCast(uniform(advance->step), builder_.getInt64Ty(), true);
  llvm::Value *bytes =
      builder_.CreateMul(step, builder_.getInt64(uint64_t(advance->factor * kIterationsAhead)));
  llvm::Value *ahead = builder_.CreateGEP(builder_.getInt8Ty(), address, bytes);
  builder_.CreateIntrinsic(llvm::Intrinsic::prefetch, {builder_.getPtrTy()}, {ahead, i32(0), i32(3), i32(1)});
}

} // namespace hd::cpu
