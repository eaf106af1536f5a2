// Reading and writing places. Records that split are read and written field by field.
#include "frontend/irgen/function_gen.h"
#include "ir/transforms/check_accesses/check_accesses.h"

using namespace mlir;

namespace hd::irgen {

Rvalue FunctionGen::load(const Place &place, Location loc) {
  Rvalue value;
  if (!place.pointer) {
    for (auto [index, leaf] : llvm::enumerate(types_.leaves(place.type.type)))
      value.leaves.push_back(readVariable(place.variable, place.leaf + index, leaf, loc));
  } else if (place.bitField) {
    value = loadBits(place.pointer, *place.record, *place.bitField, place.type.isVolatile, loc);
  } else if (types_.splits(place.type.type)) {
    loadLeaves(place.pointer, place.type, place.type.isVolatile, value, loc);
  } else {
    value.memory = place.pointer;
  }
  return value;
}

void FunctionGen::store(const Place &place, const Rvalue &value, Location loc) {
  llvm::ArrayRef<Value> leaves = value.leaves;
  if (place.bitField && place.pointer) {
    storeBits(place.pointer, *place.record, *place.bitField, value.scalar(), place.type.isVolatile, loc);
  } else if (place.bitField) {
    environment_.set({place.variable, place.leaf}, truncateToField(value.scalar(), *place.bitField, loc));
  } else if (value.memory) {
    builder_.create<ir::CopyOp>(loc, place.pointer, value.memory);
  } else if (place.pointer) {
    storeLeaves(place.pointer, place.type, place.type.isVolatile, leaves, loc);
  } else {
    for (auto [index, leaf] : llvm::enumerate(leaves))
      environment_.set({place.variable, place.leaf + index}, leaf);
  }
}

Value FunctionGen::loadScalar(Value pointer, ast::QualType type, bool isVolatile, Location loc) {
  Type pointee = cast<ir::PointerType>(pointer.getType()).getPointee();
  Value value = builder_.create<ir::LoadOp>(loc, pointee, pointer, isVolatile);
  return castTo(value, types_.value(type), loc);
}

void FunctionGen::storeScalar(Value pointer, Value value, bool isVolatile, Location loc) {
  Type pointee = cast<ir::PointerType>(pointer.getType()).getPointee();
  builder_.create<ir::StoreOp>(loc, castTo(value, pointee, loc), pointer, isVolatile);
}

void FunctionGen::loadLeaves(Value pointer, ast::QualType type, bool isVolatile, Rvalue &out, Location loc) {
  auto *record = dyn_cast<ast::RecordType>(type.type);
  if (!record) {
    out.leaves.push_back(loadScalar(pointer, type, isVolatile, loc));
    return;
  }
  loc = NameLoc::get(builder_.getStringAttr(ir::kAggregateLoad), loc);
  const RecordLayout &layout = types_.layout(record->decl);
  for (const ast::FieldDecl *field : record->decl->fields) {
    bool isFieldVolatile = isVolatile || field->type.isVolatile;
    if (field->bits)
      out.leaves.push_back(loadBits(pointer, *record->decl, *field, isFieldVolatile, loc));
    else
      loadLeaves(fieldPointer(pointer, layout.entryOf[field->index], loc), field->type, isFieldVolatile, out,
                 loc);
  }
}

// Takes the leaves that it stores off the front of `leaves`.
void FunctionGen::storeLeaves(Value pointer, ast::QualType type, bool isVolatile,
                              llvm::ArrayRef<Value> &leaves, Location loc) {
  auto *record = dyn_cast<ast::RecordType>(type.type);
  if (!record) {
    storeScalar(pointer, leaves.front(), isVolatile, loc);
    leaves = leaves.drop_front();
    return;
  }
  const RecordLayout &layout = types_.layout(record->decl);
  llvm::SmallVector<Value> bits(layout.units.empty() ? 0 : record->decl->fields.size());
  for (const ast::FieldDecl *field : record->decl->fields) {
    if (field->bits) {
      bits[field->index] = leaves.front();
      leaves = leaves.drop_front();
    } else {
      storeLeaves(fieldPointer(pointer, layout.entryOf[field->index], loc), field->type,
                  isVolatile || field->type.isVolatile, leaves, loc);
    }
  }
  if (!layout.units.empty())
    storeAllBits(pointer, *record->decl, bits, isVolatile, loc);
}

Place FunctionGen::fieldPlace(Value pointer, const ast::RecordDecl &record, const ast::FieldDecl &field,
                              ast::QualType type, Location loc) {
  if (field.bits)
    return {nullptr, 0, pointer, type, &field, &record};
  return {nullptr, 0, fieldPointer(pointer, types_.layout(&record).entryOf[field.index], loc), type};
}

Value FunctionGen::fieldPointer(Value pointer, unsigned index, Location loc) {
  auto type = cast<ir::PointerType>(pointer.getType());
  Type field = cast<ir::StructType>(type.getPointee()).getFieldTypes()[index];
  auto result = ir::PointerType::get(&module_.context, field, type.getSpace());
  return builder_.create<ir::FieldOp>(loc, result, pointer, builder_.getI32IntegerAttr(int32_t(index)));
}

Value FunctionGen::elementPointer(Value arrayPointer, uint64_t index, Location loc) {
  Value first = decay(arrayPointer, loc);
  return index ? offsetBy(first, constant(int64_t(index), builder_.getI64Type(), loc), false, loc) : first;
}

Value FunctionGen::readVariable(const ast::ValueDecl *decl, unsigned leaf, ast::QualType type, Location loc) {
  auto *var = dyn_cast<ast::VarDecl>(decl);
  if (var && var->isBuiltin)
    return builtinVariable(var, leaf, loc);
  if (Value value = environment_.get({decl, leaf}))
    return value;
  if (var && var->isFileScope && var->init)
    return genRvalue(var->init).leaves[leaf];
  return zero(type, loc).scalar(); // never assigned on the way here
}

Value FunctionGen::builtinVariable(const ast::VarDecl *decl, unsigned leaf, Location loc) {
  auto dimension = ir::Dimension(leaf);
  switch (ast::builtinVariableOf(*decl)) {
  case ast::BuiltinVariable::ThreadIdx:
    return builder_.create<ir::ThreadIdOp>(loc, dimension);
  case ast::BuiltinVariable::BlockIdx:
    return builder_.create<ir::BlockIdOp>(loc, dimension);
  case ast::BuiltinVariable::BlockDim:
    return builder_.create<ir::BlockDimOp>(loc, dimension);
  case ast::BuiltinVariable::GridDim:
    return builder_.create<ir::GridDimOp>(loc, dimension);
  case ast::BuiltinVariable::WarpSize:
    return constant(32, builder_.getI32Type(), loc);
  }
  llvm_unreachable("all variables are handled");
}

} // namespace hd::irgen
