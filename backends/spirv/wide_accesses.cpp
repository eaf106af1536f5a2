#include "backends/spirv/wide_accesses.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;

namespace hd::spirv {

// Two or four fields of one type, without gaps, at most 16 bytes.
static bool isVectorType(Type type) {
  auto record = dyn_cast<ir::StructType>(type);
  if (!record)
    return false;
  size_t count = record.getFieldTypes().size();
  if ((count != 2 && count != 4) || record.getSize() > 16 || record.getAlignment() != record.getSize())
    return false;
  Type first = record.getFieldTypes().front();
  uint64_t size = record.getSize() / count;
  if (!first.isIntOrFloat() || first.isInteger(1) || ir::sizeOf(first) != size)
    return false;
  for (auto [index, offset] : llvm::enumerate(record.getFieldOffsets()))
    if (offset != index * size || record.getFieldTypes()[index] != first)
      return false;
  return true;
}

WideAccesses::WideAccesses(func::FuncOp kernel, const PointerGroups &groups) {
  kernel.walk([&](Block *block) { visit(*block, groups); });
}

// Loads of different vectors may be under way together; nothing else that touches memory may lie between the
// parts of an access.
void WideAccesses::visit(Block &block, const PointerGroups &groups) {
  Open loads, stores;
  for (Operation &op : block) {
    auto load = dyn_cast<ir::LoadOp>(op);
    auto store = dyn_cast<ir::StoreOp>(op);
    Value pointer = load && !load.getIsVolatile()     ? load.getPointer()
                    : store && !store.getIsVolatile() ? store.getPointer()
                                                      : Value();
    auto field = pointer ? pointer.getDefiningOp<ir::FieldOp>() : ir::FieldOp();
    bool isWide = field && isVectorType(cast<ir::PointerType>(field.getBase().getType()).getPointee()) &&
                  groups.memoryOf(field.getBase()) == Memory::Global;
    if (isWide) {
      if (store && !stores.empty() && stores.front().pointer != field.getBase())
        close(stores, true);
      add(&op, field.getBase(), load ? loads : stores, bool(store));
      close(load ? stores : loads, bool(load));
    } else if (!isMemoryEffectFree(&op) || op.getNumRegions() != 0) {
      close(stores, true);
      if (!load || load.getIsVolatile())
        close(loads, false);
    }
  }
  close(loads, false);
  close(stores, true);
}

void WideAccesses::add(Operation *op, Value pointer, Open &open, bool isStore) {
  auto field = (isStore ? cast<ir::StoreOp>(op).getPointer() : cast<ir::LoadOp>(op).getPointer())
                   .getDefiningOp<ir::FieldOp>();
  unsigned index = unsigned(field.getField());
  auto found = llvm::find_if(open, [&](const WideAccess &access) { return access.pointer == pointer; });
  if (found != open.end() && found->parts[index]) { // once more: of an access of its own
    close(open, isStore);
    found = open.end();
  }
  if (found == open.end()) {
    auto type = cast<ir::StructType>(cast<ir::PointerType>(pointer.getType()).getPointee());
    open.push_back({pointer, SmallVector<Operation *>(type.getFieldTypes().size(), nullptr)});
    found = std::prev(open.end());
  }
  found->parts[index] = op;
}

void WideAccesses::close(Open &open, bool areStores) {
  for (WideAccess &access : open) {
    if (llvm::is_contained(access.parts, nullptr))
      continue;
    auto isBefore = [](Operation *a, Operation *b) { return a->isBeforeInBlock(b); };
    Operation *place =
        areStores ? *llvm::max_element(access.parts, isBefore) : *llvm::min_element(access.parts, isBefore);
    parts_.insert(access.parts.begin(), access.parts.end());
    at_[place] = std::move(access);
  }
  open.clear();
}

} // namespace hd::spirv
