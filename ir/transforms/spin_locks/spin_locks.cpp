// A loop that waits for a lock, with the work and the release after it, becomes
//   while (waiting) { try; if (succeeded) { work; release; } }
// which lanes in step can run: those that have the lock leave it to the others in the same round. Where locks
// nest, or the wait is under a condition of its own, lanes run the whole stretch one after the other instead.
// A loop that waits for a flag or counter is run by all warps of the block, a round by each before the next.
#include "ir/transforms/spin_locks/spin_locks.h"

#include "ir/transforms/spin_locks/spin_waits.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace hd::ir {

// The attribute of a loop that has its work and release inside.
static constexpr llvm::StringRef kOpened = "hd.opened";

namespace {
// The operations of one block from the one that contains the wait to the last that may release.
struct Stretch {
  scf::WhileOp wait;
  Operation *first = nullptr, *last = nullptr;
  unsigned group = 1; // lanes that run it together
};
} // namespace

static bool isBarrier(Operation *op) { return isa<BarrierOp, BarrierReduceOp>(op); }

// All lanes of the warp, or all threads of the block, must come here together.
static bool isMeetingPoint(Operation *op) {
  return isBarrier(op) ||
         isa<SyncWarpOp, ShuffleOp, VoteOp, BallotOp, MatchAnyOp, MatchAllOp, WarpReduceOp>(op);
}

static bool any(const Stretch &stretch, llvm::function_ref<bool(Operation *)> holds) {
  for (Operation *op = stretch.first;; op = op->getNextNode()) {
    auto found = op->walk(
        [&](Operation *inner) { return holds(inner) ? WalkResult::interrupt() : WalkResult::advance(); });
    if (found.wasInterrupted())
      return true;
    if (op == stretch.last)
      return false;
  }
}

// The last operation after `first` in its block that must be run before another lane can have the lock.
static Operation *releaseAfter(Operation *first, Value location, bool exact) {
  Operation *last = nullptr;
  for (Operation *op = first->getNextNode(); op; op = op->getNextNode())
    if (writesTo(op, location, exact)) {
      last = op;
      if (op->getNumRegions() == 0)
        break;
    }
  return last;
}

static bool isSmallGroup(Value value) {
  Operation *op = value.getDefiningOp();
  APInt count;
  if (!op || op->getNumOperands() != 2 || !matchPattern(op->getOperand(1), m_ConstantInt(&count)))
    return false;
  return isa<arith::RemUIOp, arith::RemSIOp>(op) ? count.ult(32)
                                                 : isa<arith::AndIOp>(op) && (~count & 31) != 0;
}

// One lane of a warp at most is chosen, as by `threadIdx.x == 0`.
static bool isElection(Value condition) {
  if (auto both = condition.getDefiningOp<arith::AndIOp>())
    return isElection(both.getLhs()) || isElection(both.getRhs());
  auto compare = condition.getDefiningOp<arith::CmpIOp>();
  if (!compare)
    return false;
  using P = arith::CmpIPredicate;
  P predicate = compare.getPredicate();
  bool isFirst = (predicate == P::ult || predicate == P::slt) && matchPattern(compare.getRhs(), m_One());
  return isFirst ||
         (predicate == P::eq && !isSmallGroup(compare.getLhs()) && !isSmallGroup(compare.getRhs()));
}

// Whether the lock that a lane takes for others needs turns: never with a barrier, as it is the block's then.
static bool isForTurns(const Stretch &stretch, Locks locks) {
  return locks != Locks::Lanes && !any(stretch, isBarrier) &&
         (locks == Locks::AllInStep || any(stretch, isMeetingPoint));
}

