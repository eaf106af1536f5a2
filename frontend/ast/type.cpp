#include "frontend/ast/type.h"

#include "frontend/ast/decl.h"

#include "llvm/ADT/APFloat.h"

namespace hd::ast {

namespace {

struct BuiltinInfo {
  const char *name;
  unsigned size; // bytes
  bool isInteger, isSigned;
};

const BuiltinInfo &infoOf(BuiltinKind kind) {
  static const BuiltinInfo infos[] = {
      {"void", 0, false, false},
      {"bool", 1, true, false},
      {"char", 1, true, true},
      {"signed char", 1, true, true},
      {"unsigned char", 1, true, false},
      {"short", 2, true, true},
      {"unsigned short", 2, true, false},
      {"int", 4, true, true},
      {"unsigned int", 4, true, false},
      {"long", 8, true, true},
      {"unsigned long", 8, true, false},
      {"long long", 8, true, true},
      {"unsigned long long", 8, true, false},
      {"__nv_bfloat16", 2, false, true},
      {"__half", 2, false, true},
      {"float", 4, false, true},
      {"double", 8, false, true},
  };
  return infos[size_t(kind)];
}

const BuiltinInfo *builtinInfo(const Type *type) {
  if (auto *builtin = llvm::dyn_cast<BuiltinType>(type))
    return &infoOf(builtin->builtin);
  if (auto *enumeration = llvm::dyn_cast<EnumType>(type))
    if (enumeration->decl->underlying)
      return builtinInfo(enumeration->decl->underlying.type);
  return nullptr;
}

bool isBuiltinKind(const Type *type, BuiltinKind kind) {
  auto *builtin = llvm::dyn_cast<BuiltinType>(type);
  return builtin && builtin->builtin == kind;
}

const llvm::fltSemantics &semanticsOf(const Type *type) {
  if (isBuiltinKind(type, BuiltinKind::BFloat16))
    return llvm::APFloat::BFloat();
  if (isBuiltinKind(type, BuiltinKind::Half))
    return llvm::APFloat::IEEEhalf();
  return isBuiltinKind(type, BuiltinKind::Float) ? llvm::APFloat::IEEEsingle() : llvm::APFloat::IEEEdouble();
}

llvm::APFloat inSemantics(llvm::APFloat value, const llvm::fltSemantics &semantics) {
  bool losesInfo = false;
  value.convert(semantics, llvm::APFloat::rmNearestTiesToEven, &losesInfo);
  return value;
}

// `float (*)[3]` needs the name's place in the middle, so a declarator grows around `inner`.
std::string spell(QualType type, std::string inner);

std::string qualifiers(const QualType &type) {
  std::string text;
  if (type.isConst)
    text += "const ";
  if (type.isVolatile)
    text += "volatile ";
  return text;
}

std::string spellFunction(const FunctionType *function, const std::string &inner) {
  constexpr size_t kMaxBytes = 1 << 18; // sema has no instances whose arguments take more
  std::string &params = function->paramsText;
  for (size_t i = params.empty() ? 0 : function->params.size(); i < function->params.size(); ++i) {
    params += (i ? ", " : "") + function->params[i].str();
    if (params.size() > kMaxBytes) {
      params += ", ...";
      break;
    }
  }
  return spell(function->result, inner + "(" + params + ")");
}

std::string spellPointer(QualType type, std::string inner) {
  const QualType pointee = llvm::cast<PointerType>(type.type)->pointee;
  std::string own = "*";
  if (type.isConst)
    own += "const";
  if (type.isVolatile)
    own += own == "*" ? "volatile" : " volatile";
  if (type.isRestrict)
    own += own == "*" ? "__restrict__" : " __restrict__";
  if (own != "*" && !inner.empty())
    own += " ";
  inner = own + inner;
  if (pointee->isArray() || pointee->kind() == Type::Kind::Function)
    inner = "(" + inner + ")";
  return spell(pointee, inner);
}

std::string spell(QualType type, std::string inner) {
  switch (type->kind()) {
  case Type::Kind::Pointer:
    return spellPointer(type, std::move(inner));
  case Type::Kind::Reference: {
    auto *reference = llvm::cast<ReferenceType>(type.type);
    inner = (reference->isRValue ? "&&" : "&") + inner;
    bool needsParens = reference->referee->isArray() || reference->referee->kind() == Type::Kind::Function;
    return spell(reference->referee, needsParens ? "(" + inner + ")" : inner);
  }
  case Type::Kind::Array: {
    auto *array = llvm::cast<ArrayType>(type.type);
    return spell(array->element,
                 inner + (array->isUnsized ? "[]" : "[" + std::to_string(array->count) + "]"));
  }
  case Type::Kind::Function:
    return spellFunction(llvm::cast<FunctionType>(type.type), inner);
  case Type::Kind::Builtin:
  case Type::Kind::Record:
  case Type::Kind::Enum:
    break;
  }
  std::string text = qualifiers(type);
  if (auto *builtin = llvm::dyn_cast<BuiltinType>(type.type))
    text += infoOf(builtin->builtin).name;
  else if (auto *record = llvm::dyn_cast<RecordType>(type.type))
    text += record->decl->name.empty() ? (record->decl->isUnion ? "(unnamed union)" : "(unnamed struct)")
                                       : record->decl->name;
  else if (auto *enumeration = llvm::dyn_cast<EnumType>(type.type))
    text += enumeration->decl->name.empty() ? "(unnamed enum)" : enumeration->decl->name;
  if (!inner.empty())
    text += (inner[0] == '[' ? "" : " ") + inner;
  return text;
}

} // namespace

std::string QualType::str() const { return type ? spell(*this, "") : "(error)"; }
std::string Type::str() const { return QualType{this}.str(); }

uint64_t Type::size() const {
  switch (kind_) {
  case Kind::Pointer:
    return 8;
  case Kind::Reference:
    return llvm::cast<ReferenceType>(this)->referee->size();
  case Kind::Array: {
    auto *array = llvm::cast<ArrayType>(this);
    return array->count * array->element->size();
  }
  case Kind::Record:
    return llvm::cast<RecordType>(this)->decl->size;
  case Kind::Builtin:
  case Kind::Enum:
  case Kind::Function:
    break;
  }
  const BuiltinInfo *info = builtinInfo(this);
  return info ? info->size : 0;
}

uint64_t Type::alignment() const {
  if (auto *reference = llvm::dyn_cast<ReferenceType>(this))
    return reference->referee->alignment();
  if (auto *array = llvm::dyn_cast<ArrayType>(this))
    return array->element->alignment();
  if (auto *record = llvm::dyn_cast<RecordType>(this))
    return record->decl->alignment;
  uint64_t bytes = size();
  return bytes ? bytes : 1;
}

bool Type::isVoid() const { return isBuiltinKind(this, BuiltinKind::Void); }
bool Type::isBool() const { return isBuiltinKind(this, BuiltinKind::Bool); }

bool Type::isInteger() const {
  const BuiltinInfo *info = builtinInfo(this);
  return info && info->isInteger;
}

bool Type::isSignedInteger() const {
  const BuiltinInfo *info = builtinInfo(this);
  return info && info->isInteger && info->isSigned;
}

bool Type::isFloating() const {
  auto *builtin = llvm::dyn_cast<BuiltinType>(this);
  return builtin && builtin->builtin >= BuiltinKind::BFloat16;
}

bool Type::isSmallFloat() const { return isFloating() && size() == 2; }

double Type::rounded(double value) const {
  if (!isSmallFloat())
    return size() == 4 ? double(float(value)) : value;
  return inSemantics(llvm::APFloat(value), semanticsOf(this)).convertToDouble();
}

double Type::roundedInteger(uint64_t bits, bool isSigned) const {
  llvm::APFloat result(semanticsOf(this));
  result.convertFromAPInt(llvm::APInt(64, bits), isSigned, llvm::APFloat::rmNearestTiesToEven);
  return result.convertToDouble();
}

uint64_t Type::bitsOf(double value) const {
  return inSemantics(llvm::APFloat(value), semanticsOf(this)).bitcastToAPInt().getZExtValue();
}

double Type::fromBits(uint64_t bits) const {
  llvm::APFloat value(semanticsOf(this), llvm::APInt(unsigned(size() * 8), bits));
  return inSemantics(value, llvm::APFloat::IEEEdouble()).convertToDouble();
}

unsigned Type::bitWidth() const { return isBool() ? 1 : unsigned(size() * 8); }

TypeContext::TypeContext() {
  builtins_.reserve(size_t(BuiltinKind::Double) + 1);
  for (size_t i = 0; i <= size_t(BuiltinKind::Double); ++i)
    builtins_.emplace_back(BuiltinKind(i));
}

QualType TypeContext::pointerTo(QualType pointee) {
  auto &slot =
      pointers_[Key(pointee.type, pointee.isConst, pointee.isVolatile, pointee.isRestrict, 0, false)];
  if (!slot)
    slot = std::make_unique<PointerType>(pointee);
  return {slot.get()};
}

QualType TypeContext::referenceTo(QualType referee, bool isRValue) {
  if (auto *inner = llvm::dyn_cast<ReferenceType>(referee.type))
    return isRValue ? referee.unqualified() : referenceTo(inner->referee, false);
  auto &slot =
      references_[Key(referee.type, referee.isConst, referee.isVolatile, referee.isRestrict, 0, isRValue)];
  if (!slot)
    slot = std::make_unique<ReferenceType>(referee, isRValue);
  return {slot.get()};
}

QualType TypeContext::array(QualType element, uint64_t count) {
  auto &slot =
      arrays_[Key(element.type, element.isConst, element.isVolatile, element.isRestrict, count, false)];
  if (!slot)
    slot = std::make_unique<ArrayType>(element, count, false);
  return {slot.get()};
}

QualType TypeContext::unsizedArray(QualType element) {
  auto &slot = arrays_[Key(element.type, element.isConst, element.isVolatile, element.isRestrict, 0, true)];
  if (!slot)
    slot = std::make_unique<ArrayType>(element, 0, true);
  return {slot.get()};
}

QualType TypeContext::record(RecordDecl *decl) {
  auto &slot = nominal_[decl];
  if (!slot)
    slot = std::make_shared<RecordType>(decl);
  return {slot.get()};
}

QualType TypeContext::enumeration(EnumDecl *decl) {
  auto &slot = nominal_[decl];
  if (!slot)
    slot = std::make_shared<EnumType>(decl);
  return {slot.get()};
}

QualType TypeContext::function(QualType result, std::vector<QualType> params) {
  auto keyOf = [](QualType type) {
    return Key(type.type, type.isConst, type.isVolatile, type.isRestrict, 0, false);
  };
  std::vector<Key> key = {keyOf(result)};
  for (QualType param : params)
    key.push_back(keyOf(param));
  auto &slot = functions_[std::move(key)];
  if (!slot)
    slot = std::make_unique<FunctionType>(result, std::move(params));
  return {slot.get()};
}

} // namespace hd::ast
