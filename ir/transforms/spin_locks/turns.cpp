// The pass: regions whose lanes take turns become loops over the lanes.
#include "ir/transforms/spin_locks/spin_locks.h"

#include "ir/hd/build.h"
#include "ir/transforms/spin_locks/spin_waits.h"

#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_SPINLOCKS
#include "ir/transforms/spin_locks/spin_locks.h.inc"

namespace {

Value blockDim(Build &build, Dimension axis) { return build.make<BlockDimOp>(build.i32(), axis); }

// The thread's number in its block.
Value linearThread(Build &build) {
  auto id = [&](Dimension axis) { return build.make<ThreadIdOp>(build.i32(), axis).getResult(); };
  Value row = build.add(build.mul(id(Dimension::Z), blockDim(build, Dimension::Y)), id(Dimension::Y));
  return build.add(build.mul(row, blockDim(build, Dimension::X)), id(Dimension::X));
}

Value warpsOfBlock(Build &build) {
  Value threads = build.mul(build.mul(blockDim(build, Dimension::X), blockDim(build, Dimension::Y)),
                            blockDim(build, Dimension::Z));
  return build.shr(build.add(threads, kWarpLanes - 1), llvm::Log2_32(kWarpLanes));
}

// region -> for (turn = 0; turn < lanes; ++turn) if (turn == lane) region
// A group of several lanes has one turn. Without `lanes` the block's warps have one each. The loop is one
// that waits: unrolled, the ends of two turns, which no lane has both of, would be merged behind both.
void takeTurns(scf::ExecuteRegionOp region, unsigned lanes) {
  OpBuilder builder(region);
  Build build(builder, region);
  SmallVector<Type> types(region.getResultTypes()), carried{build.i32()};
  SmallVector<Value> first{build.int32(0)};
  for (Type type : types)
    first.push_back(build.zero(type));
  carried.append(types.begin(), types.end());
  auto group = unsigned(region->getAttrOfType<IntegerAttr>(kOneByOne).getInt());
  Value lane = linearThread(build), turns = lanes ? build.int32(lanes / group) : warpsOfBlock(build);
  if (lanes)
    lane = build.bitAnd(lane, lanes - 1);
  if (group > 1)
    lane = build.shr(lane, llvm::Log2_32(group));
  auto loop = build.make<scf::WhileOp>(carried, first);
  loop->setAttr(kWaitsAttr, builder.getUnitAttr());
  SmallVector<Location> locations(carried.size(), build.loc);
  Block *before = builder.createBlock(&loop.getBefore(), {}, carried, locations);
  Value more = build.compare(Build::Predicate::ult, before->getArgument(0), turns);
  build.make<scf::ConditionOp>(more, before->getArguments());
  Block *round = builder.createBlock(&loop.getAfter(), {}, carried, locations);
  Value isMine = build.compare(Build::Predicate::eq, round->getArgument(0), lane);
  auto turn = build.make<scf::IfOp>(types, isMine, /*addThenBlock=*/true, /*addElseBlock=*/!types.empty());
  SmallVector<Value> next{build.add(round->getArgument(0), 1)};
  next.append(turn.result_begin(), turn.result_end());
  build.make<scf::YieldOp>(next);
  turn.thenBlock()->clear();
  turn.thenBlock()->getOperations().splice(turn.thenBlock()->end(),
                                           region.getRegion().front().getOperations());
  if (!types.empty())
    OpBuilder::atBlockEnd(turn.elseBlock())
        .create<scf::YieldOp>(region.getLoc(), round->getArguments().drop_front());
  region->replaceAllUsesWith(loop.getResults().drop_front());
  region.erase();
}

struct SpinLocksPass : impl::SpinLocksBase<SpinLocksPass> {
  using SpinLocksBase::SpinLocksBase;

  void runOnOperation() override {
    func::FuncOp kernel = getOperation();
    openSpinLocks(kernel, acrossWarps          ? Locks::AcrossWarps
                          : lanes > kWarpLanes ? Locks::AllInStep
                                               : Locks::Lanes);
    kernel.walk([](scf::WhileOp loop) {
      if (!waitedLocations(loop).empty())
        loop->setAttr(kWaitsAttr, UnitAttr::get(loop.getContext()));
    });
    SmallVector<scf::ExecuteRegionOp> regions;
    kernel.walk([&](scf::ExecuteRegionOp region) { regions.push_back(region); }); // inner ones first
    for (scf::ExecuteRegionOp region : regions)
      takeTurns(region, acrossWarps ? 0 : unsigned(lanes));
  }
};

} // namespace
} // namespace hd::ir