static std::optional<Stretch> stretchOf(scf::WhileOp loop, Locks locks) {
  SmallVector<Value> locations = waitedLocations(loop);
  for (bool exact : {true, false})
    for (Operation *first = loop; first && !isa<func::FuncOp>(first); first = first->getParentOp()) {
      Operation *last = nullptr;
      for (Value location : locations)
        if (Operation *release = releaseAfter(first, location, exact))
          last = last && release->isBeforeInBlock(last) ? last : release;
      if (!last)
        continue;
      Stretch stretch{loop, first, last};
      for (Operation *at = loop; at != first; at = at->getParentOp())
        if (auto branch = dyn_cast<scf::IfOp>(at->getParentOp());
            branch && isElection(branch.getCondition())) {
          // The lock of a warp or a block: its other lanes do not wait.
          stretch.group = kWarpLanes;
          return isForTurns(stretch, locks) ? std::optional(stretch) : std::nullopt;
        }
      bool isForLanes = locks != Locks::AcrossWarps && !any(stretch, isMeetingPoint);
      return isForLanes ? std::optional(stretch) : std::nullopt;
    }
  if (locks == Locks::AcrossWarps)
    return std::nullopt;
  Stretch whole{loop, loop, loop}; // takes two locks and gives back the first when the second is taken
  bool triesSeveral = !locations.empty() && lockAttempts(loop) > 1 && !any(whole, isMeetingPoint);
  return triesSeveral ? std::optional(whole) : std::nullopt;
}

static std::optional<Stretch> nextStretch(func::FuncOp kernel, Locks locks) {
  std::optional<Stretch> found;
  kernel.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (op->hasAttr(kOneByOne))
      return WalkResult::skip();
    auto loop = dyn_cast<scf::WhileOp>(op);
    if (!loop || loop->hasAttr(kOpened))
      return WalkResult::advance();
    found = stretchOf(loop, locks);
    return found ? WalkResult::interrupt() : WalkResult::advance();
  });
  return found;
}

// Results of the stretch's operations, but the wait's own, that are used after it. Memory of a thread stays
// outside.
static SmallVector<Value> escapingValues(const Stretch &stretch, Operation *from) {
  SmallVector<Value> values;
  for (Operation *op = from, *end = stretch.last->getNextNode(); op != end; op = op->getNextNode())
    for (Value result : op->getResults())
      if (llvm::any_of(result.getUsers(), [&](Operation *user) {
            Operation *at = from->getBlock()->findAncestorOpInBlock(*user);
            return !at || !at->isBeforeInBlock(end);
          }))
        values.push_back(result);
  return values;
}

static void hoistPrivates(const Stretch &stretch) {
  SmallVector<Operation *> privates;
  for (Operation *op = stretch.first; op != stretch.last; op = op->getNextNode())
    if (isa<PrivateOp>(op))
      privates.push_back(op);
  for (Operation *op : privates)
    op->moveBefore(stretch.first);
}

static Value nothing(OpBuilder &builder, Location loc, Type type) {
  if (isa<PointerType>(type))
    return builder.create<IntToPointerOp>(
        loc, type, builder.create<arith::ConstantOp>(loc, builder.getI64IntegerAttr(0)));
  return builder.create<arith::ConstantOp>(loc, builder.getZeroAttr(type));
}

static void moveInto(Block *target, Operation *from, Operation *last) {
  while (from) {
    Operation *next = from == last ? nullptr : from->getNextNode();
    from->moveBefore(target, target->end());
    from = next;
  }
}

// while (a) {..} work  ->  while (a) {.. ; if (leaves) work}
static void sinkIntoWait(const Stretch &stretch) {
  scf::WhileOp loop = stretch.wait;
  Location loc = loop.getLoc();
  SmallVector<Value> escaping = escapingValues(stretch, loop->getNextNode());
  SmallVector<Type> types(loop.getResultTypes());
  for (Value value : escaping)
    types.push_back(value.getType());
  OpBuilder builder(loop);
  auto opened = builder.create<scf::WhileOp>(loc, types, loop.getInits());
  opened->setAttrs(loop->getAttrs());
  opened->setAttr(kOpened, builder.getUnitAttr());
  opened.getBefore().takeBody(loop.getBefore());
  opened.getAfter().takeBody(loop.getAfter());
  for (Value value : escaping)
    opened.getAfterBody()->addArgument(value.getType(), loc);

  scf::ConditionOp end = opened.getConditionOp();
  for (auto [number, result] : llvm::enumerate(loop.getResults())) {
    result.replaceUsesWithIf(end.getArgs()[number], [&](OpOperand &use) {
      Operation *at = loop->getBlock()->findAncestorOpInBlock(*use.getOwner());
      return at && !stretch.last->isBeforeInBlock(at);
    });
    result.replaceAllUsesWith(opened.getResult(unsigned(number)));
  }
  builder.setInsertionPoint(end);
  Value leaves = builder.create<arith::XOrIOp>(
      loc, end.getCondition(), builder.create<arith::ConstantOp>(loc, builder.getBoolAttr(true)));
  SmallVector<Type> escapingTypes =
      llvm::map_to_vector(escaping, [](Value value) { return value.getType(); });
  auto work = builder.create<scf::IfOp>(loc, escapingTypes, leaves, /*addThenBlock=*/true,
                                        /*addElseBlock=*/!escaping.empty());
  if (escaping.empty())
    work.thenBlock()->clear();
  for (auto [number, value] : llvm::enumerate(escaping))
    value.replaceUsesWithIf(opened.getResult(unsigned(loop.getNumResults() + number)), [&](OpOperand &use) {
      Operation *at = loop->getBlock()->findAncestorOpInBlock(*use.getOwner());
      return !at || stretch.last->isBeforeInBlock(at);
    });
  moveInto(work.thenBlock(), loop->getNextNode(), stretch.last);
  OpBuilder::atBlockEnd(work.thenBlock()).create<scf::YieldOp>(loc, escaping);
  if (!escaping.empty()) {
    OpBuilder otherwise = OpBuilder::atBlockEnd(work.elseBlock());
    SmallVector<Value> none;
    for (Value value : escaping)
      none.push_back(nothing(otherwise, loc, value.getType()));
    otherwise.create<scf::YieldOp>(loc, none);
  }
  end.getArgsMutable().append(work.getResults());
  loop.erase();
}

