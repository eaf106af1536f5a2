// Puts a loop that does several rounds at a time in front of loops that count up to a bound. Where the number
// of rounds is a constant there is nothing left to do one by one, and more rounds go together.
#include "ir/hd/dialect.h"
#include "ir/transforms/unroll_loops/copies.h"
#include "ir/transforms/unroll_loops/hoist_loads.h"
#include "ir/transforms/unroll_loops/trip_count.h"
#include "ir/transforms/unroll_loops/unroll_loops.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_UNROLLCOUNTED
#include "ir/transforms/unroll_loops/unroll_loops.h.inc"

namespace {

constexpr unsigned kMaxOps = 256, kMaxFactor = 16;
constexpr unsigned kMaxKnownTrips = 65536, kMaxKnownOps = 512, kMaxKnownFactor = 32, kMaxFullOps = 1024;

// while (counter < bound) { ...; counter += step }
struct CountedLoop {
  scf::WhileOp loop;
  arith::CmpIOp compare;
  bool isSigned;
  BlockArgument counter; // of `before`
  Value bound, step;
  SmallVector<unsigned> resultOf; // for each carried value: the result that it leaves the loop as
};

bool isOutside(scf::WhileOp loop, Value value) {
  return !loop->isAncestor(value.getParentRegion()->getParentOp());
}

std::optional<CountedLoop> matchCondition(scf::WhileOp loop) {
  auto compare = loop.getConditionOp().getCondition().getDefiningOp<arith::CmpIOp>();
  if (!compare || compare->getBlock() != loop.getBeforeBody() ||
      loop.getBeforeBody()->getOperations().size() != 2)
    return std::nullopt;
  Value less = compare.getLhs(), more = compare.getRhs();
  arith::CmpIPredicate predicate = compare.getPredicate();
  if (predicate == arith::CmpIPredicate::sgt || predicate == arith::CmpIPredicate::ugt)
    std::swap(less, more);
  bool isSigned = predicate == arith::CmpIPredicate::slt || predicate == arith::CmpIPredicate::sgt;
  if (!isSigned && predicate != arith::CmpIPredicate::ult && predicate != arith::CmpIPredicate::ugt)
    return std::nullopt;
  auto counter = dyn_cast<BlockArgument>(less);
  unsigned width = less.getType().isInteger() ? less.getType().getIntOrFloatBitWidth() : 0;
  if (!counter || counter.getOwner() != loop.getBeforeBody() || !isOutside(loop, more) ||
      (width != 32 && width != 64))
    return std::nullopt;
  return CountedLoop{loop, compare, isSigned, counter, more, nullptr, {}};
}

// What goes round must leave the loop too, for the one behind it to start with.
bool matchCarried(CountedLoop &counted) {
  OperandRange leaving = counted.loop.getConditionOp().getArgs();
  for (BlockArgument carried : counted.loop.getBeforeArguments()) {
    auto found = llvm::find(leaving, carried);
    if (found == leaving.end())
      return false;
    counted.resultOf.push_back(unsigned(found - leaving.begin()));
  }
  return true;
}

bool matchStep(CountedLoop &counted) {
  scf::WhileOp loop = counted.loop;
  auto next = loop.getYieldOp().getOperand(counted.counter.getArgNumber()).getDefiningOp<arith::AddIOp>();
  if (!next)
    return false;
  Value inBody = loop.getAfterArguments()[counted.resultOf[counted.counter.getArgNumber()]];
  counted.step = next.getLhs() == inBody ? next.getRhs() : next.getLhs();
  return (next.getLhs() == inBody) != (next.getRhs() == inBody) && isOutside(loop, counted.step);
}

std::optional<CountedLoop> match(scf::WhileOp loop) {
  std::optional<CountedLoop> counted = matchCondition(loop);
  if (!counted || !matchCarried(*counted) || !matchStep(*counted))
    return std::nullopt;
  return counted;
}

// Operations that threads do together: which ones meet there must not change.
bool needsCompany(Operation *op) {
  return isa<BarrierOp, BarrierReduceOp, SyncWarpOp, ShuffleOp, VoteOp, BallotOp, ActiveMaskOp, MatchAnyOp,
             MatchAllOp, WarpReduceOp>(op);
}

bool isInnermost(scf::WhileOp loop) {
  return !loop.getAfterBody()
              ->walk([](Operation *op) {
                return isa<LoopLikeOpInterface>(op) ? WalkResult::interrupt() : WalkResult::advance();
              })
              .wasInterrupted();
}

bool isWorthIt(scf::WhileOp loop) {
  bool accesses = false;
  WalkResult result = loop.getAfterBody()->walk([&](Operation *op) {
    accesses |= isa<LoadOp, StoreOp, AtomicRmwOp>(op);
    return needsCompany(op) || isa<LoopLikeOpInterface>(op) ? WalkResult::interrupt() : WalkResult::advance();
  });
  return accesses && !result.wasInterrupted();
}

// The counter below which `rounds` + 1 rounds are left; the smallest number when one of them would overflow.
Value makeLimit(OpBuilder &builder, CountedLoop &counted, unsigned rounds) {
  Location loc = counted.loop.getLoc();
  Type type = counted.bound.getType();
  const unsigned width = type.getIntOrFloatBitWidth();
  auto constant = [&](const APInt &value) {
    return builder.create<arith::ConstantOp>(loc, builder.getIntegerAttr(type, value)).getResult();
  };
  const APInt least = counted.isSigned ? APInt::getSignedMinValue(width) : APInt::getZero(width);
  Value smallest = constant(least);
  // Not negative, and small enough for the product. kMaxFactor is 2^4.
  Value largestStep = constant(APInt::getOneBitSet(width, width - 5));
  Value fits = builder.create<arith::CmpIOp>(loc, arith::CmpIPredicate::ule, counted.step, largestStep);
  Value distance = builder.create<arith::MulIOp>(loc, counted.step, constant(APInt(width, rounds)));
  Value floor = builder.create<arith::AddIOp>(loc, smallest, distance);
  Value above = builder.create<arith::CmpIOp>(
      loc, counted.isSigned ? arith::CmpIPredicate::sge : arith::CmpIPredicate::uge, counted.bound, floor);
  Value both = builder.create<arith::AndIOp>(loc, fits, above);
  Value limit = builder.create<arith::SubIOp>(loc, counted.bound, distance);
  return builder.create<arith::SelectOp>(loc, both, limit, smallest);
}

// All but the last sum of a round are below the bound.
void noteNoOverflow(CountedLoop &counted, scf::WhileOp main) {
  Value next = main.getYieldOp().getOperand(counted.counter.getArgNumber());
  auto last = next.getDefiningOp<arith::AddIOp>();
  while (last) {
    auto before =
        (last.getLhs() == counted.step ? last.getRhs() : last.getLhs()).getDefiningOp<arith::AddIOp>();
    if (before && before->getBlock() == main.getAfterBody())
      before.setOverflowFlags(
          before.getOverflowFlags() |
          (counted.isSigned ? arith::IntegerOverflowFlags::nsw : arith::IntegerOverflowFlags::nuw));
    last = before;
  }
}

// Without a hint of the program, an assembler that unrolls may add to it.
void finish(scf::WhileOp loop, bool isHinted) {
  hoistLoads(*loop.getAfterBody());
  if (!isHinted) {
    loop->removeAttr(kUnrollAttr);
    loop->setAttr(kUnrolledAttr, UnitAttr::get(loop.getContext()));
  }
}

void unroll(CountedLoop &counted, unsigned factor) {
  scf::WhileOp rest = counted.loop;
  bool isHinted = rest->hasAttr(kUnrollAttr);
  OpBuilder builder(rest);
  rest->setAttr(kUnrollAttr, builder.getI64IntegerAttr(1));
  Value limit = makeLimit(builder, counted, factor - 1);
  auto main = cast<scf::WhileOp>(builder.clone(*rest));
  auto compare = main.getConditionOp().getCondition().getDefiningOp<arith::CmpIOp>();
  compare->setOperand(counted.compare.getRhs() == counted.bound ? 1 : 0, limit);
  unrollPartly(main, factor);
  noteNoOverflow(counted, main);
  finish(main, isHinted);
  SmallVector<Value> inits;
  for (unsigned result : counted.resultOf)
    inits.push_back(main.getResult(result));
  rest.getInitsMutable().assign(inits);
}

unsigned factorFor(scf::WhileOp loop, unsigned usual) {
  auto hint = loop->getAttrOfType<IntegerAttr>(kUnrollAttr);
  uint64_t factor = hint && hint.getInt() > 0 ? std::min<uint64_t>(hint.getInt(), kMaxFactor) : usual;
  unsigned size = countOps(loop);
  while (factor > 1 && factor * size > kMaxOps)
    factor /= 2;
  return unsigned(factor);
}

// The rounds to do at a time of a loop that has `trips`: all, or the largest part that leaves none over.
unsigned factorOfKnown(unsigned trips, unsigned size) {
  if (uint64_t(trips) * size <= kMaxFullOps && trips <= kMaxKnownFactor)
    return trips;
  unsigned factor = std::min(kMaxKnownFactor, kMaxKnownOps / size);
  while (factor > 1 && trips % factor != 0)
    --factor;
  return factor;
}

// A loop without a hint that makes a constant number of rounds.
bool unrollKnown(scf::WhileOp loop) {
  if (loop->hasAttr(kUnrollAttr) || loop->hasAttr(kUnrolledAttr) || !isInnermost(loop))
    return false;
  std::optional<unsigned> trips = constantTripCount(loop, kMaxKnownTrips);
  unsigned factor = trips ? factorOfKnown(*trips, countOps(loop)) : 1;
  if (factor < 2)
    return false;
  if (factor == *trips) {
    unrollFully(loop, factor);
    return true;
  }
  unrollPartly(loop, factor);
  finish(loop, /*isHinted=*/false);
  return true;
}

struct UnrollCountedPass : impl::UnrollCountedBase<UnrollCountedPass> {
  using UnrollCountedBase::UnrollCountedBase;

  void runOnOperation() override {
    SmallVector<scf::WhileOp> loops;
    getOperation().walk([&](scf::WhileOp loop) { loops.push_back(loop); });
    for (scf::WhileOp loop : loops) {
      if (known && unrollKnown(loop)) {
        ++numLoops;
        continue;
      }
      unsigned times = factorFor(loop, factor);
      std::optional<CountedLoop> counted = match(loop);
      if (times < 2 || !counted || !isWorthIt(loop))
        continue;
      unroll(*counted, times);
      ++numLoops;
    }
  }
};

} // namespace
} // namespace hd::ir
