#include "ir/transforms/coarsen_threads/coarsen_threads.h"

#include "ir/hd/build.h"
#include "ir/hd/thread_index.h"
#include "ir/transforms/coarsen_threads/lanes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_COARSENTHREADS
#include "ir/transforms/coarsen_threads/coarsen_threads.h.inc"

namespace {

constexpr unsigned kMaxOps = 64, kWideBytes = 16;

// Nothing but what can be done for several threads in step, in any order among them.
bool isSimple(func::FuncOp kernel) {
  unsigned ops = 0;
  for (unsigned i = 0; i < kernel.getNumArguments(); ++i)
    if (kernel.getArgAttr(i, kMessagesAttr))
      return false;
  WalkResult found = kernel.walk([&](Operation *op) {
    auto load = dyn_cast<LoadOp>(op);
    auto store = dyn_cast<StoreOp>(op);
    bool isVolatile = (load && load.getIsVolatile()) || (store && store.getIsVolatile());
    ops += !op->hasTrait<OpTrait::ConstantLike>();
    return knowsNoBlocks(op) && !isa<scf::WhileOp, scf::ForOp>(op) && !isVolatile && ops <= kMaxOps
               ? WalkResult::advance()
               : WalkResult::interrupt();
  });
  return !found.wasInterrupted();
}

// `prefix; if (guard) { body } return`, or a body without a guard.
struct Shape {
  SmallVector<Operation *> prefix, body;
  scf::IfOp guard;
};

// For threads that are not there, too: their number must not make it trap.
bool isHarmless(Operation *op, ThreadSteps &steps) {
  return op->getNumRegions() == 0 && isMemoryEffectFree(op) &&
         (isSpeculatable(op) || steps.areSame(op->getOperands().drop_front()));
}

Shape shapeOf(func::FuncOp kernel, ThreadSteps &steps) {
  Shape shape;
  for (Operation &op : kernel.getBody().front().without_terminator())
    shape.prefix.push_back(&op);
  auto guard = shape.prefix.empty() ? nullptr : dyn_cast<scf::IfOp>(shape.prefix.back());
  bool isGuarded =
      guard && guard.getNumResults() == 0 && guard.getElseRegion().empty() &&
      llvm::all_of(ArrayRef(shape.prefix).drop_back(), [&](Operation *op) { return isHarmless(op, steps); });
  if (!isGuarded) {
    std::swap(shape.prefix, shape.body);
    return shape;
  }
  shape.prefix.pop_back();
  shape.guard = guard;
  for (Operation &op : guard.thenBlock()->without_terminator())
    shape.body.push_back(&op);
  return shape;
}

class Coarsening {
public:
  explicit Coarsening(func::FuncOp kernel)
      : kernel_(kernel), builder_(kernel.getContext()), shape_(shapeOf(kernel, steps_)) {}

  // How many threads one may take: as many as one wide access holds.
  unsigned width(unsigned most) {
    uint64_t largest = 0;
    for (Operation *op : shape_.body)
      if (std::optional<uint64_t> bytes = neighbouringBytes(op, steps_))
        largest = std::max(largest, *bytes);
    return largest == 0
               ? 1
               : unsigned(std::min<uint64_t>(most, kWideBytes / std::min<uint64_t>(largest, kWideBytes)));
  }

  void run(unsigned width, bool orLanes) {
    Block &block = kernel_.getBody().front();
    SmallVector<Operation *> old;
    for (Operation &op : block.without_terminator())
      old.push_back(&op);
    addParameter(width);
    Build build(builder_, block.getTerminator());
    if (orLanes) {
      Value areLanes = build.make<DeviceHasOp>(build.i1(), DeviceProperty::ThreadsAreLanes);
      auto branch = build.make<scf::IfOp>(areLanes, /*withElseRegion=*/true);
      builder_.setInsertionPointToStart(branch.thenBlock());
      asLanes(build);
      builder_.setInsertionPointToStart(branch.elseBlock());
    }
    bySeveral(build, old, width);
    for (Operation *op : llvm::reverse(old))
      op->erase();
  }

private:
  void bySeveral(Build &build, ArrayRef<Operation *> old, unsigned width) {
    Value number =
        build.add(build.mul(wide<BlockIdOp>(build), wide<BlockDimOp>(build)), wide<ThreadIdOp>(build));
    Value first = build.mul(number, build.int64(width));
    Value total = build.mul(blocks_, wide<BlockDimOp>(build));
    Value inside = build.compare(Build::Predicate::ule, build.add(first, width), total);
    Lanes lanes(build, steps_, blocks_, first, width);
    lanes.clone(shape_.prefix);
    if (shape_.guard)
      inside = build.bitAnd(inside, lanes.allHold(shape_.guard.getCondition()));
    if (Value aligned = lanes.areAligned(shape_.body))
      inside = build.bitAnd(inside, aligned);
    auto branch = build.make<scf::IfOp>(inside, /*withElseRegion=*/true);
    builder_.setInsertionPointToStart(branch.thenBlock());
    lanes.clone(shape_.body);
    builder_.setInsertionPointToStart(branch.elseBlock());
    oneByOne(build, old, first, total, width);
  }

