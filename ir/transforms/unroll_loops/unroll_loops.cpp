// Unrolls loops of constant trip count.
#include "ir/transforms/unroll_loops/unroll_loops.h"

#include "ir/hd/dialect.h"
#include "ir/transforms/unroll_loops/array_loops.h"
#include "ir/transforms/unroll_loops/copies.h"
#include "ir/transforms/unroll_loops/trip_count.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_UNROLLLOOPS
#include "ir/transforms/unroll_loops/unroll_loops.h.inc"

namespace {

constexpr unsigned kMaxFullTrips = 128, kMaxFullOps = 4096;
constexpr unsigned kMaxUnhintedTrips = 8, kMaxUnhintedOps = 64;
constexpr unsigned kMaxArrayTrips = 64, kMaxArrayOps = 2048; // loops of small arrays
constexpr unsigned kMaxCountedTrips = 65536;

// What a copy of the loop's body counts for where somebody asks for copies. The cpu backend makes loops over
// warps of what is around a barrier, and other devices wait there: nothing is gained by dozens of them.
unsigned sizeOfCopy(scf::WhileOp loop) {
  constexpr unsigned kOpsOfBarrier = 64;
  unsigned barriers = 0;
  loop->walk([&](Operation *op) { barriers += isa<BarrierOp, BarrierReduceOp>(op); });
  return countOps(loop) + kOpsOfBarrier * barriers;
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
    if (hint)
      size = sizeOfCopy(loop);
    if (!trips || *trips * size > (isArrayLoop ? kMaxArrayOps : kMaxFullOps))
      return false;
    unrollFully(loop, *trips);
    ++numFull;
    return true;
  }

  bool unrollByFactor(scf::WhileOp loop, uint64_t factor) {
    std::optional<unsigned> trips = constantTripCount(loop, kMaxCountedTrips);
    if (!trips || *trips % factor != 0 || factor * sizeOfCopy(loop) > kMaxFullOps)
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