static void runOneByOne(const Stretch &stretch) {
  Location loc = stretch.first->getLoc();
  SmallVector<Value> escaping = escapingValues(stretch, stretch.first);
  OpBuilder builder(stretch.first);
  auto region = builder.create<scf::ExecuteRegionOp>(loc, TypeRange(ValueRange(escaping)));
  region->setAttr(kOneByOne, builder.getI32IntegerAttr(int32_t(stretch.group)));
  for (auto [value, result] : llvm::zip(escaping, region.getResults()))
    value.replaceUsesWithIf(result, [&](OpOperand &use) {
      Operation *at = region->getBlock()->findAncestorOpInBlock(*use.getOwner());
      return !at || stretch.last->isBeforeInBlock(at);
    });
  Block *body = builder.createBlock(&region.getRegion());
  moveInto(body, stretch.first, stretch.last);
  OpBuilder::atBlockEnd(body).create<scf::YieldOp>(loc, escaping);
}

// A loop that looks at memory which threads of its own block may write, at another place.
static bool waitsForWarps(scf::WhileOp loop) {
  SmallVector<Value> locations = waitedLocations(loop);
  if (locations.empty() || !onlyWatches(loop) || loop->getParentOfType<scf::ExecuteRegionOp>())
    return false;
  auto kernel = loop->getParentOfType<func::FuncOp>();
  auto found = kernel.walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (op == loop && !op->hasAttr(kOpened))
      return WalkResult::skip();
    bool writes = op->getNumRegions() == 0 && llvm::any_of(locations, [&](Value location) {
                    return writesTo(op, location, /*exact=*/false);
                  });
    return writes ? WalkResult::interrupt() : WalkResult::advance();
  });
  return found.wasInterrupted();
}

static SmallVector<scf::WhileOp> loopsForWarps(func::FuncOp kernel) {
  SmallVector<scf::WhileOp> loops;
  kernel.walk([&](scf::WhileOp loop) {
    if (waitsForWarps(loop))
      loops.push_back(loop);
  });
  return loops;
}

bool hasSpinLocks(func::FuncOp kernel) {
  return nextStretch(kernel, Locks::Lanes).has_value() || !loopsForWarps(kernel).empty();
}

void openSpinLocks(func::FuncOp kernel, Locks locks) {
  while (std::optional<Stretch> stretch = nextStretch(kernel, locks)) {
    hoistPrivates(*stretch);
    bool nests = any(*stretch, [&](Operation *op) {
      auto inner = dyn_cast<scf::WhileOp>(op);
      return inner && inner != stretch->wait && !waitedLocations(inner).empty();
    });
    if (stretch->first == stretch->wait && stretch->last != stretch->wait && !nests)
      sinkIntoWait(*stretch);
    else
      runOneByOne(*stretch);
  }
  if (locks == Locks::AcrossWarps)
    return;
  for (scf::WhileOp loop : loopsForWarps(kernel))
    loop->setAttr(kTogether, UnitAttr::get(kernel.getContext()));
}

} // namespace hd::ir
