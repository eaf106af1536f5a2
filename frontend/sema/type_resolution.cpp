// Types as written to types.
#include "frontend/sema/checker.h"
#include "frontend/sema/guards.h"
#include "frontend/sema/type_traits.h"

namespace hd::sema {

QualType Checker::qualified(TypeContext &types, QualType type, bool isConst, bool isVolatile) {
  if (auto *array = dyn_cast<ArrayType>(type.type); array && (isConst || isVolatile)) {
    QualType element = qualified(types, array->element, isConst, isVolatile);
    return array->isUnsized ? types.unsizedArray(element) : types.array(element, array->count);
  }
  if (type->isReference()) // a reference is never const itself
    return type;
  type.isConst |= isConst;
  type.isVolatile |= isVolatile;
  return type;
}

// Makes an instance of a class template that was only named so far.
bool Checker::isComplete(QualType type) {
  if (auto *array = dyn_cast<ArrayType>(type.type))
    return !array->isUnsized && isComplete(array->element);
  if (auto *record = dyn_cast<RecordType>(type.type)) {
    if (record->decl->isBuiltin)
      return true;
    auto state = records_.find(record->decl);
    if (state == records_.end() && recordInfos_.count(record->decl) && recordInfos_[record->decl].origin) {
      defineInstance(record->decl);
      state = records_.find(record->decl);
    }
    return state != records_.end() && state->second == Check::Done;
  }
  return !type->isVoid() && type->kind() != Type::Kind::Function;
}

bool Checker::requireComplete(QualType type, Range where) {
  if (isComplete(type))
    return true;
  auto *record = dyn_cast<RecordType>(type.type);
  if (record && brokenRecords_.count(record->decl)) // was reported
    return false;
  report(Id::IncompleteType, where, type.str());
  return false;
}

QualType Checker::resolveType(const TypeSyntax &syntax, bool isParameter) {
  QualType type = resolveBase(syntax);
  return type ? applyDeclarator(type, syntax, isParameter) : type;
}

QualType Checker::applyDeclarator(QualType type, const TypeSyntax &syntax, bool isParameter) {
  type = qualified(unit_.types, type, syntax.isConst, syntax.isVolatile);
  for (const DeclaratorChunk &chunk : syntax.chunks) {
    bool isOutermost = &chunk == &syntax.chunks.back();
    type = applyChunk(type, chunk, isParameter && isOutermost, isOutermost);
    if (!type)
      return {};
  }
  if (auto *array = isParameter ? dyn_cast<ArrayType>(type.type) : nullptr) // through a typedef
    return unit_.types.pointerTo(array->element);
  if (isParameter && type->kind() == Type::Kind::Function)
    return unit_.types.pointerTo(type);
  return type;
}

// Of a function type; `Ts...` are as many as the pack has elements.
bool Checker::resolveParamTypes(const ParamDecl *param, std::vector<QualType> &types) {
  auto add = [&] {
    QualType resolved = resolveType(param->syntax, true);
    if (resolved)
      types.push_back(resolved.unqualified());
    return bool(resolved);
  };
  if (!param->isPack)
    return add();
  MentionedPacks packs;
  auto count = packsIn(param->syntax, packs, param->range);
  for (size_t i = 0; count && i < *count; ++i) {
    ScopeGuard scope(*this);
    bindElement(scope_, packs, i);
    if (!add())
      return false;
  }
  return count.has_value();
}

QualType Checker::resolveBase(const TypeSyntax &syntax) {
  switch (syntax.base) {
  case TypeSyntax::Base::Builtin:
    return builtin(syntax.builtin);
  case TypeSyntax::Base::Named:
    return resolveNamed(syntax);
  case TypeSyntax::Base::Record:
    defineRecord(syntax.record);
    if (auto declared = forwarded_.find(syntax.record); declared != forwarded_.end())
      return unit_.types.record(declared->second); // `struct X; typedef struct X { ... } T;`
    return unit_.types.record(syntax.record);
  case TypeSyntax::Base::Enum:
    checkEnum(syntax.enumeration);
    return unit_.types.enumeration(syntax.enumeration);
  case TypeSyntax::Base::Decltype:
    if (syntax.decltypeOf)
      return decltypeOf(syntax.decltypeOf);
    [[fallthrough]];
  case TypeSyntax::Base::Auto:
    report(Id::AutoWithoutInitialiser, syntax.range);
    return {};
  }
  llvm_unreachable("unknown base");
}

// The declared type of a name or member, else the expression's: with `&` for an lvalue.
QualType Checker::decltypeOf(Expr *expr) {
  bool isName = expr->kind() == Expr::Kind::Name || expr->kind() == Expr::Kind::Member;
  ++unevaluated_;
  Expr *checked = checkExpr(expr);
  --unevaluated_;
  if (failed(checked))
    return {};
  if (isName && isFunctionName(checked))
    if (FunctionDecl *function = functionOf(checked->type, nullptr, checked->range))
      return {plainType(function)};
  if (isName) {
    const Expr *inner = checked;
    if (auto *deref = dyn_cast<UnaryExpr>(inner); deref && deref->op == UnaryOp::Deref)
      if (auto *load = dyn_cast<ImplicitCastExpr>(deref->operand))
        inner = load->operand;
    if (auto *name = dyn_cast<NameExpr>(inner); name && name->decl && name->decl->declared)
      return name->decl->declared;
    if (auto *member = dyn_cast<MemberExpr>(inner); member && member->field)
      return member->field->declared ? member->field->declared : member->field->type;
    return checked->type;
  }
  return checked->category == Category::LValue ? unit_.types.referenceTo(checked->type, isExpiring(checked))
                                               : checked->type;
}

QualType Checker::resolveNamed(const TypeSyntax &syntax) {
  Decl *decl = nullptr;
  if (syntax.qualifier.empty()) {
    decl = lookUpType(syntax.name, scope_, true);
    if (!decl && !syntax.hasArgs)
      if (QualType known = builtins_->type(syntax.name))
        return known;
  } else {
    Scope *scope = resolveQualifier(syntax.qualifier, syntax.range);
    if (!scope)
      return {};
    decl = lookUpType(syntax.name, scope, false);
    if (!decl && !syntax.hasArgs && scope->kind() == Scope::Kind::Namespace) // `std::size_t`, `::float4`
      if (QualType known = builtins_->type(syntax.name))
        return known;
    if (!decl) {
      reportNoMember(syntax.name, scope, syntax.range);
      return {};
    }
  }
  if (!decl && syntax.qualifier.empty() && syntax.name == "__underlying_type")
    return TypeTraits(*this).underlyingType(syntax);
  if (!decl) {
    if (auto unsupported = unsupportedName(syntax.name))
      report(Id::UnsupportedFeature, syntax.range, unsupported->feature, unsupported->instead);
    else
      suggest(report(Id::UnknownType, syntax.range, syntax.name), syntax.name, syntax.range, true);
    return {};
  }
  return typeOfDecl(decl, syntax.hasArgs ? &syntax.args : nullptr, syntax.range);
}

// `args` is null where none are written.
QualType Checker::typeOfDecl(Decl *decl, const std::vector<TemplateArgSyntax> *args, Range where) {
  if (auto *record = dyn_cast<RecordDecl>(decl)) {
    Template *origin = recordInfos_.count(record) ? recordInfos_[record].origin : nullptr;
    if (args && origin) // the name of the class inside of it
      return resolveTemplateId(*origin, *args, where);
    if (!args)
      return unit_.types.record(record);
  }
  if (auto *pattern = dyn_cast<TemplateDecl>(decl)) {
    if (args)
      return resolveTemplateId(templateOf(pattern), *args, where);
    if (allHaveDefaults(pattern))
      return resolveTemplateId(templateOf(pattern), {}, where);
    report(Id::MissingTemplateArguments, where, pattern->name);
    return {};
  }
  if (args) {
    report(Id::NotATemplate, where, decl->name);
    return {};
  }
  if (auto *alias = dyn_cast<TypedefDecl>(decl))
    return alias->type;
  return unit_.types.enumeration(cast<EnumDecl>(decl));
}

std::optional<uint64_t> Checker::arraySize(const DeclaratorChunk &chunk) {
  Expr *size = chunk.size;
  auto value = integerConstant(size);
  if (!value) {
    if (!failed(size))
      reportNotConstant(Id::ArraySizeNotConstant, size->range);
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
    if (type->isVoid()) {
      report(Id::IncompleteType, chunk.range, type.str());
      return {};
    }
    return unit_.types.referenceTo(type, chunk.isRValue);
  case DeclaratorChunk::Kind::Pointer: {
    if (type->isReference()) {
      report(Id::PointerToReference, chunk.range, type.str());
      return {};
    }
    QualType pointer = unit_.types.pointerTo(type);
    pointer.isConst = chunk.isConst;
    pointer.isVolatile = chunk.isVolatile;
    pointer.isRestrict = chunk.isRestrict;
    return pointer;
  }
  case DeclaratorChunk::Kind::Function: {
    std::vector<QualType> params;
    for (ParamDecl *param : chunk.params)
      if (!resolveParamTypes(param, params))
        return {};
    return unit_.types.function(type, std::move(params));
  }
  case DeclaratorChunk::Kind::Array:
    break;
  }
  if (type->isReference()) {
    report(Id::PointerToReference, chunk.range, type.str());
    return {};
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
