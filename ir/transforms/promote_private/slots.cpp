// Follows the addresses derived from an allocation, with their constant byte offsets, to its accesses.
#include "ir/transforms/promote_private/slots.h"

#include "ir/hd/addresses.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

#include <map>

using namespace mlir;

namespace hd::ir {
namespace {

constexpr size_t kMaxScalars = 64;

struct Uses {
  SmallVector<Access> accesses;
  SmallVector<CopyOp> copies;
  SmallVector<Operation *> addresses;
  llvm::SetVector<arith::SelectOp> choices;
};

bool isCarriedThrough(Operation *op) { return isa<scf::IfOp, scf::WhileOp, scf::IndexSwitchOp>(op); }

// Whether values can be carried from the allocation to the access.
bool isReachable(Operation *access, PrivateOp allocation) {
  for (Operation *op = access; op->getBlock() != allocation->getBlock();) {
    op = op->getParentOp();
    if (!op || !isCarriedThrough(op))
      return false;
  }
  return true;
}

bool addCopy(CopyOp copy, Value pointer, uint64_t offset, Uses &uses) {
  SmallVector<std::pair<uint64_t, Type>> scalars;
  if (!scalarsOf(cast<PointerType>(pointer.getType()).getPointee(), offset, scalars))
    return false;
  if (!llvm::is_contained(uses.copies, copy))
    uses.copies.push_back(copy);
  for (auto [place, type] : scalars)
    uses.accesses.push_back({copy, place, type});
  return true;
}

// False if the memory has a use that keeps it memory.
bool collectUses(PrivateOp allocation, Uses &uses) {
  uint64_t size = sizeOf(cast<PointerType>(allocation.getType()).getPointee());
  SmallVector<std::pair<Value, int64_t>> worklist{{allocation.getResult(), 0}};
  while (!worklist.empty()) {
    auto [pointer, offset] = worklist.pop_back_val();
    for (OpOperand &use : pointer.getUses()) {
      Operation *user = use.getOwner();
      if (!isReachable(user, allocation))
        return false;
      if (auto load = dyn_cast<LoadOp>(user); load && !load.getIsVolatile()) {
        uses.accesses.push_back({user, static_cast<uint64_t>(offset), load.getType()});
      } else if (auto store = dyn_cast<StoreOp>(user);
                 store && !store.getIsVolatile() && store.getValue() != pointer) {
        uses.accesses.push_back({user, static_cast<uint64_t>(offset), store.getValue().getType()});
      } else if (auto copy = dyn_cast<CopyOp>(user)) {
        if (!addCopy(copy, pointer, offset, uses))
          return false;
      } else if (auto choice = dyn_cast<arith::SelectOp>(user)) {
        uses.choices.insert(choice);
        worklist.emplace_back(choice, offset);
      } else if (std::optional<int64_t> distance = isAddress(user) ? distanceOf(user) : std::nullopt) {
        uses.addresses.push_back(user);
        worklist.emplace_back(user->getResult(0), offset + *distance);
      } else {
        return false;
      }
    }
  }
  return llvm::all_of(uses.accesses, [&](const Access &access) {
    return access.offset + sizeOf(access.type) <= size; // also false for a negative offset
  });
}

// The type of each slot by offset; empty if accesses overlap partly or differ in more than interpretation.
std::map<uint64_t, Type> slotTypes(const Uses &uses) {
  std::map<uint64_t, Type> types;
  for (const Access &access : uses.accesses) {
    auto [slot, isNew] = types.try_emplace(access.offset, access.type);
    if (!isNew && !isSameBits(slot->second, access.type))
      return {};
    if (isa<StoreOp>(access.op))
      slot->second = access.type;
  }
  uint64_t end = 0;
  for (auto [offset, type] : types) {
    if (offset < end)
      return {};
    end = offset + sizeOf(type);
  }
  return types;
}

void recordAccess(Operation *access, unsigned slot, PrivateOp allocation, Slots &slots) {
  slots.accesses[access] = slot;
  for (Operation *op = access; op->getBlock() != allocation->getBlock();) {
    op = op->getParentOp();
    SetVector<unsigned> &stored = slots.storedIn[op];
    if (isa<StoreOp>(access))
      stored.insert(slot);
  }
}

} // namespace

std::optional<unsigned> wholeField(StructType record) {
  if (record.getFieldTypes().size() < 2 ||
      llvm::any_of(record.getFieldOffsets(), [](uint64_t at) { return at != 0; }))
    return std::nullopt;
  for (auto [index, type] : llvm::enumerate(record.getFieldTypes())) {
    SmallVector<std::pair<uint64_t, Type>> scalars;
    uint64_t end = 0;
    bool isDense = scalarsOf(type, 0, scalars) && llvm::all_of(scalars, [&](auto &scalar) {
                     bool follows = scalar.first == end;
                     end += sizeOf(scalar.second);
                     return follows;
                   });
    if (isDense && end == record.getSize())
      return unsigned(index);
  }
  return std::nullopt;
}

bool scalarsOf(Type type, uint64_t offset, SmallVectorImpl<std::pair<uint64_t, Type>> &scalars) {
  if (auto array = dyn_cast<ArrayType>(type)) {
    if (array.getCount() > kMaxScalars)
      return false;
    for (uint64_t i = 0; i < array.getCount(); ++i)
      if (!scalarsOf(array.getElement(), offset + i * sizeOf(array.getElement()), scalars))
        return false;
    return true;
  }
  if (auto record = dyn_cast<StructType>(type)) {
    if (std::optional<unsigned> whole = wholeField(record))
      return scalarsOf(record.getFieldTypes()[*whole], offset, scalars);
    uint64_t end = 0;
    for (auto [fieldType, fieldOffset] : llvm::zip_equal(record.getFieldTypes(), record.getFieldOffsets())) {
      if (fieldOffset < end || !scalarsOf(fieldType, offset + fieldOffset, scalars))
        return false;
      end = fieldOffset + sizeOf(fieldType);
    }
    return true;
  }
  scalars.emplace_back(offset, type);
  return scalars.size() <= kMaxScalars && !isa<NoneType>(type);
}

bool isSameBits(Type from, Type to) {
  if (from == to)
    return true;
  if (isa<PointerType>(from) || isa<PointerType>(to))
    return isa<PointerType>(from) && isa<PointerType>(to);
  return from.getIntOrFloatBitWidth() == to.getIntOrFloatBitWidth();
}

SmallVector<Access> accessesOf(PrivateOp allocation) {
  Uses uses;
  return collectUses(allocation, uses) && uses.choices.empty() ? uses.accesses : SmallVector<Access>();
}

Obstacles obstaclesOf(PrivateOp allocation) {
  Uses uses;
  if (!collectUses(allocation, uses) || (slotTypes(uses).empty() && !uses.accesses.empty()))
    return {};
  return {uses.copies, uses.choices, true};
}

bool addSlots(PrivateOp allocation, Slots &slots) {
  Uses uses;
  if (!collectUses(allocation, uses) || !uses.copies.empty() || !uses.choices.empty())
    return false;
  std::map<uint64_t, Type> types = slotTypes(uses);
  if (types.empty() && !uses.accesses.empty())
    return false;
  std::map<uint64_t, unsigned> indices;
  for (auto [offset, type] : types) {
    indices[offset] = slots.slots.size();
    slots.slots.push_back({allocation, type});
  }
  for (const Access &access : uses.accesses)
    recordAccess(access.op, indices[access.offset], allocation, slots);
  slots.dead.push_back(allocation);
  slots.dead.append(uses.addresses);
  return true;
}

} // namespace hd::ir
