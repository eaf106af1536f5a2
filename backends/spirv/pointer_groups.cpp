// Union-find over the kernel's pointers; contents_ is the node of the pointers stored in a node's memory.
#include "backends/spirv/pointer_groups.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace hd::spirv {

static bool isPointer(Value value) { return isa<ir::PointerType>(value.getType()); }

bool PointerGroups::isNull(Value pointer) {
  Operation *op = pointer.getDefiningOp();
  if (auto cast = dyn_cast_or_null<ir::PointerCastOp>(op))
    return isNull(cast.getSource());
  auto convert = dyn_cast_or_null<ir::IntToPointerOp>(op);
  auto constant = convert ? convert.getSource().getDefiningOp<arith::ConstantOp>() : nullptr;
  auto value = constant ? dyn_cast<IntegerAttr>(constant.getValue()) : nullptr;
  return value && value.getValue().isZero();
}

PointerGroups::PointerGroups(func::FuncOp kernel) {
  add(); // kGlobal
  contents_[kGlobal] = kGlobal;
  for (Value argument : kernel.getArguments())
    if (isPointer(argument))
      unite(nodeOf(argument), kGlobal);
  kernel.walk([&](Operation *op) { visit(op); });
  makeGroups(kernel);
  if (!problem_)
    chooseElements(kernel);
}

PointerGroups::Node PointerGroups::add() {
  parents_.push_back(Node(parents_.size()));
  contents_.push_back(kNone);
  return Node(parents_.size() - 1);
}

PointerGroups::Node PointerGroups::find(Node node) const {
  while (parents_[node] != node)
    node = parents_[node] = parents_[parents_[node]];
  return node;
}

PointerGroups::Node PointerGroups::nodeOf(Value pointer) {
  auto [place, isNew] = nodes_.try_emplace(pointer, kNone);
  if (isNew) {
    Node node = add();
    nodes_[pointer] = node;
    return node;
  }
  return place->second;
}

PointerGroups::Node PointerGroups::contentOf(Node node) {
  Node root = find(node);
  if (contents_[root] == kNone) {
    Node content = add();
    contents_[root] = content;
  }
  return find(contents_[root]);
}

// kGlobal stays a root.
void PointerGroups::unite(Node a, Node b) {
  a = find(a), b = find(b);
  if (a == b)
    return;
  if (b == find(kGlobal))
    std::swap(a, b);
  parents_[b] = a;
  Node content = contents_[b];
  if (content == kNone)
    return;
  if (contents_[a] == kNone)
    contents_[a] = content;
  else
    unite(contents_[a], content);
}

void PointerGroups::unite(Value a, Value b) {
  if (!isPointer(a))
    return;
  for (auto [one, other] : {std::pair(a, b), std::pair(b, a)})
    if (isNull(one)) {
      compared_.insert(other);
      return;
    }
  unite(nodeOf(a), nodeOf(b));
}

static bool containsPointer(Type type) {
  return llvm::TypeSwitch<Type, bool>(type)
      .Case<ir::PointerType>([](auto) { return true; })
      .Case<ir::ArrayType>([](ir::ArrayType array) { return containsPointer(array.getElement()); })
      .Case<ir::StructType>(
          [](ir::StructType record) { return llvm::any_of(record.getFieldTypes(), containsPointer); })
      .Default([](Type) { return false; });
}

static Type pointeeOf(Value pointer) { return cast<ir::PointerType>(pointer.getType()).getPointee(); }

