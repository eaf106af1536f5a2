// Types as written to types.
#include "frontend/sema/checker.h"

namespace hd::sema {

QualType Checker::qualified(TypeContext &types, QualType type, bool isConst, bool isVolatile) {
  if (auto *array = dyn_cast<ArrayType>(type.type); array && (isConst || isVolatile)) {
    QualType element = qualified(types, array->element, isConst, isVolatile);
    return array->isUnsized ? types.unsizedArray(element) : types.array(element, array->count);
  }
  type.isConst |= isConst;
  type.isVolatile |= isVolatile;
  return type;
}

bool Checker::isComplete(QualType type) const {
  if (auto *array = dyn_cast<ArrayType>(type.type))
    return !array->isUnsized && isComplete(array->element);
  if (auto *record = dyn_cast<RecordType>(type.type)) {
    if (record->decl->isBuiltin)
      return true;
    auto state = records_.find(record->decl);
    return state != records_.end() && state->second == Check::Done;
  }
  return !type->isVoid() && type->kind() != Type::Kind::Function;
}

bool Checker::requireComplete(QualType type, Range where) {
  if (isComplete(type))
    return true;
  report(Id::IncompleteType, where, type.str());
  return false;
}

QualType Checker::resolveType(const TypeSyntax &syntax, bool isParameter) {
  QualType type = resolveBase(syntax);
  if (!type)
    return {};
  type = qualified(unit_.types, type, syntax.isConst, syntax.isVolatile);
  for (const DeclaratorChunk &chunk : syntax.chunks) {
    bool isOutermost = &chunk == &syntax.chunks.back();
    type = applyChunk(type, chunk, isParameter && isOutermost, isOutermost);
    if (!type)
      return {};
  }
  if (auto *array = isParameter ? dyn_cast<ArrayType>(type.type) : nullptr) // through a typedef
    return unit_.types.pointerTo(array->element);
  return type;
}

QualType Checker::resolveBase(const TypeSyntax &syntax) {
  switch (syntax.base) {
  case TypeSyntax::Base::Builtin:
    return builtin(syntax.builtin);
  case TypeSyntax::Base::Named:
    return resolveNamed(syntax);
  case TypeSyntax::Base::Record:
    defineRecord(syntax.record);
    return unit_.types.record(syntax.record);
  case TypeSyntax::Base::Enum:
    checkEnum(syntax.enumeration);
    return unit_.types.enumeration(syntax.enumeration);
  case TypeSyntax::Base::Decltype:
  case TypeSyntax::Base::Auto:
    report(Id::AutoWithoutInitialiser, syntax.range);
    return {};
  }
  llvm_unreachable("unknown base");
}

QualType Checker::resolveNamed(const TypeSyntax &syntax) {
  Decl *decl = scope_->findType(syntax.name);
  if (!decl) {
    if (QualType known = builtins_->type(syntax.name))
      return known;
    suggest(report(Id::UnknownType, syntax.range, syntax.name), syntax.name, syntax.range, true);
    return {};
  }
  if (auto *alias = dyn_cast<TypedefDecl>(decl))
    return alias->type;
  if (auto *record = dyn_cast<RecordDecl>(decl))
    return unit_.types.record(record);
  return unit_.types.enumeration(cast<EnumDecl>(decl));
}

std::optional<uint64_t> Checker::arraySize(const DeclaratorChunk &chunk) {
  Expr *size = chunk.size;
  auto value = integerConstant(size);
  if (!value) {
    if (!failed(size))
      report(Id::ArraySizeNotConstant, size->range);
    return std::nullopt;
  }
  if (value->isNegative() || value->bits == 0 || value->bits > kMaxObjectBytes) {
    report(Id::ArraySizeInvalid, size->range,
           value->type->isSignedInteger() ? std::to_string(value->asSigned()) : std::to_string(value->bits));
    return std::nullopt;
  }
  return value->bits;
}

QualType Checker::applyChunk(QualType type, const DeclaratorChunk &chunk, bool isParameterArray,
                             bool isOutermost) {
  switch (chunk.kind) {
  case DeclaratorChunk::Kind::Reference:
    report(Id::UnsupportedFeature, chunk.range, "references are", "pass a pointer");
    return {};
  case DeclaratorChunk::Kind::Pointer: {
    QualType pointer = unit_.types.pointerTo(type);
    pointer.isConst = chunk.isConst;
    pointer.isVolatile = chunk.isVolatile;
    pointer.isRestrict = chunk.isRestrict;
    return pointer;
  }
  case DeclaratorChunk::Kind::Function:
    report(Id::UnsupportedFeature, chunk.range, "function types are", "call the function by its name");
    return {};
  case DeclaratorChunk::Kind::Array:
    break;
  }
  if (!requireComplete(type, chunk.range))
    return {};
  if (isParameterArray) // `float a[]`, `float a[16]` and `float a[n][4]` are pointers
    return unit_.types.pointerTo(type);
  if (!chunk.size) {
    if (isOutermost)
      return unit_.types.unsizedArray(type);
    report(Id::ArrayWithoutSize, chunk.range);
    return {};
  }
  auto count = arraySize(chunk);
  if (!count)
    return {};
  if (type->size() && *count > kMaxObjectBytes / type->size()) {
    report(Id::TypeTooLarge, chunk.range, kMaxObjectBytes);
    return {};
  }
  return unit_.types.array(type, *count);
}

} // namespace hd::sema
