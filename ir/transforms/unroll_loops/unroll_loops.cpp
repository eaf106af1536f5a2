// Unrolls loops of constant trip count. An scf.while is `before` (computes the condition) and `after` (the
// body); with n trips it runs before, after, before, ..., after, before. Copies are folded as they are made.
#include "ir/transforms/unroll_loops/unroll_loops.h"

#include "ir/hd/dialect.h"
#include "ir/transforms/unroll_loops/array_loops.h"
#include "ir/transforms/unroll_loops/trip_count.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_UNROLLLOOPS
#include "ir/transforms/unroll_loops/unroll_loops.h.inc"

namespace {

constexpr unsigned kMaxFullTrips = 128, kMaxFullOps = 4096;
constexpr unsigned kMaxUnhintedTrips = 8, kMaxUnhintedOps = 64;
constexpr unsigned kMaxArrayTrips = 64, kMaxArrayOps = 2048; // loops of small arrays
constexpr unsigned kMaxCountedTrips = 65536;

unsigned countOps(scf::WhileOp loop) {
  unsigned count = 0;
  loop->walk([&](Operation *op) { count += !op->hasTrait<OpTrait::ConstantLike>(); });
  return count;
}

// Copies a block before the insertion point with its arguments replaced; gives the terminator's operands.
SmallVector<Value> copyBlock(OpBuilder &builder, Block &block, ValueRange arguments) {
  IRMapping mapping;
  mapping.map(block.getArguments(), arguments);
  for (Operation &op : block.without_terminator()) {
    Operation *copy = builder.clone(op, mapping);
    SmallVector<Value> folded;
    if (copy->getNumRegions() != 0 || failed(builder.tryFold(copy, folded)))
      continue;
    // An in-place fold gives the copy itself back.
    if (folded.empty() || folded.front().getDefiningOp() == copy)
      continue;
    mapping.map(op.getResults(), folded);
    copy->erase();
  }
  SmallVector<Value> values;
  for (Value operand : block.getTerminator()->getOperands())
    values.push_back(mapping.lookupOrDefault(operand));
  return values;
}

SmallVector<Value> copyBefore(OpBuilder &builder, scf::WhileOp loop, ValueRange carried) {
  SmallVector<Value> values = copyBlock(builder, *loop.getBeforeBody(), carried);
  values.erase(values.begin()); // the condition
  return values;
}

// while(c) body -> before; body; before; ...; body; before
void unrollFully(scf::WhileOp loop, unsigned trips) {
  OpBuilder builder(loop);
  SmallVector<Value> carried = loop.getInits();
  for (unsigned i = 0; i < trips; ++i) {
    SmallVector<Value> arguments = copyBefore(builder, loop, carried);
    carried = copyBlock(builder, *loop.getAfterBody(), arguments);
  }
  loop->replaceAllUsesWith(copyBefore(builder, loop, carried));
  loop.erase();
}

// while(c) body -> while(c) { body; before; body; ...; body }: the inner conditions are known to hold.
void unrollPartly(scf::WhileOp loop, unsigned factor) {
  Operation *yield = loop.getYieldOp();
  Block *body = loop.getAfterBody();
  // Copies read the original, so it is kept apart until all of them exist.
  auto original = cast<scf::WhileOp>(loop->clone());
  OpBuilder builder(yield);
  SmallVector<Value> carried(yield->getOperands());
  for (unsigned i = 1; i < factor; ++i) {
    SmallVector<Value> arguments = copyBefore(builder, original, carried);
    carried = copyBlock(builder, *original.getAfterBody(), arguments);
  }
  body->getTerminator()->setOperands(carried);
  original->erase();
  loop->setAttr(kUnrollAttr, builder.getI64IntegerAttr(1));
}

struct UnrollLoopsPass : impl::UnrollLoopsBase<UnrollLoopsPass> {
  // Inner loops first; unrolling an outer loop may make the bounds of inner ones constant, hence the rounds.
  void runOnOperation() override {
    for (int round = 0; round < 3; ++round) {
      SmallVector<scf::WhileOp> loops;
      arrayLoops = loopsOfSmallArrays(getOperation());
      getOperation().walk([&](scf::WhileOp loop) { loops.push_back(loop); });
      bool changed = false;
      for (scf::WhileOp loop : loops)
        changed |= unroll(loop);
      if (!changed)
        return;
    }
  }

  bool unroll(scf::WhileOp loop) {
    auto hint = loop->getAttrOfType<IntegerAttr>(kUnrollAttr);
    if (hint && hint.getInt() > 1)
      return unrollByFactor(loop, hint.getInt());
    if (hint && hint.getInt() == 1)
      return false;
    unsigned size = countOps(loop);
    bool isArrayLoop = !hint && arrayLoops.contains(loop);
    if (!hint && size > (isArrayLoop ? kMaxArrayOps : kMaxUnhintedOps))
      return false;
    unsigned maxTrips = hint ? kMaxFullTrips : isArrayLoop ? kMaxArrayTrips : kMaxUnhintedTrips;
    std::optional<unsigned> trips = constantTripCount(loop, maxTrips);
    if (!trips || *trips * size > (isArrayLoop ? kMaxArrayOps : kMaxFullOps))
      return false;
    unrollFully(loop, *trips);
    ++numFull;
    return true;
  }

  bool unrollByFactor(scf::WhileOp loop, uint64_t factor) {
    std::optional<unsigned> trips = constantTripCount(loop, kMaxCountedTrips);
    if (!trips || *trips % factor != 0 || factor * countOps(loop) > kMaxFullOps)
      return false;
    if (*trips == factor) {
      unrollFully(loop, *trips);
      ++numFull;
    } else if (*trips != 0) {
      unrollPartly(loop, factor);
      ++numPartial;
    }
    return true;
  }

  llvm::DenseSet<Operation *> arrayLoops; // that are still as they were when it was made
};

} // namespace
} // namespace hd::ir
