// Expands hd.copy along the type: fields of structs, elements of arrays, down to scalars. All loads come
// before all stores, as in a copy of one value.
#include "ir/transforms/promote_private/expand_copy.h"

#include "ir/hd/addresses.h"
#include "ir/transforms/promote_private/slots.h"

using namespace mlir;

namespace hd::ir {
namespace {

void scalarAddresses(OpBuilder &builder, Location loc, Value base, SmallVectorImpl<Value> &addresses) {
  Type pointee = cast<PointerType>(base.getType()).getPointee();
  auto record = dyn_cast<StructType>(pointee);
  if (std::optional<unsigned> whole = record ? wholeField(record) : std::nullopt) {
    scalarAddresses(builder, loc, fieldAddress(builder, loc, base, *whole), addresses);
  } else if (record) {
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
