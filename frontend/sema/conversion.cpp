// Implicit conversions: every one becomes an ImplicitCastExpr.
#include "frontend/sema/checker.h"

namespace hd::sema {

Expr *Checker::addCast(Expr *expr, CastKind kind, QualType type) {
  auto *result = unit_.make<ImplicitCastExpr>();
  result->castKind = kind;
  result->operand = expr;
  result->type = type.unqualified();
  result->range = expr->range;
  return result;
}

// Loads a variable, turns an array into a pointer to its first element.
Expr *Checker::rvalue(Expr *expr) {
  if (failed(expr))
    return expr;
  if (auto *array = dyn_cast<ArrayType>(expr->type.type)) {
    if (expr->category != Category::LValue) {
      report(Id::ArrayInTemporary, expr->range);
      return fail(expr);
    }
    markAddressTaken(expr);
    return addCast(expr, CastKind::ArrayDecay, unit_.types.pointerTo(array->element));
  }
  if (expr->category != Category::LValue)
    return expr;
  if (expr->type->kind() == Type::Kind::Function) {
    return cast<UnaryExpr>(const_cast<Expr *>(withoutParens(expr)))->operand; // of a pointer or reference
  }
  if (auto *name = dyn_cast<NameExpr>(withoutParens(expr)))
    if (auto *var = name->decl->kind() == Decl::Kind::Var ? cast<VarDecl>(name->decl) : nullptr)
      if (const Constant *value = isFixedHere(var) ? valueOf(var) : nullptr) {
        if (!uses_.empty() && uses_.back().second == var)
          uses_.pop_back();
        return makeLiteral(unit_, *value, expr->range);
      }
  return addCast(expr, CastKind::LValueToRValue, expr->type);
}

// Constants of the file, and those of a function around this one (a lambda's).
bool Checker::isFixedHere(const VarDecl *variable) const {
  if (variable->isBuiltin)
    return false;
  auto owner = owners_.find(variable);
  return variable->isFileScope || (owner != owners_.end() && owner->second != function_.decl);
}

Expr *Checker::toBool(Expr *expr) {
  QualType boolean = builtin(BuiltinKind::Bool);
  if (!failed(expr) && expr->type->isRecord() && rankOf(expr, boolean) != kImpossible)
    return convert(expr, boolean, "convert");
  expr = rvalue(expr);
  if (failed(expr) || expr->type->isBool())
    return expr;
  if (expr->type->isInteger())
    return addCast(expr, CastKind::IntegralToBool, boolean);
  if (expr->type->isFloating())
    return addCast(expr, CastKind::FloatingToBool, boolean);
  if (expr->type->isPointer())
    return addCast(expr, CastKind::PointerToBool, boolean);
  report(Id::NotACondition, expr->range, expr->type.str());
  return fail(expr);
}

QualType Checker::promoted(QualType type) const {
  if (auto *enumeration = dyn_cast<EnumType>(type.type))
    type = enumeration->decl->underlying;
  auto *integer = dyn_cast<BuiltinType>(type.type);
  if (integer && integer->builtin >= BuiltinKind::Bool && integer->builtin < BuiltinKind::Int)
    return builtin(BuiltinKind::Int);
  return type.unqualified();
}

// The 16-bit floats convert to each other only when asked: neither holds the other's values.
bool Checker::mixesSmallFloats(QualType a, QualType b) {
  return a->isSmallFloat() && b->isSmallFloat() && a.type != b.type;
}

// C's usual arithmetic conversions. The 16-bit floats are not promoted, as CUDA's operators.
QualType Checker::commonType(QualType a, QualType b) const {
  a = promoted(a), b = promoted(b);
  auto kind = [](QualType type) { return cast<BuiltinType>(type.type)->builtin; };
  if (a->isFloating() || b->isFloating() || a->isSignedInteger() == b->isSignedInteger())
    return kind(a) >= kind(b) ? a : b;
  QualType isSigned = a->isSignedInteger() ? a : b, isUnsigned = a->isSignedInteger() ? b : a;
  if (isSigned->bitWidth() > isUnsigned->bitWidth())
    return isSigned;
  if (kind(isSigned) > kind(isUnsigned)) // `long long` with `unsigned long`
    return builtin(BuiltinKind(unsigned(kind(isSigned)) + 1));
  return isUnsigned;
}

// The bit-field that an expression names or was read from.
const FieldDecl *Checker::bitFieldOf(const Expr *expr) {
  expr = withoutParens(expr);
  if (auto *load = dyn_cast<ImplicitCastExpr>(expr); load && load->castKind == CastKind::LValueToRValue)
    expr = withoutParens(load->operand);
  auto *member = dyn_cast<MemberExpr>(expr);
  return member && member->field && member->field->bits ? member->field : nullptr;
}

// To `int` if that has all values of the bit-field, whatever its type; to `unsigned int` if that has.
Expr *Checker::promoteBitField(Expr *expr) {
  const FieldDecl *field = failed(expr) ? nullptr : bitFieldOf(expr);
  if (!field || field->type->isBool() || field->type->kind() == Type::Kind::Enum || field->bits > 32)
    return expr;
  bool isSigned = field->bits < 32 || field->type->isSignedInteger();
  return convertArithmetic(expr, builtin(isSigned ? BuiltinKind::Int : BuiltinKind::UInt));
}

Expr *Checker::promote(Expr *expr) {
  expr = promoteBitField(expr);
  return failed(expr) ? expr : convertArithmetic(expr, promoted(expr->type));
}

Expr *Checker::convertArithmetic(Expr *expr, QualType type) {
  if (expr->type.type == type.type)
    return expr;
  bool fromFloat = expr->type->isFloating();
  if (type->isBool())
    return addCast(expr, fromFloat ? CastKind::FloatingToBool : CastKind::IntegralToBool, type);
  if (type->isFloating())
    return addCast(expr, fromFloat ? CastKind::FloatingCast : CastKind::IntegralToFloating, type);
  return addCast(expr, fromFloat ? CastKind::FloatingToIntegral : CastKind::IntegralCast, type);
}

bool Checker::isNullConstant(const Expr *expr) const {
  expr = withoutParens(expr);
  if (expr->kind() == Expr::Kind::NullPointer)
    return true;
  auto *literal = dyn_cast<IntLiteral>(expr);
  return literal && literal->value == 0;
}

// The type that an expression has as a value.
QualType Checker::decayed(const Expr *expr) {
  if (auto *array = dyn_cast<ArrayType>(expr->type.type))
    return unit_.types.pointerTo(array->element);
  if (expr->type->kind() == Type::Kind::Function)
    return unit_.types.pointerTo(expr->type);
  return expr->type.unqualified();
}

// Between types that are no classes. `expr` tells null constants.
Checker::Rank Checker::standardRank(const Expr *expr, QualType from, QualType to) {
  if (from.type == to.type)
    return kExact;
  if (convertsToDimensions(from, to))
    return kConversion;
  if (to->isArithmetic() && from->isArithmetic()) {
    auto *enumeration = dyn_cast<EnumType>(from.type);
    if (to->kind() == Type::Kind::Enum || (enumeration && enumeration->decl->isScoped) ||
        mixesSmallFloats(from, to))
      return kImpossible;
    bool isFloatPromotion = from->isFloating() && to->isFloating() &&
                            (from->isSmallFloat() ? to->size() == 4 : from->size() == 4 && to->size() == 8);
    return promoted(from).type == to.type || isFloatPromotion ? kPromotion : kConversion;
  }
  if (to->isBool() && from->isPointer())
    return kConversion;
  auto *toPointer = dyn_cast<PointerType>(to.type);
  if (!toPointer)
    return kImpossible;
  if (isNullConstant(expr))
    return kConversion;
  auto *fromPointer = dyn_cast<PointerType>(from.type);
  if (!fromPointer)
    return kImpossible;
  QualType a = fromPointer->pointee, b = toPointer->pointee;
  if ((isConstObject(a) && !isConstObject(b)) || (a.isVolatile && !b.isVolatile))
    return kImpossible;
  if (b->isVoid())
    return kConversion;
  if (a.type == b.type)
    return kQualified;
  if (isDerivedFrom(a, b))
    return kConversion;
  // `float (*)[4]` to `const float (*)[4]`
  if (a->isArray() && sameButQualifiers(a, b))
    return kQualified;
  auto *innerA = dyn_cast<PointerType>(a.type), *innerB = dyn_cast<PointerType>(b.type);
  bool addsConst = innerA && innerB && innerA->pointee.type == innerB->pointee.type && b.isConst;
  return addsConst ? kQualified : kImpossible; // `float **` to `const float *const *`
}

// How well a checked argument (or a list in braces) fits a parameter.
Checker::Rank Checker::rankOf(Expr *expr, QualType to, bool allowUser) {
  if (auto *reference = dyn_cast<ReferenceType>(to.type))
    return referenceRank(expr, reference, allowUser);
  if (auto *list = dyn_cast<InitListExpr>(expr); list && !list->type) {
    if (to->isRecord() || to->isArray())
      return !allowUser || list->inits.size() > kMaxObjectBytes ? kImpossible : kUser;
    if (list->inits.empty())
      return kExact;
    if (list->inits.size() > 1)
      return kImpossible;
    if (list->inits[0]->kind() != Expr::Kind::InitList)
      list->inits[0] = checkExpr(list->inits[0]);
    return failed(list->inits[0]) ? kImpossible : rankOf(list->inits[0], to, allowUser);
  }
  QualType from = decayed(expr);
  if (Rank rank = standardRank(expr, from, to); rank != kImpossible)
    return rank;
  if (to->isRecord() && isDerivedFrom(from, to))
    return kConversion;
  if (from->isRecord() && pointedFunction(to) && functionOf(from, pointedFunction(to), expr->range))
    return kExact;
  if (allowUser && (to->isRecord() || from->isRecord()))
    return findConversion(expr, to) ? kUser : kImpossible;
  return kImpossible;
}

Checker::Rank Checker::referenceRank(Expr *expr, const ReferenceType *to, bool allowUser) {
  QualType referee = to->referee;
  bool isConst = referee.isConst || (referee->isArray() && isConstObject(referee));
  auto *list = dyn_cast<InitListExpr>(expr);
  if (list && !list->type)
    return to->isRValue || isConst ? rankOf(expr, referee.unqualified(), allowUser) : kImpossible;
  if (referee->kind() == Type::Kind::Function)
    return rankOf(expr, unit_.types.pointerTo(referee), allowUser);
  auto places = chosenPlaces(expr);
  QualType from = places ? places->first->type : expr->type;
  bool isSame = from.type == referee.type || sameButQualifiers(from, referee);
  bool isBase = !isSame && isDerivedFrom(from, referee);
  bool isLValue = places || this->isLValue(expr);
  if (isSame || isBase) {
    bool fromConst = isConstObject(from);
    if ((fromConst && !isConst) || (from.isVolatile && !referee.isVolatile))
      return kImpossible;
    if (to->isRValue ? isLValue : !isLValue && !isConst)
      return kImpossible;
    if (isBase)
      return kConversion;
    if (to->isRValue)
      return kExact;
    return (isConst && !fromConst) || (!isLValue && isConst) ? kExactConst : kExact;
  }
  if (!to->isRValue && !isConst)
    return kImpossible;
  return referee->isArray() ? kImpossible : rankOf(expr, referee.unqualified(), allowUser);
}

Expr *Checker::convertUnchecked(Expr *expr, QualType type) {
  type = type.unqualified();
  if (expr->type.type == type.type)
    return expr;
  if (convertsToDimensions(expr->type, type))
    return convertToDimensions(expr, type);
  if (type->isBool() && expr->type->isPointer()) {
    return addCast(expr, CastKind::PointerToBool, type);
  }
  if (auto *pointer = dyn_cast<PointerType>(type.type)) {
    auto *from = dyn_cast<PointerType>(expr->type.type);
    RecordDecl *base = from ? isDerivedFrom(from->pointee, pointer->pointee) : nullptr;
    if (base)
      return convertUnchecked(addressOf(baseOf(derefOf(expr, expr->range), base)), type);
    return addCast(expr, isNullConstant(expr) ? CastKind::NullToPointer : CastKind::PointerCast, type);
  }
  return convertArithmetic(expr, type);
}

namespace {

bool losesConst(QualType from, QualType to) {
  auto *a = dyn_cast<PointerType>(from.type), *b = dyn_cast<PointerType>(to.type);
  return a && b && a->pointee.type == b->pointee.type;
}

} // namespace

// What initialises a parameter, variable or result of the type: for a reference the address that it keeps.
Expr *Checker::convert(Expr *expr, QualType type, const char *what) {
  if (auto *list = dyn_cast<InitListExpr>(expr); list && !list->type && !failedExprs_.count(list))
    return type->isReference() ? bind(expr, type, what) : checkInit(expr, type, what);
  if (failed(expr))
    return expr;
  if (type->isReference())
    return bind(expr, type, what);
  if (type->isRecord() && (expr->type.type == type.type || isDerivedFrom(expr->type, type)))
    return copyOf(expr, type);
  if (Expr *pointer = toFunctionPointer(expr, type))
    return pointer;
  if (type->isRecord() || expr->type->isRecord()) {
    QualType from = decayed(expr);
    if (FunctionDecl *conversion = convertsToDimensions(from, type) ? nullptr : findConversion(expr, type))
      return applyConversion(expr, conversion, type, what);
  }
  expr = rvalue(expr);
  if (failed(expr))
    return expr;
  if (standardRank(expr, expr->type, type) != kImpossible)
    return convertUnchecked(expr, type);
  if (auto *record = dyn_cast<RecordType>(type.type); record && !record->decl->isBuiltin) {
    const auto &constructors = recordInfos_[record->decl].constructors;
    bool areHost = llvm::any_of(constructors, [](Decl *decl) {
      auto *function = dyn_cast<FunctionDecl>(decl);
      return function && function->isHost;
    });
    if (areHost) {
      report(Id::HostFunctionCalled, expr->range, "constructor of " + type.unqualified().str());
      return fail(expr);
    }
  }
  Id id = losesConst(expr->type, type) ? Id::LosesQualifiers : Id::TypeMismatch;
  auto &diagnostic = report(id, expr->range, what, type.unqualified().str(), expr->type.str());
  bool castHelps = mixesSmallFloats(expr->type, type) ||
                   (expr->type->isScalar() && type->isScalar() && !expr->type->isFloating() &&
                    (type->isPointer() || type->kind() == Type::Kind::Enum || type->isInteger()));
  if (castHelps && id == Id::TypeMismatch)
    diagnostic.note(Id::CastToConvert, expr->range, type.unqualified().str());
  return fail(expr);
}

} // namespace hd::sema
