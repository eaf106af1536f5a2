#include "ir/transforms/coarsen_threads/lanes.h"

#include "ir/hd/addresses.h"
#include "ir/hd/thread_index.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace hd::ir {

static Value pointerOf(Operation *op) {
  auto load = dyn_cast<LoadOp>(op);
  auto store = dyn_cast<StoreOp>(op);
  return load ? load.getPointer() : store ? store.getPointer() : Value();
}

static Type pointeeOf(Value pointer) { return cast<PointerType>(pointer.getType()).getPointee(); }

std::optional<uint64_t> neighbouringBytes(Operation *op, ThreadSteps &steps) {
  Value pointer = pointerOf(op);
  if (!pointer || !pointeeOf(pointer).isIntOrFloat())
    return std::nullopt;
  uint64_t size = sizeOf(pointeeOf(pointer));
  std::optional<int64_t> step = steps.of(pointer);
  return step && *step == int64_t(size) ? std::optional<uint64_t>(size) : std::nullopt;
}

std::optional<unsigned> boundedOperand(arith::CmpIOp compare, ThreadSteps &steps) {
  using P = arith::CmpIPredicate;
  P predicate = compare.getPredicate();
  if (predicate == P::eq || predicate == P::ne)
    return std::nullopt;
  bool isBelow = predicate == P::slt || predicate == P::sle || predicate == P::ult || predicate == P::ule;
  unsigned bounded = isBelow ? 0 : 1;
  Value value = compare->getOperand(bounded), bound = compare->getOperand(1 - bounded);
  while (isa_and_nonnull<arith::ExtSIOp, arith::ExtUIOp>(value.getDefiningOp()))
    value = value.getDefiningOp()->getOperand(0);
  auto index = value.getDefiningOp<arith::AddIOp>();
  return index && isGlobalIndex(index) && steps.of(bound) == 0 ? std::optional(bounded) : std::nullopt;
}

Lanes::Lanes(Build &build, ThreadSteps &steps, Value blocks, Value first, unsigned count)
    : build_(build), steps_(steps), blocks_(blocks), lanes_(count) {
  using Flags = arith::IntegerOverflowFlags;
  Value index = build.truncate(first, build.i32());
  auto plus = [&](Value start, Value lane) {
    return build.make<arith::AddIOp>(start, lane, Flags::nsw | Flags::nuw).getResult();
  };
  for (unsigned lane = 0; lane < count; ++lane) {
    indices_.push_back(lane == 0 ? index : plus(index, build.int32(lane)));
    wideIndices_.push_back(lane == 0 ? first : plus(first, build.int64(lane)));
  }
}

Value Lanes::indexIn(unsigned lane, Type type) const {
  return type.isInteger(64) ? wideIndices_[lane] : indices_[lane];
}

void Lanes::clone(ArrayRef<Operation *> ops) {
  for (Operation *op : ops)
    cloneOp(op);
}

void Lanes::cloneOp(Operation *op) {
  if (auto add = dyn_cast<arith::AddIOp>(op); add && isGlobalIndex(add)) {
    for (unsigned lane = 0; lane < lanes_.size(); ++lane)
      lanes_[lane].map(op->getResult(0), indexIn(lane, add.getType()));
    return;
  }
  if (wide_.contains(op)) {
    if (auto load = dyn_cast<LoadOp>(op))
      return loadWide(load);
    return storeWide(cast<StoreOp>(op));
  }
  bool isOnce = op->getNumResults() == 1 && steps_.of(op->getResult(0)) == 0;
  for (unsigned lane = 0; lane < lanes_.size(); ++lane) {
    if (isOnce && lane > 0)
      lanes_[lane].map(op->getResult(0), lanes_[0].lookup(op->getResult(0)));
    else
      cloneInLane(op, lane);
  }
}

// An operation with what is inside of it, for one lane.
void Lanes::cloneInLane(Operation *op, unsigned lane) {
  IRMapping &mapping = lanes_[lane];
  if (op->getNumResults() == 1 && mapping.contains(op->getResult(0)))
    return;
  // The grid of the launch, not of this code; and the numbers inside of regions.
  Operation *copy = build_.builder.clone(*op, mapping);
  SmallVector<Operation *> replaced;
  copy->walk([&](Operation *inner) {
    auto add = dyn_cast<arith::AddIOp>(inner);
    if (isa<GridDimOp>(inner) ? cast<GridDimOp>(inner).getDimension() == Dimension::X
                              : add && isGlobalIndex(add))
      replaced.push_back(inner);
  });
  for (Operation *inner : replaced) {
    OpBuilder::InsertionGuard guard(build_.builder);
    build_.builder.setInsertionPoint(inner);
    Value value = isa<GridDimOp>(inner) ? build_.truncate(blocks_, build_.i32())
                                        : indexIn(lane, inner->getResult(0).getType());
    if (inner == copy)
      mapping.map(op->getResult(0), value);
    inner->replaceAllUsesWith(ValueRange{value});
    inner->erase();
  }
}

