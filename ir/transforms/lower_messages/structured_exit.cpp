// `if (bad) exit; rest` -> `exited = bad; if (!exited) rest`, outwards through all control flow. What a
// skipped region would have yielded is zero; nothing reads it but skipped code. A loop in which a thread
// exits ends for it at the next test of its condition.
#include "ir/transforms/lower_messages/structured_exit.h"

#include "ir/hd/build.h"

using namespace mlir;

namespace hd::ir {
namespace {

bool mayExit(Operation *op) {
  return op->walk([](ExitThreadOp) { return WalkResult::interrupt(); }).wasInterrupted();
}

class Structurer {
public:
  explicit Structurer(func::FuncOp kernel) : builder_(kernel.getContext()) {
    builder_.setInsertionPointToStart(&kernel.getBody().front());
    Build build(builder_, kernel.getLoc());
    flag_ = build.make<PrivateOp>(build.pointer(build.i1(), AddressSpace::Private), IntegerAttr());
    build.store(build.boolean(false), flag_);
  }

  LogicalResult structure(Block &block) {
    for (Operation &op : block) {
      if (!mayExit(&op))
        continue;
      if (auto exit = dyn_cast<ExitThreadOp>(op)) {
        Build build(builder_, exit);
        build.store(build.boolean(true), flag_);
        skipRest(exit);
        exit.erase();
        return success();
      }
      if (!isa<scf::IfOp, scf::WhileOp, scf::ForOp>(op))
        return op.emitOpError("holds hd.exit_thread, which cannot be made structured here");
      Operation *rest = skipRest(&op);
      for (Region &region : op.getRegions())
        if (!region.empty() && failed(structure(region.front())))
          return failure();
      if (auto loop = dyn_cast<scf::ForOp>(op))
        skipWhenExited(*loop.getBody());
      if (auto loop = dyn_cast<scf::WhileOp>(op)) // entered again by a thread that has left in the body
        skipWhenExited(*loop.getBeforeBody());
      return rest ? structure(cast<scf::IfOp>(rest).getThenRegion().front()) : success();
    }
    return success();
  }

private:
  Value running(Build &build) { return build.bitXor(build.load(flag_), build.boolean(true)); }

  // Moves what follows `op` in its block into `if (!exited)`; null if there is nothing but the terminator.
  Operation *skipRest(Operation *op) {
    Block *block = op->getBlock();
    builder_.setInsertionPointAfter(op);
    return wrap(*block, std::next(Block::iterator(op)), op->getLoc());
  }

  void skipWhenExited(Block &block) {
    builder_.setInsertionPointToStart(&block);
    wrap(block, block.begin(), block.getParentOp()->getLoc());
  }

  // Inserts `results = if (!exited) { [first, terminator) } else { zeros }` in front of the terminator.
  Operation *wrap(Block &block, Block::iterator first, Location loc) {
    Operation *terminator = block.getTerminator();
    SmallVector<OpOperand *> crossing; // operands of the terminator that are computed in the block's rest
    for (OpOperand &operand : terminator->getOpOperands())
      crossing.push_back(&operand);
    if (first == Block::iterator(terminator) && crossing.empty())
      return nullptr;
    SmallVector<Type> types;
    for (OpOperand *operand : crossing)
      types.push_back(operand->get().getType());
    Build build(builder_, loc);
    auto branch = build.make<scf::IfOp>(types, running(build), /*withElse=*/true);
    Block *then = branch.thenBlock(), *otherwise = branch.elseBlock();
    if (types.empty()) { // the builder has put a terminator
      then->clear();
      otherwise->clear();
    }
    then->getOperations().splice(then->end(), block.getOperations(), first, Block::iterator(terminator));
    // The branch itself was built in front of `first`, and what computes its condition too.
    SmallVector<Value> yields, zeros;
    builder_.setInsertionPointToStart(otherwise);
    for (OpOperand *operand : crossing) {
      yields.push_back(operand->get());
      zeros.push_back(isCondition(*operand) ? build.boolean(false) : build.zero(operand->get().getType()));
    }
    build.make<scf::YieldOp>(zeros);
    builder_.setInsertionPointToEnd(then);
    build.make<scf::YieldOp>(yields);
    for (auto [operand, result] : llvm::zip_equal(crossing, branch.getResults()))
      operand->set(result);
    return branch;
  }

  static bool isCondition(OpOperand &operand) {
    return isa<scf::ConditionOp>(operand.getOwner()) && operand.getOperandNumber() == 0;
  }

  OpBuilder builder_;
  Value flag_;
};

} // namespace

LogicalResult structureExits(func::FuncOp kernel) {
  return mayExit(kernel) ? Structurer(kernel).structure(kernel.getBody().front()) : success();
}

} // namespace hd::ir
