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

Value laneIn(Build &build, unsigned lanes) {
  auto id = [&](Dimension axis) { return build.make<ThreadIdOp>(build.i32(), axis).getResult(); };
  auto dim = [&](Dimension axis) { return build.make<BlockDimOp>(build.i32(), axis).getResult(); };
  Value row = build.add(build.mul(id(Dimension::Z), dim(Dimension::Y)), id(Dimension::Y));
  return build.bitAnd(build.add(build.mul(row, dim(Dimension::X)), id(Dimension::X)), lanes - 1);
}

// region -> for (turn = 0; turn < lanes; ++turn) if (turn == lane) region
void takeTurns(scf::ExecuteRegionOp region, unsigned lanes) {
  OpBuilder builder(region);
  Build build(builder, region);
  SmallVector<Type> types(region.getResultTypes());
  SmallVector<Value> none = llvm::map_to_vector(types, [&](Type type) { return build.zero(type); });
  Value lane = laneIn(build, lanes);
  auto loop = build.make<scf::ForOp>(build.int32(0), build.int32(lanes), build.int32(1), none);
  Block *round = loop.getBody();
  if (types.empty())
    round->getTerminator()->erase();
  builder.setInsertionPointToEnd(round);
  Value isMine = build.compare(Build::Predicate::eq, loop.getInductionVar(), lane);
  auto turn = build.make<scf::IfOp>(types, isMine, /*addThenBlock=*/true, /*addElseBlock=*/!types.empty());
  build.make<scf::YieldOp>(turn.getResults());
  turn.thenBlock()->clear();
  turn.thenBlock()->getOperations().splice(turn.thenBlock()->end(),
                                           region.getRegion().front().getOperations());
  if (!types.empty())
    OpBuilder::atBlockEnd(turn.elseBlock()).create<scf::YieldOp>(region.getLoc(), loop.getRegionIterArgs());
  region->replaceAllUsesWith(loop);
  region.erase();
}

struct SpinLocksPass : impl::SpinLocksBase<SpinLocksPass> {
  using SpinLocksBase::SpinLocksBase;

  void runOnOperation() override {
    func::FuncOp kernel = getOperation();
    openSpinLocks(kernel);
    kernel.walk([](scf::WhileOp loop) {
      if (!waitedLocations(loop).empty())
        loop->setAttr(kWaitsAttr, UnitAttr::get(loop.getContext()));
    });
    SmallVector<scf::ExecuteRegionOp> regions;
    kernel.walk([&](scf::ExecuteRegionOp region) { regions.push_back(region); }); // inner ones first
    for (scf::ExecuteRegionOp region : regions)
      takeTurns(region, lanes);
  }
};

} // namespace
} // namespace hd::ir