Value Lanes::allHold(Value condition) {
  auto compare = condition.getDefiningOp<arith::CmpIOp>();
  if (compare && boundedOperand(compare, steps_)) // the last one tells
    return lanes_.back().lookup(condition);
  Value all;
  for (IRMapping &lane : lanes_) {
    Value holds = lane.lookupOrDefault(condition);
    all = all ? build_.bitAnd(all, holds) : holds;
  }
  return all;
}

// Without the guard in front: nothing that may trap.
bool Lanes::canMakeEarly(Value value) {
  Operation *op = value.getDefiningOp();
  return !op || lanes_[0].contains(value) ||
         ((isSpeculatable(op) || isa<LoadOp>(op)) &&
          llvm::all_of(op->getOperands(), [&](Value operand) { return canMakeEarly(operand); }));
}

// A value and what it is made of.
Value Lanes::makeInFirstLane(Value value) {
  if (lanes_[0].contains(value))
    return lanes_[0].lookup(value);
  Operation *op = value.getDefiningOp();
  if (!op)
    return value;
  auto add = dyn_cast<arith::AddIOp>(op);
  if (add && isGlobalIndex(add)) {
    lanes_[0].map(value, indexIn(0, add.getType()));
    return lanes_[0].lookup(value);
  }
  for (Value operand : op->getOperands())
    makeInFirstLane(operand);
  cloneInLane(op, 0);
  return lanes_[0].lookup(value);
}

Value Lanes::areAligned(ArrayRef<Operation *> body) {
  Value odd; // bits that must not be set
  llvm::DenseSet<Value> done;
  for (Operation *op : body) {
    std::optional<uint64_t> bytes = neighbouringBytes(op, steps_);
    if (!bytes || !canMakeEarly(pointerOf(op)))
      continue;
    wide_.insert(op);
    if (!done.insert(pointerOf(op)).second)
      continue;
    Value address = build_.make<PointerToIntOp>(build_.i64(), makeInFirstLane(pointerOf(op)));
    Value low = build_.bitAnd(address, *bytes * lanes_.size() - 1);
    odd = odd ? build_.bitOr(odd, low) : low;
  }
  return odd ? build_.isZero(odd) : Value();
}

// As a vector type of CUDA's: a struct of the elements, aligned as a whole.
Value Lanes::widePointer(Value pointer) {
  Type element = pointeeOf(pointer);
  uint64_t size = sizeOf(element), count = lanes_.size();
  SmallVector<StringAttr> names;
  SmallVector<uint64_t> offsets;
  for (unsigned lane = 0; lane < count; ++lane) {
    names.push_back(build_.builder.getStringAttr("lane" + std::to_string(lane)));
    offsets.push_back(lane * size);
  }
  std::string name;
  llvm::raw_string_ostream(name) << "hd_wide" << count << "_" << element;
  auto wide = StructType::get(element.getContext(), name, size * count, size * count, names,
                              SmallVector<Type>(count, element), offsets);
  auto type = build_.pointer(wide, cast<PointerType>(pointer.getType()).getSpace());
  return build_.make<PointerCastOp>(type, makeInFirstLane(pointer));
}

Value Lanes::lanePointer(Value wide, unsigned lane) {
  return fieldAddress(build_.builder, build_.loc, wide, lane);
}

void Lanes::loadWide(LoadOp load) {
  Value wide = widePointer(load.getPointer());
  for (unsigned lane = 0; lane < lanes_.size(); ++lane)
    lanes_[lane].map(load.getResult(),
                     build_.make<LoadOp>(load.getType(), lanePointer(wide, lane), false).getResult());
}

void Lanes::storeWide(StoreOp store) {
  Value wide = widePointer(store.getPointer());
  for (unsigned lane = 0; lane < lanes_.size(); ++lane)
    build_.store(lanes_[lane].lookupOrDefault(store.getValue()), lanePointer(wide, lane));
}

} // namespace hd::ir
