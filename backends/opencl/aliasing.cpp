// Casts, unions and untyped memory, by the scalars that they make of the same bytes.
#include "backends/opencl/aliasing.h"

#include "ir/hd/dialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;

namespace hd::opencl {

static void collectScalars(Type type, llvm::SmallPtrSetImpl<const void *> &scalars) {
  if (auto array = dyn_cast<ir::ArrayType>(type))
    return collectScalars(array.getElement(), scalars);
  if (auto record = dyn_cast<ir::StructType>(type)) {
    for (Type field : record.getFieldTypes())
      collectScalars(field, scalars);
  } else if (!isa<NoneType>(type) && !type.isInteger(8) && !type.isInteger(1)) {
    scalars.insert(isa<ir::PointerType>(type) ? IntegerType::get(type.getContext(), 64).getAsOpaquePointer()
                                              : type.getAsOpaquePointer());
  }
}

static Type pointeeOf(Value pointer) { return cast<ir::PointerType>(pointer.getType()).getPointee(); }

static bool overlaps(ir::StructType type) {
  uint64_t end = 0;
  for (auto [field, offset] : llvm::zip(type.getFieldTypes(), type.getFieldOffsets())) {
    if (offset < end)
      return true;
    end = offset + ir::sizeOf(field);
  }
  return false;
}

// The globals block holds variables of any type, each read as its own.
static bool isGlobal(Value pointer) {
  while (auto offset = pointer.getDefiningOp<ir::OffsetOp>())
    pointer = offset.getBase();
  auto argument = dyn_cast<BlockArgument>(pointer);
  auto kernel = argument ? dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp()) : func::FuncOp();
  return kernel && kernel.getArgAttr(argument.getArgNumber(), ir::kGlobalsAttr);
}

namespace {

class Punning {
public:
  bool in(func::FuncOp kernel) {
    kernel.walk([&](Operation *op) {
      if (auto at = dyn_cast<ir::PointerCastOp>(op))
        lookAtCast(at);
      else if (auto at = dyn_cast<ir::DynamicSharedOp>(op))
        fromBytes(pointeeOf(at.getResult()));
      else if (auto at = dyn_cast<ir::FieldOp>(op))
        found_ |= overlaps(cast<ir::StructType>(pointeeOf(at.getBase())));
    });
    return found_;
  }

private:
  // A cast from bytes starts a use of memory as some type; of one allocation there may be several such.
  void fromBytes(Type type) {
    types_.insert(type.getAsOpaquePointer());
    collectScalars(type, scalars_);
    found_ |= types_.size() > 1 && scalars_.size() > 1;
  }

  void lookAtCast(ir::PointerCastOp cast) {
    llvm::SmallPtrSet<const void *, 4> from, to;
    collectScalars(pointeeOf(cast.getSource()), from);
    collectScalars(pointeeOf(cast.getResult()), to);
    if (from.empty()) {
      if (!isGlobal(cast.getSource()))
        fromBytes(pointeeOf(cast.getResult()));
      return;
    }
    found_ |= !to.empty() && from != to;
  }

  bool found_ = false;
  llvm::SmallPtrSet<const void *, 4> types_, scalars_;
};

} // namespace

bool readsAsOtherTypes(ModuleOp module) {
  return llvm::any_of(module.getOps<func::FuncOp>(),
                      [](func::FuncOp kernel) { return Punning().in(kernel); });
}

} // namespace hd::opencl
