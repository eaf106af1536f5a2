#include "ir/transforms/unroll_loops/hoist_loads.h"

#include "ir/hd/addresses.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace hd::ir {
namespace {

constexpr uint64_t kMaxBytes = 128; // in registers at once

// An index as a sum that does not overflow.
struct Index {
  Value base;
  Type width; // what the base is extended to, sign and all; null for an index that is used as it is
  bool isSigned = false;
  int64_t constant = 0;

  bool sameBase(const Index &other) const {
    return base == other.base && width == other.width && isSigned == other.isSigned;
  }
};

Index indexOf(Value value) {
  Index index{value, nullptr};
  arith::IntegerOverflowFlags needed = arith::IntegerOverflowFlags::none; // addresses wrap as 64-bit sums do
  if (Operation *op = value.getDefiningOp(); isa_and_nonnull<arith::ExtSIOp, arith::ExtUIOp>(op)) {
    index = {op->getOperand(0), value.getType(), isa<arith::ExtSIOp>(op)};
    needed = index.isSigned ? arith::IntegerOverflowFlags::nsw : arith::IntegerOverflowFlags::nuw;
  }
  while (auto sum = index.base.getDefiningOp<arith::AddIOp>()) {
    APInt constant;
    if (!matchPattern(sum.getRhs(), m_ConstantInt(&constant)) || (sum.getOverflowFlags() & needed) != needed)
      break;
    index.constant +=
        index.isSigned || !index.width ? constant.getSExtValue() : int64_t(constant.getZExtValue());
    index.base = sum.getLhs();
  }
  return index;
}

// The bytes from one address to another of the same root, if they are known.
std::optional<int64_t> bytesBetween(Value from, Value to) {
  Distance a = distanceFromRoot(from), b = distanceFromRoot(to);
  if (a.terms.size() != b.terms.size())
    return std::nullopt;
  int64_t bytes = b.constant - a.constant;
  for (auto [left, right] : llvm::zip_equal(a.terms, b.terms)) {
    Index first = indexOf(left.first), second = indexOf(right.first);
    if (left.second != right.second || !first.sameBase(second))
      return std::nullopt;
    bytes += (second.constant - first.constant) * left.second;
  }
  return bytes;
}

uint64_t accessedBytes(Value pointer) { return sizeOf(cast<PointerType>(pointer.getType()).getPointee()); }

bool mayOverlap(Value written, Value read) {
  AddressSpace one = cast<PointerType>(written.getType()).getSpace(),
               other = cast<PointerType>(read.getType()).getSpace();
  if (one != other && one != AddressSpace::Generic && other != AddressSpace::Generic)
    return false;
  Value rootOfWritten = rootOf(written), rootOfRead = rootOf(read);
  if (rootOfWritten != rootOfRead)
    return !areApart(rootOfWritten, rootOfRead);
  std::optional<int64_t> bytes = bytesBetween(written, read);
  return !bytes || (*bytes < int64_t(accessedBytes(written)) && -*bytes < int64_t(accessedBytes(read)));
}

bool mayChange(Operation *op, Value read) {
  if (auto load = dyn_cast<LoadOp>(op))
    return load.getIsVolatile();
  if (isMemoryEffectFree(op))
    return false;
  if (auto store = dyn_cast<StoreOp>(op))
    return store.getIsVolatile() || mayOverlap(store.getPointer(), read);
  if (auto atomic = dyn_cast<AtomicRmwOp>(op))
    return mayOverlap(atomic.getPointer(), read);
  if (isa<scf::IfOp>(op))
    return op
        ->walk([&](Operation *inner) {
          return inner != op && !isa<scf::YieldOp>(inner) && mayChange(inner, read) ? WalkResult::interrupt()
                                                                                    : WalkResult::advance();
        })
        .wasInterrupted();
  return true;
}

// What must go with `op` in front of `start`; false if some of it cannot.
bool collectNeeds(Operation *op, Operation *start, llvm::SetVector<Operation *> &needs) {
  for (Value operand : op->getOperands()) {
    Operation *source = operand.getDefiningOp();
    if (!source || source->getBlock() != start->getBlock() || source->isBeforeInBlock(start))
      continue;
    if (source->getNumRegions() != 0 || !isMemoryEffectFree(source) || !collectNeeds(source, start, needs))
      return false;
  }
  needs.insert(op);
  return true;
}

bool canMove(LoadOp load, Operation *start) {
  for (Operation *op = start; op != load; op = op->getNextNode())
    if (mayChange(op, load.getPointer()))
      return false;
  return true;
}

} // namespace

bool readsFarMemory(Operation *op) {
  auto load = dyn_cast<LoadOp>(op);
  if (!load || load.getIsVolatile())
    return false;
  AddressSpace space = cast<PointerType>(load.getPointer().getType()).getSpace();
  return space == AddressSpace::Global || space == AddressSpace::Generic || space == AddressSpace::Constant;
}

void hoistLoads(Block &body) {
  SmallVector<LoadOp> loads;
  for (Operation &op : body)
    if (readsFarMemory(&op))
      loads.push_back(cast<LoadOp>(op));
  Operation *start = &body.front();
  uint64_t bytes = 0;
  for (LoadOp load : loads) {
    llvm::SetVector<Operation *> needs;
    bytes += accessedBytes(load.getPointer());
    if (bytes > kMaxBytes)
      return;
    if (!canMove(load, start) || !collectNeeds(load, start, needs))
      continue;
    for (Operation *op : needs) {
      if (op == start)
        start = start->getNextNode();
      else
        op->moveBefore(start);
    }
  }
}

} // namespace hd::ir
