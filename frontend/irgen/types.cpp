// Conversion of types. A pointer to a function is a number (frontend/sema/function_pointer.cpp). Inside a
// record a pointer to a user's record is untyped, because records may refer to themselves and the IR's struct
// types are structural.
#include "frontend/irgen/types.h"

using namespace mlir;
using llvm::cast;
using llvm::dyn_cast;

namespace hd::irgen {

Type Types::value(ast::QualType type) {
  assert(type->isScalar());
  return convert(type.type, false);
}

ir::PointerType Types::pointer(ast::QualType pointee, ir::AddressSpace space) {
  return ir::PointerType::get(&context_, convertPointee(pointee.type, false), space);
}

Type Types::convertPointee(const ast::Type *pointee, bool metadata) {
  const ast::Type *object = pointee;
  while (auto *array = dyn_cast<ast::ArrayType>(object))
    object = array->element.type;
  auto *record = dyn_cast<ast::RecordType>(object);
  bool isOpaque = record && (!record->decl->isComplete || (recordDepth_ > 0 && !record->decl->isBuiltin));
  if (isOpaque || pointee->isVoid() || pointee->kind() == ast::Type::Kind::Function)
    return NoneType::get(&context_);
  return convert(pointee, metadata);
}

Type Types::convert(const ast::Type *type, bool metadata) {
  switch (type->kind()) {
  case ast::Type::Kind::Builtin: {
    if (type->isVoid())
      return NoneType::get(&context_);
    if (type->isSmallFloat())
      return cast<ast::BuiltinType>(type)->builtin == ast::BuiltinKind::Half
                 ? Type(Float16Type::get(&context_))
                 : BFloat16Type::get(&context_);
    if (type->isFloating())
      return type->bitWidth() == 32 ? Type(Float32Type::get(&context_)) : Float64Type::get(&context_);
    auto sign = !metadata || type->isBool() ? IntegerType::Signless
                : type->isSignedInteger()   ? IntegerType::Signed
                                            : IntegerType::Unsigned;
    return IntegerType::get(&context_, type->bitWidth(), sign);
  }
  case ast::Type::Kind::Pointer: {
    if (cast<ast::PointerType>(type)->pointee->kind() == ast::Type::Kind::Function)
      return IntegerType::get(&context_, 64, metadata ? IntegerType::Unsigned : IntegerType::Signless);
    auto space = metadata ? ir::AddressSpace::Global : ir::AddressSpace::Generic;
    return ir::PointerType::get(&context_,
                                convertPointee(cast<ast::PointerType>(type)->pointee.type, metadata), space);
  }
  case ast::Type::Kind::Array: {
    auto *array = cast<ast::ArrayType>(type);
    return ir::ArrayType::get(&context_, array->count, convert(array->element.type, metadata));
  }
  case ast::Type::Kind::Record:
    return convertRecord(cast<ast::RecordType>(type)->decl, metadata);
  case ast::Type::Kind::Enum:
    return convert(cast<ast::EnumType>(type)->decl->underlying.type, metadata);
  case ast::Type::Kind::Function:
    return NoneType::get(&context_);
  case ast::Type::Kind::Reference:
    break; // sema has made pointers of them
  }
  llvm_unreachable("all kinds are handled");
}

Type Types::convertRecord(const ast::RecordDecl *record, bool metadata) {
  if (Type known = records_[metadata].lookup(record))
    return known;
  llvm::SmallVector<StringAttr> names;
  llvm::SmallVector<Type> types;
  llvm::SmallVector<uint64_t> offsets;
  ++recordDepth_;
  for (const RecordLayout::Entry &entry : layout(record).entries) {
    std::string name = entry.field ? entry.field->name : "_bits_" + std::to_string(entry.offset);
    auto sign = metadata ? IntegerType::Unsigned : IntegerType::Signless;
    names.push_back(StringAttr::get(&context_, name));
    types.push_back(entry.field ? convert(entry.field->type.type, metadata)
                                : IntegerType::get(&context_, unsigned(entry.bytes * 8), sign));
    offsets.push_back(entry.offset);
  }
  --recordDepth_;
  Type type =
      ir::StructType::get(&context_, record->name, record->size, record->alignment, names, types, offsets);
  records_[metadata][record] = type;
  return type;
}

const RecordLayout &Types::layout(const ast::RecordDecl *record) {
  return layouts_.try_emplace(record, *record).first->second;
}

bool Types::splits(const ast::Type *type) {
  if (type->isScalar() || type->isVoid())
    return true;
  auto *recordType = dyn_cast<ast::RecordType>(type);
  if (!recordType || recordType->decl->isUnion)
    return false;
  if (auto known = splits_.find(type); known != splits_.end())
    return known->second;
  bool all = llvm::all_of(recordType->decl->fields,
                          [&](const ast::FieldDecl *field) { return splits(field->type.type); });
  splits_[type] = all;
  return all;
}

llvm::ArrayRef<ast::QualType> Types::leaves(const ast::Type *type) {
  if (type->isVoid())
    return {};
  auto known = leaves_.find(type);
  if (known != leaves_.end())
    return known->second;
  std::vector<ast::QualType> all;
  if (auto *record = dyn_cast<ast::RecordType>(type)) {
    for (const ast::FieldDecl *field : record->decl->fields) {
      llvm::ArrayRef<ast::QualType> inner = leaves(field->type.type);
      all.insert(all.end(), inner.begin(), inner.end());
    }
  } else {
    all.push_back(ast::QualType{type});
  }
  return leaves_.emplace(type, std::move(all)).first->second;
}

unsigned Types::firstLeaf(const ast::RecordDecl *record, unsigned fieldIndex) {
  unsigned leaf = 0;
  for (unsigned i = 0; i < fieldIndex; ++i)
    leaf += leaves(record->fields[i]->type.type).size();
  return leaf;
}

} // namespace hd::irgen
