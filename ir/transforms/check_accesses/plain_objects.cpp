// Definite assignment of the bytes of an object, over structured control flow. What is written before a
// branch or a loop is written in it; of what branches write, that counts which all of them do; of loops, what
// is written before the condition is asked for the first time.
#include "ir/transforms/check_accesses/plain_objects.h"

#include "ir/hd/addresses.h"
#include "ir/transforms/check_accesses/check_accesses.h"
#include "ir/transforms/promote_private/slots.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace hd::ir {
namespace {

// Larger objects are arrays, which are indexed.
constexpr uint64_t kMostBytes = 1024;

struct Span {
  uint64_t offset, size;
};

// What one operation does with the object.
struct Effects {
  SmallVector<Span, 2> reads, writes;
};

class Assignment {
public:
  explicit Assignment(PrivateOp object) : object_(object) {
    size_ = sizeOf(cast<PointerType>(object.getType()).getPointee());
  }

  bool isPlain() {
    if (size_ > kMostBytes || !collect(object_, 0))
      return false;
    llvm::BitVector written(unsigned(size_), false);
    visit(*object_->getBlock(), written);
    return !readsUnwritten_;
  }

private:
  bool add(SmallVector<Span, 2> &spans, int64_t offset, uint64_t size) {
    spans.push_back({uint64_t(offset), size});
    return offset >= 0 && uint64_t(offset) + size <= size_;
  }

  // What a copy reads; padding has no value.
  bool addScalars(Value pointer, SmallVector<Span, 2> &spans, int64_t offset) {
    Type type = cast<PointerType>(pointer.getType()).getPointee();
    SmallVector<std::pair<uint64_t, Type>> scalars;
    if (!scalarsOf(type, 0, scalars))
      return add(spans, offset, sizeOf(type));
    return llvm::all_of(scalars, [&](auto &scalar) {
      return add(spans, offset + int64_t(scalar.first), sizeOf(scalar.second));
    });
  }

  // False when a use is no access at a constant place.
  bool collect(Value pointer, int64_t offset) {
    uint64_t whole = sizeOf(cast<PointerType>(pointer.getType()).getPointee());
    for (OpOperand &use : pointer.getUses()) {
      Operation *user = use.getOwner();
      bool fits = llvm::TypeSwitch<Operation *, bool>(user)
                      .Case<LoadOp>([&](LoadOp load) {
                        SmallVector<Span, 2> copied; // nothing, as far as values go
                        auto &reads = isAggregateLoad(load) ? copied : effects_[user].reads;
                        return !load.getIsVolatile() && add(reads, offset, sizeOf(load.getType()));
                      })
                      .Case<StoreOp>([&](StoreOp store) {
                        return !store.getIsVolatile() && store.getValue() != pointer &&
                               add(effects_[user].writes, offset, sizeOf(store.getValue().getType()));
                      })
                      .Case<CopyOp>([&](CopyOp copy) {
                        bool isSource = copy.getSource() == pointer, isTarget = copy.getTarget() == pointer;
                        return (!isSource || addScalars(pointer, effects_[user].reads, offset)) &&
                               (!isTarget || add(effects_[user].writes, offset, whole));
                      })
                      .Default([&](Operation *) {
                        std::optional<int64_t> distance = isAddress(user) ? distanceOf(user) : std::nullopt;
                        return distance && collect(user->getResult(0), offset + *distance);
                      });
      if (!fits)
        return false;
    }
    return true;
  }

  void visit(Block &block, llvm::BitVector &written) {
    for (Operation &op : block)
      visit(&op, written);
  }

  void visit(Operation *op, llvm::BitVector &written) {
    auto found = effects_.find(op);
    if (found != effects_.end()) {
      for (Span read : found->second.reads)
        for (uint64_t i = 0; i < read.size; ++i)
          readsUnwritten_ |= !written.test(unsigned(read.offset + i));
      for (Span write : found->second.writes)
        written.set(unsigned(write.offset), unsigned(write.offset + write.size));
      return;
    }
    if (op->getNumRegions() == 0)
      return;
    if (auto loop = dyn_cast<scf::WhileOp>(op)) {
      visit(*loop.getBeforeBody(), written);
      llvm::BitVector body = written;
      visit(*loop.getAfterBody(), body);
      return;
    }
    // All regions write, or there is a way around them.
    llvm::BitVector all(written.size(), true);
    bool hasWayAround = isa<scf::ForOp>(op);
    for (Region &region : op->getRegions()) {
      hasWayAround |= region.empty();
      llvm::BitVector inside = written;
      for (Block &block : region)
        visit(block, inside);
      all &= inside;
    }
    if (!hasWayAround)
      written |= all;
  }

  PrivateOp object_;
  uint64_t size_;
  llvm::DenseMap<Operation *, Effects> effects_;
  bool readsUnwritten_ = false;
};

} // namespace

bool isAggregateLoad(LoadOp load) {
  auto name = load->getLoc()->findInstanceOf<NameLoc>();
  return name && name.getName() == kAggregateLoad;
}

bool isPlainObject(PrivateOp object) {
  return object->hasAttr(kUncheckedAttr) || Assignment(object).isPlain();
}

} // namespace hd::ir
