#include "ir/transforms/unroll_loops/copies.h"

#include "ir/hd/dialect.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;

namespace hd::ir {

unsigned countOps(scf::WhileOp loop) {
  unsigned count = 0;
  loop->walk([&](Operation *op) { count += !op->hasTrait<OpTrait::ConstantLike>(); });
  return count;
}

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

} // namespace hd::ir
