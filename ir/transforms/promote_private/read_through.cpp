#include "ir/transforms/promote_private/read_through.h"

#include "ir/hd/addresses.h"

using namespace mlir;

namespace hd::ir {

namespace {

// All uses of a private object, when they are accesses only.
struct Accesses {
  SmallVector<Operation *> reads, writes; // a copy may be in either
};

bool collect(Value pointer, Accesses &accesses) {
  for (OpOperand &use : pointer.getUses()) {
    Operation *user = use.getOwner();
    if (auto load = dyn_cast<LoadOp>(user); load && !load.getIsVolatile()) {
      accesses.reads.push_back(user);
    } else if (auto store = dyn_cast<StoreOp>(user);
               store && !store.getIsVolatile() && use.getOperandNumber() == 1) {
      accesses.writes.push_back(user);
    } else if (isa<CopyOp>(user)) {
      (use.getOperandNumber() == 0 ? accesses.writes : accesses.reads).push_back(user);
    } else if (!isAddress(user) || !collect(user->getResult(0), accesses)) {
      return false;
    }
  }
  return true;
}

Operation *ancestorIn(Block *block, Operation *op) { return block->findAncestorOpInBlock(*op); }

// Without casts to another address space.
Value withoutCasts(Value pointer) {
  auto pointee = cast<PointerType>(pointer.getType()).getPointee();
  while (auto cast = pointer.getDefiningOp<PointerCastOp>()) {
    if (mlir::cast<PointerType>(cast.getSource().getType()).getPointee() != pointee)
      break;
    pointer = cast.getSource();
  }
  return pointer;
}

// Whether nothing writes to the memory of `root` once `fill` has run.
bool keepsContent(Value root, Operation *fill) {
  AddressSpace space = cast<PointerType>(root.getType()).getSpace();
  if (space == AddressSpace::Param || space == AddressSpace::Constant)
    return true;
  auto memory = root.getDefiningOp<PrivateOp>();
  Accesses accesses;
  if (!memory || !collect(memory, accesses))
    return false;
  Operation *last = ancestorIn(memory->getBlock(), fill);
  return last && llvm::all_of(accesses.writes, [&](Operation *write) {
           Operation *at = ancestorIn(memory->getBlock(), write);
           return at && at != last && at->isBeforeInBlock(last);
         });
}

Value rebased(OpBuilder &builder, Value pointer, Value from, Value to) {
  if (pointer == from)
    return to;
  Operation *address = pointer.getDefiningOp();
  return addressWith(builder, address, rebased(builder, address->getOperand(0), from, to));
}

} // namespace

bool readThrough(PrivateOp memory) {
  Accesses accesses;
  if (!collect(memory, accesses) || accesses.writes.size() != 1)
    return false;
  auto fill = dyn_cast<CopyOp>(accesses.writes.front());
  if (!fill || withoutCasts(fill.getTarget()) != memory.getResult())
    return false;
  Value source = withoutCasts(fill.getSource());
  Value root = rootOf(source);
  if (root == memory.getResult() || !keepsContent(root, fill))
    return false;
  for (Operation *read : accesses.reads) {
    Operation *at = ancestorIn(fill->getBlock(), read);
    if (!at || !fill->isBeforeInBlock(at))
      return false;
  }
  fill.erase();
  // Addresses are computed anew at the reads: where the old ones are, the source may not be known yet.
  for (Operation *read : accesses.reads) {
    OpBuilder builder(read);
    OpOperand &pointer = read->getOpOperand(isa<CopyOp>(read) ? 1 : 0);
    pointer.set(rebased(builder, pointer.get(), memory, source));
  }
  eraseAddresses(memory);
  memory.erase();
  return true;
}

} // namespace hd::ir
