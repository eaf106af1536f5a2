#include "ir/transforms/legalize_small_floats/atomics.h"

using namespace mlir;

namespace hd::ir {

// word = *w
// do seen = word, word = cas(w, seen, seen with the sum in its place) while (word != seen)
Value atomicByWord(Build &build, AtomicRmwOp op, llvm::function_ref<Value(Value, Value)> combine) {
  Type small = op.getType(), narrow = build.builder.getI16Type(), i32 = build.i32();
  AddressSpace space = cast<PointerType>(op.getPointer().getType()).getSpace();
  Value address = build.make<PointerToIntOp>(op.getPointer());
  Value odd = build.bitAnd(build.shr(address, 1u), 1);
  Value first = build.make<OffsetOp>(op.getPointer(), build.negate(odd));
  Value word = build.make<PointerCastOp>(build.pointer(i32, space), first);
  Value shift = build.shl(build.truncate(odd, i32), 4u);
  Value others = build.invert(build.shl(build.int32(0xffff), shift));
  auto valueIn = [&](Value bits) {
    return build.bitcast(build.truncate(build.shr(bits, shift), narrow), small);
  };

  Value start = build.make<LoadOp>(i32, word, /*isVolatile=*/true);
  auto loop = build.make<scf::WhileOp>(TypeRange{i32}, ValueRange{start});
  OpBuilder::InsertionGuard guard(build.builder);
  Block *before = build.builder.createBlock(&loop.getBefore(), {}, {i32}, {build.loc});
  Value seen = before->getArgument(0);
  Value sum = build.bitcast(combine(valueIn(seen), op.getValue()), narrow);
  Value changed = build.bitOr(build.bitAnd(seen, others), build.shl(build.extendUnsigned(sum, i32), shift));
  Value found = build.make<AtomicCasOp>(op.getScope(), word, seen, changed);
  build.make<scf::ConditionOp>(build.compare(Build::Predicate::ne, found, seen), ValueRange{found});
  Block *after = build.builder.createBlock(&loop.getAfter(), {}, {i32}, {build.loc});
  build.make<scf::YieldOp>(after->getArguments());
  build.builder.setInsertionPoint(op);
  return valueIn(loop.getResult(0));
}

} // namespace hd::ir