void PointerGroups::visit(Operation *op) {
  llvm::TypeSwitch<Operation *>(op)
      .Case<ir::OffsetOp, ir::FieldOp, ir::DecayOp, ir::PointerCastOp>(
          [&](Operation *at) { unite(at->getOperand(0), at->getResult(0)); })
      .Case<ir::IntToPointerOp>([&](ir::IntToPointerOp at) {
        if (!isNull(at))
          unite(nodeOf(at), kGlobal);
      })
      .Case<ir::PointerToIntOp>([&](ir::PointerToIntOp at) { compared_.insert(at.getSource()); })
      .Case<ir::AddressOfOp>([&](ir::AddressOfOp at) {
        auto global = at->getParentOfType<ModuleOp>().lookupSymbol<ir::GlobalOp>(at.getGlobal());
        if (cast<ir::PointerType>(global.getType()).getSpace() != ir::AddressSpace::Shared)
          return unite(nodeOf(at), kGlobal);
        auto known = objects_.find(global);
        if (known == objects_.end())
          objects_[global] = nodeOf(at);
        else
          unite(known->second, nodeOf(at));
      })
      .Case<ir::DynamicSharedOp>([&](ir::DynamicSharedOp at) {
        if (dynamicShared_ == kNone)
          dynamicShared_ = nodeOf(at);
        unite(dynamicShared_, nodeOf(at));
      })
      .Case<ir::PrivateOp>([&](ir::PrivateOp at) { objects_[at] = nodeOf(at); })
      .Case<ir::LoadOp>([&](ir::LoadOp at) {
        if (isPointer(at.getResult()))
          unite(nodeOf(at), contentOf(nodeOf(at.getPointer())));
      })
      .Case<ir::StoreOp>([&](ir::StoreOp at) {
        if (isPointer(at.getValue()) && !isNull(at.getValue()))
          unite(nodeOf(at.getValue()), contentOf(nodeOf(at.getPointer())));
      })
      .Case<ir::CopyOp>([&](ir::CopyOp at) {
        if (containsPointer(pointeeOf(at.getTarget())))
          unite(contentOf(nodeOf(at.getTarget())), contentOf(nodeOf(at.getSource())));
      })
      .Default([&](Operation *at) { visitFlow(at); });
}

void PointerGroups::visitFlow(Operation *op) {
  auto all = [&](auto from, auto to) {
    for (auto [a, b] : llvm::zip(from, to))
      unite(Value(a), Value(b));
  };
  llvm::TypeSwitch<Operation *>(op)
      .Case<arith::SelectOp>([&](arith::SelectOp at) {
        unite(at.getTrueValue(), at);
        unite(at.getFalseValue(), at);
      })
      .Case<scf::IfOp>([&](scf::IfOp at) {
        if (at.getNumResults() == 0)
          return;
        all(at.thenYield().getOperands(), at.getResults());
        all(at.elseYield().getOperands(), at.getResults());
      })
      .Case<scf::WhileOp>([&](scf::WhileOp at) {
        all(at.getInits(), at.getBeforeArguments());
        all(at.getConditionOp().getArgs(), at.getAfterArguments());
        all(at.getConditionOp().getArgs(), at.getResults());
        all(at.getYieldOp().getOperands(), at.getBeforeArguments());
      })
      .Case<scf::ForOp>([&](scf::ForOp at) {
        all(at.getInitArgs(), at.getRegionIterArgs());
        all(at.getYieldedValues(), at.getRegionIterArgs());
        all(at.getRegionIterArgs(), at.getResults());
      });
}

Memory PointerGroups::memoryOf(Value pointer) const {
  auto node = nodes_.find(pointer);
  if (node == nodes_.end())
    return Memory::Global;
  auto group = groupOfNode_.find(find(node->second));
  return group == groupOfNode_.end() ? Memory::Global : groups_[group->second].memory;
}

unsigned PointerGroups::indexOf(Value pointer) const {
  return groupOfNode_.find(find(nodes_.find(pointer)->second))->second;
}

const PointerGroup &PointerGroups::groupOf(Value pointer) const { return groups_[indexOf(pointer)]; }

// --- groups and the places of their objects

static constexpr uint64_t kNullRoom = 16; // a multiple of every element's size

