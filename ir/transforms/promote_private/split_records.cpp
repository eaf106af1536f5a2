#include "ir/transforms/promote_private/split_records.h"

#include "ir/hd/addresses.h"

using namespace mlir;

namespace hd::ir {

namespace {

StructType recordOf(Value pointer) {
  return dyn_cast<StructType>(cast<PointerType>(pointer.getType()).getPointee());
}

struct RecordUses {
  SmallVector<FieldOp> fields;
  SmallVector<CopyOp> copies;
  SmallVector<Operation *> casts; // definitions before users
  SmallVector<Value> pointers;    // the record's own
};

bool collect(Value pointer, RecordUses &uses) {
  uses.pointers.push_back(pointer);
  for (Operation *user : pointer.getUsers()) {
    if (auto field = dyn_cast<FieldOp>(user)) {
      uses.fields.push_back(field);
    } else if (auto copy = dyn_cast<CopyOp>(user)) {
      if (!llvm::is_contained(uses.copies, copy))
        uses.copies.push_back(copy);
    } else if (auto cast = dyn_cast<PointerCastOp>(user); cast && recordOf(cast) == recordOf(pointer)) {
      uses.casts.push_back(cast);
      if (!collect(cast, uses))
        return false;
    } else if (cast && cast.use_empty()) {
      uses.casts.push_back(cast);
    } else {
      return false;
    }
  }
  return true;
}

// Whether the pointer points to elements of an array that is inside of the record.
bool startsInArray(Value pointer) {
  for (; pointer.getDefiningOp<OffsetOp>(); pointer = pointer.getDefiningOp<OffsetOp>().getBase()) {
  }
  return bool(pointer.getDefiningOp<DecayOp>());
}

// Whether no use of a pointer into a field leads out of the field: `(&v.x)[i]` reads the fields behind it
// too. `offset`: in bytes from the field's start; unknown once an array was indexed by a variable.
bool staysInside(Value pointer, std::optional<int64_t> offset, int64_t size) {
  auto isInside = [&](Type accessed) {
    return !offset || (*offset >= 0 && *offset + int64_t(sizeOf(accessed)) <= size);
  };
  Type pointee = cast<PointerType>(pointer.getType()).getPointee();
  for (OpOperand &use : pointer.getUses()) {
    Operation *user = use.getOwner();
    if (isa<LoadOp, CopyOp>(user) || (isa<StoreOp>(user) && use.getOperandNumber() == 1)) {
      if (!isInside(pointee))
        return false;
    } else if (isAddress(user)) {
      std::optional<int64_t> distance = distanceOf(user), next;
      if (offset && distance)
        next = *offset + *distance;
      bool isOfArray = startsInArray(pointer);
      if ((!distance && !isOfArray) || !staysInside(user->getResult(0), next, size))
        return false;
    } else {
      return false;
    }
  }
  return true;
}

bool overlaps(StructType record) {
  uint64_t end = 0;
  for (auto [type, offset] : llvm::zip_equal(record.getFieldTypes(), record.getFieldOffsets())) {
    if (offset < end)
      return true;
    end = offset + sizeOf(type);
  }
  return false;
}

// The pieces of a record: by memory of their own, or as fields of what stays whole.
struct Pieces {
  ArrayRef<Value> own;
  Value whole;
  Value at(OpBuilder &builder, Location loc, unsigned field) const {
    return own.empty() ? fieldAddress(builder, loc, whole, field) : own[field];
  }
};

void copyFields(CopyOp copy, StructType record, const Pieces &target, const Pieces &source) {
  OpBuilder builder(copy);
  Location loc = copy.getLoc();
  for (auto [field, type] : llvm::enumerate(record.getFieldTypes())) {
    Value to = target.at(builder, loc, field), from = source.at(builder, loc, field);
    if (isa<StructType, ArrayType>(type))
      builder.create<CopyOp>(loc, to, from);
    else
      builder.create<StoreOp>(loc, builder.create<LoadOp>(loc, type, from), to);
  }
}

SmallVector<Value> makeFields(PrivateOp whole, StructType record) {
  OpBuilder builder(whole);
  uint64_t alignment = whole.getAlignment().value_or(0);
  SmallVector<Value> fields;
  for (auto [type, offset] : llvm::zip_equal(record.getFieldTypes(), record.getFieldOffsets())) {
    bool keeps = alignment != 0 && offset % alignment == 0;
    fields.push_back(builder.create<PrivateOp>(
        whole.getLoc(), PointerType::get(whole.getContext(), type, AddressSpace::Private),
        keeps ? whole.getAlignmentAttr() : IntegerAttr()));
  }
  return fields;
}

} // namespace

bool splitRecord(PrivateOp whole) {
  StructType record = recordOf(whole);
  RecordUses uses;
  if (!record || overlaps(record) || !collect(whole, uses))
    return false;
  for (FieldOp field : uses.fields)
    if (!staysInside(field, 0, int64_t(sizeOf(record.getFieldTypes()[field.getField()]))))
      return false;
  SmallVector<Value> fields = makeFields(whole, record);
  for (CopyOp copy : uses.copies) {
    auto pieces = [&](Value pointer) {
      bool isOurs = llvm::is_contained(uses.pointers, pointer);
      return Pieces{isOurs ? ArrayRef(fields) : ArrayRef<Value>(), pointer};
    };
    Pieces target = pieces(copy.getTarget()), source = pieces(copy.getSource());
    if (target.own.empty() || source.own.empty())
      copyFields(copy, record, target, source);
    copy.erase();
  }
  for (FieldOp field : uses.fields) {
    OpBuilder builder(field);
    Value piece = fields[field.getField()];
    if (piece.getType() != field.getType())
      piece = builder.create<PointerCastOp>(field.getLoc(), field.getType(), piece);
    field.replaceAllUsesWith(piece);
    field.erase();
  }
  for (Operation *cast : llvm::reverse(uses.casts))
    cast->erase();
  whole.erase();
  return true;
}

} // namespace hd::ir
