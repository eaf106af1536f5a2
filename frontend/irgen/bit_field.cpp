// Reads and writes of bit-fields: shifts and masks on the integers that they share. Values are computed with
// 32 bits, or with 64 where a field or an integer has as many.
#include "frontend/irgen/function_gen.h"

#include "ir/transforms/check_accesses/check_accesses.h"

using namespace mlir;

namespace hd::irgen {

namespace {

uint64_t lowBits(unsigned width) { return width == 64 ? ~uint64_t(0) : (uint64_t(1) << width) - 1; }

unsigned workingWidth(const RecordLayout &layout, const ast::FieldDecl &field) {
  unsigned width = field.type->size() == 8 ? 64 : 32;
  for (const BitPart &part : layout.parts[field.index])
    width = std::max(width, layout.units[part.unit].bytes * 8);
  return width;
}

} // namespace

Value FunctionGen::resize(Value value, Type type, bool isSigned, Location loc) {
  unsigned from = value.getType().getIntOrFloatBitWidth(), to = type.getIntOrFloatBitWidth();
  if (from == to)
    return value;
  if (from > to)
    return builder_.create<arith::TruncIOp>(loc, type, value);
  return isSigned ? builder_.create<arith::ExtSIOp>(loc, type, value).getResult()
                  : builder_.create<arith::ExtUIOp>(loc, type, value).getResult();
}

// The value that a bit-field has after `value` was assigned to it.
Value FunctionGen::truncateToField(Value value, const ast::FieldDecl &field, Location loc) {
  unsigned width = field.type->isBool() ? 1 : unsigned(field.type->size() * 8);
  if (field.bits >= width)
    return value;
  bool isSigned = field.isSignedBits;
  Type type = value.getType(), wide = builder_.getIntegerType(std::max(width, 32u));
  Value rest = constant(int64_t(wide.getIntOrFloatBitWidth() - field.bits), wide, loc);
  Value top = genShift(true, resize(value, wide, isSigned, loc), rest, isSigned, loc);
  return resize(genShift(false, top, rest, isSigned, loc), type, isSigned, loc);
}

Value FunctionGen::loadBits(Value record, const ast::RecordDecl &decl, const ast::FieldDecl &field,
                            bool isVolatile, Location loc) {
  const RecordLayout &layout = types_.layout(&decl);
  Type wide = builder_.getIntegerType(workingWidth(layout, field));
  unsigned width = wide.getIntOrFloatBitWidth();
  bool isSigned = field.isSignedBits;
  Value result;
  for (const BitPart &part : layout.parts[field.index]) {
    Value pointer = fieldPointer(record, layout.units[part.unit].entry, loc);
    Type stored = cast<ir::PointerType>(pointer.getType()).getPointee();
    Value unit = resize(builder_.create<ir::LoadOp>(loc, stored, pointer, isVolatile), wide, false, loc);
    // To the top and down again, which also extends the sign when this is the last part.
    bool isLast = part.from + part.width == field.bits;
    Value top = genShift(true, unit, constant(width - part.shift - part.width, wide, loc), false, loc);
    Value bits = genShift(false, top, constant(width - part.width, wide, loc), isSigned && isLast, loc);
    bits = genShift(true, bits, constant(part.from, wide, loc), isSigned, loc);
    result = result ? builder_.create<arith::OrIOp>(loc, result, bits).getResult() : bits;
  }
  if (field.type->isBool())
    return isNonZero(result, loc);
  return resize(result, types_.value(field.type), isSigned, loc);
}

// The bits of `value` that a part takes, where it takes them; `wide` is the type to compute with.
Value FunctionGen::placeBits(Value value, const BitPart &part, Type wide, Location loc) {
  Value bits = resize(value, wide, false, loc);
  bits = genShift(false, bits, constant(part.from, wide, loc), false, loc);
  bits = builder_.create<arith::AndIOp>(loc, bits, constant(int64_t(lowBits(part.width)), wide, loc));
  return genShift(true, bits, constant(part.shift, wide, loc), false, loc);
}

void FunctionGen::storeBits(Value record, const ast::RecordDecl &decl, const ast::FieldDecl &field,
                            Value value, bool isVolatile, Location loc) {
  const RecordLayout &layout = types_.layout(&decl);
  Type wide = builder_.getIntegerType(workingWidth(layout, field));
  for (const BitPart &part : layout.parts[field.index]) {
    Value pointer = fieldPointer(record, layout.units[part.unit].entry, loc);
    Type stored = cast<ir::PointerType>(pointer.getType()).getPointee();
    Value bits = placeBits(value, part, wide, loc);
    if (part.width < layout.units[part.unit].bytes * 8) { // the others may have no value yet
      Location copying = NameLoc::get(builder_.getStringAttr(ir::kAggregateLoad), loc);
      Value unit =
          resize(builder_.create<ir::LoadOp>(copying, stored, pointer, isVolatile), wide, false, loc);
      Value others = constant(int64_t(~(lowBits(part.width) << part.shift)), wide, loc);
      bits = builder_.create<arith::OrIOp>(loc, builder_.create<arith::AndIOp>(loc, unit, others), bits);
    }
    builder_.create<ir::StoreOp>(loc, resize(bits, stored, false, loc), pointer, isVolatile);
  }
}

// All bit-fields of a record at once; `values` by the fields' indices, null where there is no bit-field.
void FunctionGen::storeAllBits(Value record, const ast::RecordDecl &decl, llvm::ArrayRef<Value> values,
                               bool isVolatile, Location loc) {
  const RecordLayout &layout = types_.layout(&decl);
  llvm::SmallVector<Value> units(layout.units.size());
  for (const ast::FieldDecl *field : decl.fields) {
    if (!field->bits)
      continue;
    Type wide = builder_.getIntegerType(workingWidth(layout, *field));
    for (const BitPart &part : layout.parts[field->index]) {
      Type stored = builder_.getIntegerType(layout.units[part.unit].bytes * 8);
      Value bits = resize(placeBits(values[field->index], part, wide, loc), stored, false, loc);
      Value &unit = units[part.unit];
      unit = unit ? builder_.create<arith::OrIOp>(loc, unit, bits).getResult() : bits;
    }
  }
  for (auto [index, unit] : llvm::enumerate(units))
    if (unit)
      builder_.create<ir::StoreOp>(loc, unit, fieldPointer(record, layout.units[index].entry, loc),
                                   isVolatile);
}

} // namespace hd::irgen
