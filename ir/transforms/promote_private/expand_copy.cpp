// Expands hd.copy along the type: fields of structs, elements of arrays, down to scalars. All loads come
// before all stores, as in a copy of one value.
#include "ir/transforms/promote_private/expand_copy.h"

using namespace mlir;

namespace hd::ir {
namespace {

Value fieldAddress(OpBuilder &builder, Location loc, Value base, unsigned field) {
  auto type = cast<PointerType>(base.getType());
  Type fieldType = cast<StructType>(type.getPointee()).getFieldTypes()[field];
  return builder.create<FieldOp>(loc, PointerType::get(type.getContext(), fieldType, type.getSpace()), base,
                                 field);
}

Value elementAddress(OpBuilder &builder, Location loc, Value base, int64_t index) {
  auto type = cast<PointerType>(base.getType());
  Type element = cast<ArrayType>(type.getPointee()).getElement();
  auto elementPointer = PointerType::get(type.getContext(), element, type.getSpace());
  Value first = builder.create<DecayOp>(loc, elementPointer, base);
  if (index == 0)
    return first;
  Value offset = builder.create<arith::ConstantOp>(loc, builder.getI64IntegerAttr(index));
  return builder.create<OffsetOp>(loc, elementPointer, first, offset);
}

void scalarAddresses(OpBuilder &builder, Location loc, Value base, SmallVectorImpl<Value> &addresses) {
  Type pointee = cast<PointerType>(base.getType()).getPointee();
  if (auto record = dyn_cast<StructType>(pointee)) {
    for (unsigned i = 0; i < record.getFieldTypes().size(); ++i)
      scalarAddresses(builder, loc, fieldAddress(builder, loc, base, i), addresses);
  } else if (auto array = dyn_cast<ArrayType>(pointee)) {
    for (uint64_t i = 0; i < array.getCount(); ++i)
      scalarAddresses(builder, loc, elementAddress(builder, loc, base, i), addresses);
  } else {
    addresses.push_back(base);
  }
}

} // namespace

void expandCopy(CopyOp copy) {
  OpBuilder builder(copy);
  Location loc = copy.getLoc();
  SmallVector<Value> sources, targets, values;
  scalarAddresses(builder, loc, copy.getSource(), sources);
  scalarAddresses(builder, loc, copy.getTarget(), targets);
  for (Value source : sources)
    values.push_back(builder.create<LoadOp>(loc, cast<PointerType>(source.getType()).getPointee(), source));
  for (auto [value, target] : llvm::zip_equal(values, targets))
    builder.create<StoreOp>(loc, value, target);
  copy.erase();
}

} // namespace hd::ir
