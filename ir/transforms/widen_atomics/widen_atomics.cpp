// cas(half, compare, value)  ->
//   seen = *word; while (half of seen == compare && cas(word, seen, seen with value) != seen) seen = what it
//   found
#include "ir/transforms/widen_atomics/widen_atomics.h"

#include "ir/hd/halfword.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_WIDENATOMICS
#include "ir/transforms/widen_atomics/widen_atomics.h.inc"

namespace {

void widen(AtomicCasOp op) {
  OpBuilder builder(op);
  Build build(builder, op);
  Type i32 = build.i32();
  const Halfword half(build, op.getPointer());
  Value start = build.make<LoadOp>(i32, half.word(), /*isVolatile=*/true);
  auto loop = build.make<scf::WhileOp>(TypeRange{i32}, ValueRange{start});
  Block *before = builder.createBlock(&loop.getBefore(), {}, {i32}, {build.loc});
  Value seen = before->getArgument(0);
  Value matches = build.compare(Build::Predicate::eq, half.in(build, seen), op.getCompare());
  auto attempt = build.make<scf::IfOp>(TypeRange{build.i1(), i32}, matches, /*withElseRegion=*/true);
  builder.setInsertionPointToStart(attempt.thenBlock());
  Value next = half.put(build, seen, op.getValue());
  Value found = build.make<AtomicCasOp>(op.getScope(), half.word(), seen, next);
  build.make<scf::YieldOp>(ValueRange{build.compare(Build::Predicate::ne, found, seen), found});
  builder.setInsertionPointToStart(attempt.elseBlock());
  build.make<scf::YieldOp>(ValueRange{build.boolean(false), seen});
  builder.setInsertionPointToEnd(before);
  build.make<scf::ConditionOp>(attempt.getResult(0), ValueRange{attempt.getResult(1)});
  Block *after = builder.createBlock(&loop.getAfter(), {}, {i32}, {build.loc});
  build.make<scf::YieldOp>(after->getArguments());
  builder.setInsertionPoint(op);
  op.replaceAllUsesWith(half.in(build, loop.getResult(0)));
  op.erase();
}

struct WidenAtomicsPass : impl::WidenAtomicsBase<WidenAtomicsPass> {
  void runOnOperation() override {
    SmallVector<AtomicCasOp> narrow;
    getOperation().walk([&](AtomicCasOp op) {
      if (op.getType().isInteger(16))
        narrow.push_back(op);
    });
    llvm::for_each(narrow, widen);
  }
};

} // namespace
} // namespace hd::ir
