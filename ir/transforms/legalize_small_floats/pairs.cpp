// Joins neighbouring accesses to the two fields of a vector, walking each block once.
#include "ir/transforms/legalize_small_floats/pairs.h"

#include "ir/hd/build.h"
#include "ir/transforms/legalize_small_floats/conversions.h"

using namespace mlir;

namespace hd::ir {

namespace {

// A lane of a vector in memory.
struct Lane {
  Value vector;
  unsigned index = 0;
};

std::optional<Lane> laneOf(Value pointer) {
  auto field = pointer.getDefiningOp<FieldOp>();
  if (!field)
    return std::nullopt;
  auto type = cast<PointerType>(field.getBase().getType());
  auto record = cast<StructType>(type.getPointee());
  ArrayRef<Type> fields = record.getFieldTypes();
  bool isPair = fields.size() == 2 && fields[0] == fields[1] && isSmallFloat(fields[0]) &&
                record.getSize() == 4 && record.getAlignment() == 4 && record.getFieldOffsets()[1] == 2;
  if (!isPair || type.getSpace() == AddressSpace::Private)
    return std::nullopt;
  return Lane{field.getBase(), field.getField()};
}

Value wordPointer(Build &build, Value vector) {
  AddressSpace space = cast<PointerType>(vector.getType()).getSpace();
  return build.make<PointerCastOp>(build.pointer(build.i32(), space), vector);
}

void joinLoads(LoadOp first, LoadOp second, Lane lane) {
  OpBuilder builder(first);
  Build build(builder, first);
  Type narrow = builder.getI16Type(), type = first.getType();
  Value word = build.load(wordPointer(build, lane.vector));
  Value low = build.bitcast(build.truncate(word, narrow), type);
  Value high = build.bitcast(build.truncate(build.shr(word, 16u), narrow), type);
  first.replaceAllUsesWith(lane.index == 0 ? low : high);
  second.replaceAllUsesWith(lane.index == 0 ? high : low);
  first.erase();
  second.erase();
}

// In the place of the second, where both values are there.
void joinStores(StoreOp first, StoreOp second, Lane lane) {
  OpBuilder builder(second);
  Build build(builder, second);
  auto bits = [&](StoreOp store) {
    return build.extendUnsigned(build.bitcast(store.getValue(), builder.getI16Type()), build.i32());
  };
  Value low = bits(lane.index == 0 ? first : second), high = bits(lane.index == 0 ? second : first);
  build.store(build.bitOr(low, build.shl(high, 16u)), wordPointer(build, lane.vector));
  first.erase();
  second.erase();
}

// Runs through a block with the last accesses that still wait for their other lane.
class Joiner {
public:
  void run(Block &block) {
    for (Operation &op : llvm::make_early_inc_range(block)) {
      if (auto load = dyn_cast<LoadOp>(op); load && !load.getIsVolatile())
        visit(load);
      else if (auto store = dyn_cast<StoreOp>(op); store && !store.getIsVolatile())
        visit(store);
      else if (!isMemoryEffectFree(&op))
        loads_.clear(), store_ = {};
    }
  }

private:
  // A load may not pass a store, and a store nothing.
  void visit(LoadOp load) {
    store_ = {};
    auto lane = laneOf(load.getPointer());
    if (!lane)
      return;
    auto other = loads_.find({lane->vector, 1 - lane->index});
    if (other == loads_.end()) {
      loads_[{lane->vector, lane->index}] = load;
      return;
    }
    LoadOp first = other->second;
    loads_.erase(other);
    joinLoads(first, load, {lane->vector, 1 - lane->index});
  }

  void visit(StoreOp store) {
    loads_.clear();
    auto lane = laneOf(store.getPointer());
    StoreOp before = std::exchange(store_, lane ? store : StoreOp());
    auto previous = before ? laneOf(before.getPointer()) : std::nullopt;
    if (!lane || !previous || previous->vector != lane->vector || previous->index == lane->index)
      return;
    joinStores(before, store, *previous);
    store_ = {};
  }

  llvm::DenseMap<std::pair<Value, unsigned>, LoadOp> loads_;
  StoreOp store_;
};

} // namespace

void joinPairs(func::FuncOp function) {
  function.walk([](Block *block) { Joiner().run(*block); });
}

} // namespace hd::ir
