// What <type_traits> cannot find out by templates, written as template arguments: `__is_enum<T>`, and the
// type
// `__underlying_type<E>`.
#include "frontend/sema/type_traits.h"

#include "llvm/ADT/StringSwitch.h"

namespace hd::sema {

namespace {

enum class Trait : uint8_t {
  None,
  IsEnum,
  IsClass,
  IsUnion,
  IsEmpty,
  IsTriviallyCopyable,
  IsTriviallyDefaultConstructible,
  IsTriviallyDestructible,
  IsStandardLayout,
  IsBaseOf
};

Trait traitOf(llvm::StringRef name) {
  return llvm::StringSwitch<Trait>(name)
      .Case("__is_enum", Trait::IsEnum)
      .Case("__is_class", Trait::IsClass)
      .Case("__is_union", Trait::IsUnion)
      .Case("__is_empty", Trait::IsEmpty)
      .Case("__is_trivially_copyable", Trait::IsTriviallyCopyable)
      .Case("__is_trivially_default_constructible", Trait::IsTriviallyDefaultConstructible)
      .Case("__is_trivially_destructible", Trait::IsTriviallyDestructible)
      .Case("__is_standard_layout", Trait::IsStandardLayout)
      .Case("__is_base_of", Trait::IsBaseOf)
      .Default(Trait::None);
}

RecordDecl *recordOf(QualType type) {
  auto *record = dyn_cast<RecordType>(type.type);
  return record ? record->decl : nullptr;
}

} // namespace

// Copying its bytes copies it: no copy is the user's, and nothing happens at its end.
bool TypeTraits::isTriviallyCopyable(QualType type) {
  if (auto *array = dyn_cast<ArrayType>(type.type))
    return isTriviallyCopyable(array->element);
  RecordDecl *record = recordOf(type);
  if (!record || record->isBuiltin)
    return !type->isReference() && !type->isVoid();
  const RecordInfo &info = checker_.recordInfos_[record];
  for (Decl *decl : info.constructors)
    if (auto *function = dyn_cast<FunctionDecl>(decl); function && checker_.isCopyConstructor(function))
      return false;
  if (!isTriviallyDestructible(type) || (info.scope && !info.scope->allHere("operator=").empty()))
    return false;
  for (FieldDecl *field : record->fields)
    if (field->type && (field->isReference || !isTriviallyCopyable(field->type)))
      return false;
  return true;
}

bool TypeTraits::isTriviallyDestructible(QualType type) {
  if (auto *array = dyn_cast<ArrayType>(type.type))
    return isTriviallyDestructible(array->element);
  RecordDecl *record = recordOf(type);
  if (!record || record->isBuiltin)
    return !type->isVoid();
  FunctionDecl *destructor = checker_.recordInfos_[record].destructor;
  return (!destructor || destructor->isDefaulted) && llvm::all_of(record->fields, [&](FieldDecl *field) {
           return !field->type || field->isReference || isTriviallyDestructible(field->type);
         });
}

// No references, and fields in one class of the hierarchy only. Access is not looked at.
bool TypeTraits::hasStandardLayout(QualType type) {
  if (auto *array = dyn_cast<ArrayType>(type.type))
    return hasStandardLayout(array->element);
  RecordDecl *record = recordOf(type);
  if (!record || record->isBuiltin)
    return !type->isReference() && !type->isVoid();
  bool hasBase = llvm::any_of(record->fields, [](FieldDecl *field) { return field->isBase; });
  return (!hasBase || record->fields.size() == 1) && llvm::all_of(record->fields, [&](FieldDecl *field) {
           return field->type && !field->isReference && hasStandardLayout(field->type);
         });
}

bool TypeTraits::isEmptyClass(RecordDecl *record) const {
  return !record->isBuiltin && !record->isUnion && record->fields.empty();
}

// The types of `name<A, B>`; an empty list after an error.
llvm::SmallVector<QualType, 2> TypeTraits::arguments(const std::vector<TemplateArgSyntax> &args, size_t count,
                                                     const std::string &name, Range where) {
  llvm::SmallVector<QualType, 2> types;
  for (const TemplateArgSyntax &arg : args)
    if (arg.type)
      if (QualType type = checker_.resolveType(*arg.type))
        types.push_back(type);
  if (types.size() == count && args.size() == count)
    return types;
  checker_.report(Id::UnknownName, where, name);
  return {};
}

// Null when the name is no trait.
Expr *TypeTraits::check(NameExpr *expr) {
  Trait trait = traitOf(expr->name);
  if (trait == Trait::None)
    return nullptr;
  auto types = arguments(expr->args, trait == Trait::IsBaseOf ? 2 : 1, expr->name, expr->range);
  if (types.empty())
    return checker_.fail(expr);
  QualType type = types[0];
  RecordDecl *record = recordOf(type);
  bool needsWhole = trait != Trait::IsEnum && trait != Trait::IsClass && trait != Trait::IsUnion;
  if (needsWhole && record && !checker_.requireComplete(type, expr->range))
    return checker_.fail(expr);
  auto answer = [&] {
    switch (trait) {
    case Trait::IsEnum:
      return type->kind() == Type::Kind::Enum;
    case Trait::IsClass:
      return record && !record->isUnion;
    case Trait::IsUnion:
      return record && record->isUnion;
    case Trait::IsEmpty:
      return record && isEmptyClass(record);
    case Trait::IsTriviallyCopyable:
      return isTriviallyCopyable(type);
    case Trait::IsTriviallyDefaultConstructible:
      return !type->isReference() && !type->isVoid() && !checker_.needsInit(type);
    case Trait::IsTriviallyDestructible:
      return isTriviallyDestructible(type);
    case Trait::IsStandardLayout:
      return hasStandardLayout(type);
    case Trait::IsBaseOf: {
      RecordDecl *derived = recordOf(types[1]);
      return record && derived &&
             (record == derived || (checker_.isComplete(types[1]) && checker_.hasBase(derived, record)));
    }
    case Trait::None:
      break;
    }
    llvm_unreachable("no trait");
  };
  auto *literal = checker_.unit_.make<BoolLiteral>();
  literal->value = answer();
  literal->range = expr->range;
  literal->type = checker_.builtin(BuiltinKind::Bool);
  return literal;
}

// Of `__underlying_type<E>`; a null type after an error.
QualType TypeTraits::underlyingType(const TypeSyntax &syntax) {
  auto types = arguments(syntax.args, 1, syntax.name, syntax.range);
  auto *enumeration = types.empty() ? nullptr : dyn_cast<EnumType>(types[0].type);
  if (!enumeration && !types.empty())
    checker_.report(Id::TypeMismatch, syntax.range, "take the underlying type of", "an enumeration",
                    types[0].str());
  return enumeration ? enumeration->decl->underlying : QualType();
}

} // namespace hd::sema
