// Indices as sums of products, in exact arithmetic: what does not overflow is the sum that it is written as.
#include "ir/transforms/share_indices/share_indices.h"

#include "ir/hd/addresses.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Matchers.h"

#include <map>

using namespace mlir;

namespace hd::ir {

#define GEN_PASS_DEF_SHAREINDICES
#include "ir/transforms/share_indices/share_indices.h.inc"

namespace {

constexpr unsigned kMaxDepth = 8, kMaxTerms = 8;

// constant + sum of factor * value, the values in an order
struct Sum {
  int64_t constant = 0;
  std::map<void *, int64_t> factors;
};

using Terms = std::vector<std::pair<void *, int64_t>>;

Terms termsOf(const Sum &sum) {
  Terms terms;
  for (auto [value, factor] : sum.factors)
    if (factor != 0)
      terms.emplace_back(value, factor);
  return terms;
}

bool isExact(Operation *op) {
  auto flags = dyn_cast<arith::ArithIntegerOverflowFlagsInterface>(op);
  return flags && flags.hasNoSignedWrap();
}

// Factors stay small enough for products and sums of them in 64 bits.
bool isSmall(int64_t factor) { return factor >= INT32_MIN && factor <= INT32_MAX; }

// Adds value * factor. False if it is too much to follow.
bool add(Sum &sum, Value value, int64_t factor, unsigned depth = 0) {
  APInt constant;
  if (!isSmall(factor) || depth == kMaxDepth)
    return false;
  if (matchPattern(value, m_ConstantInt(&constant))) {
    sum.constant += constant.getSExtValue() * factor;
    return isSmall(sum.constant);
  }
  Operation *op = value.getDefiningOp();
  bool exact = op && isExact(op);
  if (exact && isa<arith::AddIOp>(op))
    return add(sum, op->getOperand(0), factor, depth + 1) && add(sum, op->getOperand(1), factor, depth + 1);
  if (exact && isa<arith::SubIOp>(op))
    return add(sum, op->getOperand(0), factor, depth + 1) && add(sum, op->getOperand(1), -factor, depth + 1);
  if (exact && isa<arith::MulIOp>(op) && matchPattern(op->getOperand(1), m_ConstantInt(&constant)) &&
      isSmall(constant.getSExtValue()))
    return add(sum, op->getOperand(0), factor * constant.getSExtValue(), depth + 1);
  int64_t &known = sum.factors[value.getAsOpaquePointer()];
  known += factor;
  return isSmall(known) && sum.factors.size() <= kMaxTerms;
}

Value pointerOf(Operation *op) {
  if (auto load = dyn_cast<LoadOp>(op))
    return load.getPointer();
  if (auto store = dyn_cast<StoreOp>(op))
    return store.getPointer();
  return nullptr;
}

class Block {
public:
  explicit Block(mlir::Block &block) : block(block) {}

  unsigned run() {
    for (Operation &op : block)
      if (Value pointer = pointerOf(&op))
        for (; isAddress(pointer.getDefiningOp()); pointer = pointer.getDefiningOp()->getOperand(0))
          if (auto offset = pointer.getDefiningOp<OffsetOp>())
            note(offset);
    for (auto &[terms, indices] : found)
      share(indices);
    return numShared;
  }

private:
  struct Index {
    OffsetOp offset;
    arith::ExtSIOp wide;
    int64_t constant;
  };

  void note(OffsetOp offset) {
    auto wide = offset.getIndex().getDefiningOp<arith::ExtSIOp>();
    if (!wide || wide->getBlock() != &block || offset->getBlock() != &block || !seen.insert(offset).second)
      return;
    Sum sum;
    if (add(sum, wide.getIn(), 1))
      found[termsOf(sum)].push_back({offset, wide, sum.constant});
  }

  // All in terms of the one that is accessed first: whoever comes to the others has been there.
  void share(ArrayRef<Index> indices) {
    Index first = indices.front();
    for (Index other : indices.drop_front()) {
      if (other.wide == first.wide || !first.wide->isBeforeInBlock(other.offset))
        continue;
      OpBuilder builder(other.offset);
      Location loc = other.offset.getLoc();
      Value distance = builder.create<arith::ConstantIntOp>(loc, other.constant - first.constant, 64);
      other.offset.getIndexMutable().assign(builder.create<arith::AddIOp>(loc, first.wide, distance));
      ++numShared;
    }
  }

  mlir::Block &block;
  llvm::DenseSet<Operation *> seen;
  std::map<Terms, SmallVector<Index>> found; // in the order of accesses
  unsigned numShared = 0;
};

struct ShareIndicesPass : impl::ShareIndicesBase<ShareIndicesPass> {
  void runOnOperation() override {
    getOperation().walk([&](mlir::Block *block) { numShared += Block(*block).run(); });
  }
};

} // namespace
} // namespace hd::ir