  // The kernel, without its guard in blocks whose threads all pass.
  void asLanes(Build &build) {
    IRMapping mapping;
    auto clone = [&](ArrayRef<Operation *> ops) {
      for (Operation *op : ops)
        builder_.clone(*op, mapping);
    };
    clone(shape_.prefix);
    if (!shape_.guard)
      return clone(shape_.body);
    Value allPass = lastPasses(build, mapping);
    if (!allPass)
      return clone(shape_.guard.getOperation());
    auto branch = build.make<scf::IfOp>(allPass, /*withElseRegion=*/true);
    builder_.setInsertionPointToStart(branch.thenBlock());
    clone(shape_.body);
    builder_.setInsertionPointToStart(branch.elseBlock());
    clone(shape_.guard.getOperation());
  }

  // Whether the block's last thread passes the guard and hence all do; null where the one does not say the
  // other. Numbers below 2^31 are what they are in 32 bits and 64, signed or not.
  Value lastPasses(Build &build, IRMapping mapping) {
    auto compare = shape_.guard.getCondition().getDefiningOp<arith::CmpIOp>();
    std::optional<unsigned> bounded = compare ? boundedOperand(compare, steps_) : std::nullopt;
    if (!bounded)
      return {};
    Value dim = wide<BlockDimOp>(build);
    Value last = build.add(build.mul(wide<BlockIdOp>(build), dim), build.sub(dim, build.int64(1)));
    SmallVector<Operation *> made = {compare};
    Value index = compare->getOperand(*bounded);
    for (; !isa<arith::AddIOp>(index.getDefiningOp()); index = made.back()->getOperand(0))
      made.push_back(index.getDefiningOp()); // an extension
    mapping.map(index, build.truncate(last, index.getType()));
    for (Operation *op : llvm::reverse(made))
      builder_.clone(*op, mapping);
    return build.bitAnd(build.compare(Build::Predicate::ult, last, uint64_t{1} << 31),
                        mapping.lookup(compare.getResult()));
  }

  void addParameter(unsigned width) {
    kernel_.insertArgument(
        kernel_.getNumArguments(), builder_.getI64Type(),
        builder_.getDictionaryAttr({builder_.getNamedAttr(kBlocksAttr, builder_.getUnitAttr())}),
        kernel_.getLoc());
    kernel_->setAttr(kThreadsAtATimeAttr, builder_.getI32IntegerAttr(int32_t(width)));
    blocks_ = kernel_.getArguments().back();
  }

  template <class Op> Value wide(Build &build) {
    return build.extendUnsigned(build.make<Op>(build.i32(), Dimension::X), build.i64());
  }

  // for (t = first; t < first + width && t < total; ++t) the kernel
  void oneByOne(Build &build, ArrayRef<Operation *> ops, Value first, Value total, unsigned width) {
    Value end = build.add(first, width);
    Value isLess = build.compare(Build::Predicate::ult, end, total);
    auto loop = build.make<scf::WhileOp>(TypeRange{build.i64()}, ValueRange{first});
    loop->setAttr(kUnrollAttr, builder_.getI64IntegerAttr(1));
    Block *before = builder_.createBlock(&loop.getBefore(), {}, {build.i64()}, {build.loc});
    Block *after = builder_.createBlock(&loop.getAfter(), {}, {build.i64()}, {build.loc});
    builder_.setInsertionPoint(loop);
    Value limit = build.select(isLess, end, total);
    builder_.setInsertionPointToStart(before);
    Value more = build.compare(Build::Predicate::ult, before->getArgument(0), limit);
    build.make<scf::ConditionOp>(more, before->getArguments());
    builder_.setInsertionPointToStart(after);
    Lanes lane(build, steps_, blocks_, after->getArgument(0), 1);
    lane.clone(ops);
    build.make<scf::YieldOp>(ValueRange{build.add(after->getArgument(0), 1)});
  }

  func::FuncOp kernel_;
  OpBuilder builder_;
  ThreadSteps steps_;
  Shape shape_;
  Value blocks_;
};

struct CoarsenThreadsPass : impl::CoarsenThreadsBase<CoarsenThreadsPass> {
  using CoarsenThreadsBase::CoarsenThreadsBase;

  void runOnOperation() override {
    func::FuncOp kernel = getOperation();
    if (!kernel->hasAttr(kKernelAttr) || kernel->hasAttr(kCheckedAttr) || !isSimple(kernel))
      return;
    Coarsening coarsening(kernel);
    unsigned width = llvm::bit_floor(coarsening.width(factor));
    if (width < 2)
      return;
    coarsening.run(width, orLanes);
    ++numKernels;
  }
};

} // namespace
} // namespace hd::ir
