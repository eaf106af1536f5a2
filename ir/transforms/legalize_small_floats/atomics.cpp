#include "ir/transforms/legalize_small_floats/atomics.h"

#include "ir/hd/halfword.h"

using namespace mlir;

namespace hd::ir {

// word = *w
// do seen = word, word = cas(w, seen, seen with the sum in its place) while (word != seen)
Value atomicByWord(Build &build, AtomicRmwOp op, llvm::function_ref<Value(Value, Value)> combine) {
  Type small = op.getType(), narrow = build.builder.getI16Type(), i32 = build.i32();
  const Halfword half(build, op.getPointer());
  auto valueIn = [&](Value whole) { return build.bitcast(half.in(build, whole), small); };

  Value start = build.make<LoadOp>(i32, half.word(), /*isVolatile=*/true);
  auto loop = build.make<scf::WhileOp>(TypeRange{i32}, ValueRange{start});
  OpBuilder::InsertionGuard guard(build.builder);
  Block *before = build.builder.createBlock(&loop.getBefore(), {}, {i32}, {build.loc});
  Value seen = before->getArgument(0);
  Value sum = build.bitcast(combine(valueIn(seen), op.getValue()), narrow);
  Value found = build.make<AtomicCasOp>(op.getScope(), half.word(), seen, half.put(build, seen, sum));
  build.make<scf::ConditionOp>(build.compare(Build::Predicate::ne, found, seen), ValueRange{found});
  Block *after = build.builder.createBlock(&loop.getAfter(), {}, {i32}, {build.loc});
  build.make<scf::YieldOp>(after->getArguments());
  build.builder.setInsertionPoint(op);
  return valueIn(loop.getResult(0));
}

} // namespace hd::ir
