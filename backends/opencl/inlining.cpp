// A pure value with one use goes into its user, unless that is in another loop or makes the expression too
// long; a load does when nothing in between writes.
#include "backends/opencl/inlining.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace hd::opencl {

// Operations of one expression; beyond it a value gets a name.
static constexpr unsigned kLongestExpression = 10;

static bool isIndexExtension(Operation *op) {
  return isa<arith::ExtSIOp, arith::ExtUIOp>(op) && op->getOperand(0).getType().isInteger(32) &&
         llvm::all_of(op->getUsers(), [](Operation *user) { return isa<ir::OffsetOp>(user); });
}

static bool isPlainCast(Operation *op) {
  auto at = dyn_cast<ir::PointerCastOp>(op);
  return at && cast<ir::PointerType>(at.getSource().getType()).getPointee() ==
                   cast<ir::PointerType>(at.getType()).getPointee();
}

bool hasNoVariable(Operation *op) {
  return isa<arith::ConstantOp, ir::FieldOp, ir::DecayOp, ir::AddressOfOp, ir::DynamicSharedOp, ir::OffsetOp,
             ir::PrivateOp>(op) ||
         isIndexExtension(op) || isPlainCast(op);
}

bool isStatement(Operation *op) {
  return op->getNumRegions() != 0 || op->getNumResults() != 1 ||
         !(isMemoryEffectFree(op) || isa<ir::LoadOp>(op));
}

void Inlining::finalUsers(Value value, llvm::SmallVectorImpl<Operation *> &users) {
  for (Operation *user : value.getUsers()) {
    if (hasNoVariable(user))
      finalUsers(user->getResult(0), users);
    else
      users.push_back(user);
  }
}

// Threads' and blocks' numbers have variables at the top of the kernel.
static bool isIdentity(Operation *op) {
  return isa<ir::ThreadIdOp, ir::BlockIdOp, ir::BlockDimOp, ir::GridDimOp>(op);
}

bool Inlining::isCandidate(Operation *op) {
  if (isStatement(op) || isIdentity(op))
    return false;
  llvm::SmallVector<Operation *> users;
  finalUsers(op->getResult(0), users);
  return users.size() == 1;
}

// Counted as if every candidate among the operands were inlined until the limit.
unsigned Inlining::sizeOf(Operation *op) {
  auto found = sizes_.find(op);
  if (found != sizes_.end())
    return found->second;
  unsigned size = isa<ir::FieldOp, ir::DecayOp, arith::ConstantOp>(op) ? 0 : 1;
  for (Value operand : op->getOperands())
    if (Operation *from = operand.getDefiningOp())
      if (hasNoVariable(from) || isCandidate(from)) {
        unsigned inner = sizeOf(from);
        size += inner <= kLongestExpression ? inner : 0;
      }
  return sizes_[op] = size;
}

static bool mayWrite(Operation *op) {
  bool writes = false;
  op->walk([&](Operation *inner) {
    if (inner->getNumRegions() == 0 && !isa<ir::LoadOp>(inner) && !isMemoryEffectFree(inner))
      writes = true;
    if (auto load = dyn_cast<ir::LoadOp>(inner); load && load.getIsVolatile())
      writes = true;
  });
  return writes;
}

// `user` is where the load's text will stand: an operation of the same block, with nothing in between that
// could change what is read.
bool Inlining::loadMayMove(ir::LoadOp load, Operation *user) {
  while (isInlined(user)) {
    llvm::SmallVector<Operation *> next;
    finalUsers(user->getResult(0), next);
    user = next[0];
  }
  if (user->getBlock() != load->getBlock())
    return false;
  for (Operation *at = load->getNextNode(); at != user; at = at->getNextNode())
    if (mayWrite(at))
      return false;
  return true;
}

bool Inlining::decide(Operation *op) {
  if (hasNoVariable(op))
    return true;
  if (!isCandidate(op))
    return false;
  llvm::SmallVector<Operation *> users;
  finalUsers(op->getResult(0), users);
  Operation *user = users[0];
  if (sizeOf(op) > kLongestExpression && !isStatement(user)) // a statement of its own would only name it
    return false;
  // A value that a loop forwards to its results is used in several places of the text.
  if (auto condition = dyn_cast<scf::ConditionOp>(user);
      condition && condition.getCondition() != op->getResult(0))
    return false;
  if (op->getParentOfType<LoopLikeOpInterface>() != user->getParentOfType<LoopLikeOpInterface>())
    return false;
  if (auto load = dyn_cast<ir::LoadOp>(op))
    return !load.getIsVolatile() && loadMayMove(load, user);
  return true;
}

bool Inlining::isInlined(Operation *op) {
  auto found = decided_.find(op);
  if (found != decided_.end())
    return found->second;
  bool result = decide(op);
  decided_[op] = result;
  return result;
}

} // namespace hd::opencl