void PointerGroups::place(Operation *object, Node node, Memory memory, uint64_t bytes, uint64_t alignment) {
  node = find(node);
  auto fail = [&](llvm::StringRef other) {
    if (!problem_)
      problem_ = {object, ("a pointer into " + llvm::Twine(memory == Memory::Shared ? "shared" : "private") +
                           " memory that may also point into " + other + " memory")
                              .str()};
  };
  if (node == find(kGlobal))
    return fail("device");
  auto [known, isNew] = groupOfNode_.try_emplace(node, unsigned(groups_.size()));
  if (isNew) {
    groups_.emplace_back().memory = memory;
    for (Value pointer : compared_)
      if (auto found = nodes_.find(pointer); found != nodes_.end() && find(found->second) == node)
        groups_.back().isCompared = true;
    groups_.back().bytes = groups_.back().isCompared ? kNullRoom : 0;
  }
  PointerGroup &group = groups_[known->second];
  if (group.memory != memory)
    return fail(group.memory == Memory::Shared ? "shared" : "private");
  group.bytes = llvm::alignTo(group.bytes, std::max<uint64_t>(alignment, 1));
  group.objects[object] = group.bytes; // of dynamic shared memory: the kernel's own entry
  group.bytes += bytes;
}

void PointerGroups::makeGroups(func::FuncOp kernel) {
  for (auto [object, node] : objects_) {
    if (auto global = dyn_cast<ir::GlobalOp>(object)) {
      Type type = cast<ir::PointerType>(global.getType()).getPointee();
      place(object, node, Memory::Shared, ir::sizeOf(type), global.getAlignment());
    } else {
      auto local = cast<ir::PrivateOp>(object);
      Type type = pointeeOf(local);
      place(object, node, Memory::Private, ir::sizeOf(type),
            local.getAlignment().value_or(ir::alignmentOf(type)));
    }
  }
  if (dynamicShared_ == kNone)
    return;
  place(kernel, dynamicShared_, Memory::Shared, 0, 16);
  if (!problem_)
    groups_[groupOfNode_[find(dynamicShared_)]].holdsDynamicShared = true;
}

// --- the elements of a group's array

void PointerGroups::chooseElements(func::FuncOp kernel) {
  struct Uses {
    uint64_t smallest = 8, atomic = 0;
    Type type;
    bool isMixed = false;
  };
  std::vector<Uses> all(groups_.size());
  auto use = [&](Operation *op, Value pointer, Type type, uint64_t size, bool isAtomic) {
    if (memoryOf(pointer) == Memory::Global)
      return;
    Uses &uses = all[indexOf(pointer)];
    uses.smallest = std::min(uses.smallest, size);
    if (!isAtomic) {
      uses.isMixed |= !type || (uses.type && uses.type != type);
      uses.type = type;
      return;
    }
    if (uses.atomic != 0 && uses.atomic != size)
      problem_ = {op, "atomics of different sizes on one shared variable"};
    uses.atomic = size;
  };
  kernel.walk([&](Operation *op) {
    if (auto load = dyn_cast<ir::LoadOp>(op)) {
      use(op, load.getPointer(), load.getType(), ir::sizeOf(load.getType()), false);
    } else if (auto store = dyn_cast<ir::StoreOp>(op)) {
      use(op, store.getPointer(), store.getValue().getType(), ir::sizeOf(store.getValue().getType()), false);
    } else if (auto copy = dyn_cast<ir::CopyOp>(op)) {
      for (Value pointer : copy->getOperands())
        use(op, pointer, {}, std::clamp<uint64_t>(ir::alignmentOf(pointeeOf(pointer)), 1, 8), false);
    } else if (auto atomic = dyn_cast<ir::AtomicRmwOp>(op)) {
      use(op, atomic.getPointer(), atomic.getType(), ir::sizeOf(atomic.getType()), true);
    } else if (auto swap = dyn_cast<ir::AtomicCasOp>(op)) {
      use(op, swap.getPointer(), swap.getType(), ir::sizeOf(swap.getType()), true);
    }
  });
  for (auto [group, uses] : llvm::zip(groups_, all)) {
    group.hasAtomics = uses.atomic != 0;
    group.elementBytes = group.hasAtomics ? uses.atomic : uses.smallest;
    if (!group.hasAtomics && !uses.isMixed && isa_and_nonnull<Float32Type, Float64Type>(uses.type))
      group.elementType = uses.type;
  }
}

} // namespace hd::spirv
