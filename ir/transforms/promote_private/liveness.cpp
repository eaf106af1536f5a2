// Liveness on structured control flow, in two linear walks. Up: per operation, `reads` (slots read before
// they are written) and `writes` (slots surely written). Down: with what is live after an operation,
//   live before = reads + (live after - writes).
// For a loop, `before` runs at least once, `after` only between two runs of it:
//   reads = reads(before) + (reads(after) - writes(before)),  writes = writes(before).
#include "ir/transforms/promote_private/liveness.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/BitVector.h"

using namespace mlir;

namespace hd::ir {
namespace {

using Set = llvm::BitVector; // of slots

struct Summary {
  Set reads, writes;
};

// a + (b - c)
Set plusMinus(Set a, Set b, const Set &c) {
  b.reset(c);
  a |= b;
  return a;
}

class Liveness {
public:
  explicit Liveness(Slots &slots) : slots(slots), empty(slots.slots.size()) {}

  const Summary &summarize(Block &block);
  void prune(Block &block, Set live);

private:
  Summary summaryOf(Operation &op);
  Summary summarizeRegions(Operation &op);
  void pruneInside(Operation &op, const Set &liveAfter);
  bool matters(Operation &op) const { return slots.accesses.contains(&op) || slots.storedIn.contains(&op); }

  Slots &slots;
  Set empty;
  DenseMap<Block *, Summary> blocks;
  DenseMap<Operation *, Summary> operations;
};

const Summary &Liveness::summarize(Block &block) {
  Summary total{empty, empty};
  for (Operation &op : llvm::reverse(block)) {
    if (op.getNumRegions() != 0)
      operations[&op] = summarizeRegions(op);
    if (!matters(op))
      continue;
    Summary summary = summaryOf(op);
    total.reads = plusMinus(summary.reads, total.reads, summary.writes);
    total.writes |= summary.writes;
  }
  return blocks[&block] = std::move(total);
}

Summary Liveness::summaryOf(Operation &op) {
  auto access = slots.accesses.find(&op);
  if (access == slots.accesses.end())
    return operations.lookup(&op);
  Summary summary{empty, empty};
  (isa<LoadOp>(op) ? summary.reads : summary.writes).set(access->second);
  return summary;
}

Summary Liveness::summarizeRegions(Operation &op) {
  SmallVector<Summary> regions;
  for (Region &region : op.getRegions()) {
    regions.push_back({empty, empty});
    for (Block &block : region)
      regions.back() = summarize(block);
  }
  if (isa<scf::WhileOp>(op))
    return {plusMinus(regions[0].reads, regions[1].reads, regions[0].writes), regions[0].writes};
  Summary summary = regions.front();
  for (const Summary &region : llvm::drop_begin(regions)) {
    summary.reads |= region.reads;
    summary.writes &= region.writes;
  }
  return summary;
}

void Liveness::pruneInside(Operation &op, const Set &liveAfter) {
  Set passed = liveAfter;
  auto loop = dyn_cast<scf::WhileOp>(op);
  if (loop) {
    const Summary &whole = operations[&op], &body = blocks[loop.getAfterBody()];
    Set atStart = plusMinus(whole.reads, liveAfter, whole.writes);
    Set atTest = plusMinus(body.reads, atStart, body.writes);
    atTest |= liveAfter;
    prune(*loop.getBeforeBody(), atTest);
    prune(*loop.getAfterBody(), atStart);
    passed |= atStart;
    passed |= atTest;
  } else {
    for (Region &region : op.getRegions())
      for (Block &block : region)
        prune(block, liveAfter);
  }
  auto stored = slots.storedIn.find(&op);
  if (stored != slots.storedIn.end())
    stored->second.remove_if([&](unsigned slot) { return !passed.test(slot); });
}

void Liveness::prune(Block &block, Set live) {
  for (Operation &op : llvm::reverse(block)) {
    if (op.getNumRegions() != 0)
      pruneInside(op, live);
    if (!matters(op))
      continue;
    Summary summary = summaryOf(op);
    live = plusMinus(summary.reads, live, summary.writes);
  }
}

} // namespace

void pruneDead(Block &body, Slots &slots) {
  Liveness liveness(slots);
  liveness.summarize(body);
  liveness.prune(body, Set(slots.slots.size()));
}

} // namespace hd::ir
