// References are lowered here: a reference is a pointer that every use goes through, and what initialises
// it gives an address. Values without an address are put into temporaries.
#include "frontend/sema/checker.h"

namespace hd::sema {

NameExpr *Checker::nameOf(ValueDecl *decl, Range where) {
  auto *name = unit_.make<NameExpr>();
  name->range = where;
  name->name = decl->name;
  name->decl = decl;
  name->type = decl->type;
  name->category = Category::LValue;
  return name;
}

// An lvalue that names the variable or parameter, or what it refers to.
Expr *Checker::useOf(ValueDecl *decl, Range where) {
  Expr *name = nameOf(decl, where);
  return decl->isReference ? derefOf(addCast(name, CastKind::LValueToRValue, decl->type), where) : name;
}

Expr *Checker::derefOf(Expr *pointer, Range where) {
  if (auto *address = dyn_cast<UnaryExpr>(pointer); address && address->op == UnaryOp::AddressOf)
    return address->operand;
  auto *deref = unit_.make<UnaryExpr>();
  deref->op = UnaryOp::Deref;
  deref->operand = pointer;
  deref->range = where;
  deref->type = cast<PointerType>(pointer->type.type)->pointee;
  deref->category = Category::LValue;
  return deref;
}

Expr *Checker::addressOf(Expr *place) {
  if (auto *deref = dyn_cast<UnaryExpr>(const_cast<Expr *>(withoutParens(place)));
      deref && deref->op == UnaryOp::Deref)
    return deref->operand;
  markAddressTaken(place);
  auto *address = unit_.make<UnaryExpr>();
  address->op = UnaryOp::AddressOf;
  address->operand = place;
  address->range = place->range;
  address->type = unit_.types.pointerTo(place->type);
  return address;
}

Expr *Checker::temporary(Expr *value) {
  auto *place = unit_.make<TemporaryExpr>();
  place->operand = value;
  place->range = value->range;
  place->type = value->type.unqualified();
  place->category = Category::LValue;
  return place;
}

// True for lvalues whose memory a pointer can point to. Builtin variables and constants have none.
bool Checker::hasAddress(const Expr *expr) const {
  if (expr->category != Category::LValue)
    return false;
  if (auto *member = dyn_cast<MemberExpr>(withoutParens(expr))) {
    if (member->field && member->field->bitWidth)
      return false;
    return member->isArrow || hasAddress(member->base);
  }
  auto *name = dyn_cast<NameExpr>(withoutParens(expr));
  auto *variable = name ? dyn_cast_or_null<VarDecl>(static_cast<Decl *>(name->decl)) : nullptr;
  return !variable || !(variable->isBuiltin || (variable->isFileScope && valueOf(variable)));
}

// An lvalue that may be moved from, which rvalue references bind to: C++'s xvalues.
bool Checker::isExpiring(const Expr *expr) const {
  while (!expiring_.count(expr)) {
    if (auto *paren = dyn_cast<ParenExpr>(expr)) {
      expr = paren->operand;
      continue;
    }
    auto *member = dyn_cast<MemberExpr>(expr);
    if (!member || member->isArrow || (member->field && member->field->isReference))
      return false;
    expr = member->base;
  }
  return true;
}

static bool dropsQualifiers(QualType from, QualType to) {
  return (from.isConst && !to.isConst) || (from.isVolatile && !to.isVolatile);
}

// The address that a reference of the type gets from an initialiser, unchecked or checked.
Expr *Checker::bind(Expr *init, QualType type, const char *what) {
  auto *reference = cast<ReferenceType>(type.type);
  QualType referee = reference->referee, pointer = unit_.types.pointerTo(referee);
  if (init->kind() == Expr::Kind::InitList) {
    Expr *value = checkInit(init, referee.unqualified(), what);
    return failed(value) ? value : convertUnchecked(addressOf(temporary(value)), pointer);
  }
  if (referee->kind() == Type::Kind::Function)
    return convert(checkExpr(init), pointer, what);
  Expr *expr = asPlace(checkExpr(init));
  if (failed(expr))
    return expr;
  RecordDecl *base = isDerivedFrom(expr->type, referee);
  bool isSame = expr->type.type == referee.type || base || sameButQualifiers(expr->type, referee);
  bool canTemporary = reference->isRValue || (referee.isConst && !referee.isVolatile) ||
                      (referee->isArray() && isConstObject(referee));
  bool fitsKind = reference->isRValue == isExpiring(expr) || (isConstObject(referee) && !reference->isRValue);
  if (isSame && hasAddress(expr) && !fitsKind) {
    report(Id::CannotBind, expr->range, what, type.str(), expr->type.str());
    return fail(expr);
  }
  if (isSame && hasAddress(expr)) {
    if (dropsQualifiers(expr->type, referee) || (isConstObject(expr->type) && !isConstObject(referee))) {
      report(Id::LosesQualifiers, expr->range, what, type.str(), expr->type.str());
      return fail(expr);
    }
    if (base)
      expr = baseOf(expr, base);
    return convertUnchecked(addressOf(expr), pointer);
  }
  if (!canTemporary) {
    report(Id::CannotBind, expr->range, what, type.str(), expr->type.str());
    return fail(expr);
  }
  if (isSame && referee->isArray()) { // of a temporary: nothing shorter would outlive it
    report(Id::ArrayInTemporary, expr->range);
    return fail(expr);
  }
  Expr *value = convert(expr, referee.unqualified(), what);
  return failed(value) ? value : convertUnchecked(addressOf(temporary(value)), pointer);
}

// Sets `type`, `declared` and `isReference` of a variable, parameter or field.
void Checker::setDeclaredType(QualType type, QualType &stored, QualType &declared, bool &isReference) {
  declared = stored = type;
  auto *reference = type ? dyn_cast<ReferenceType>(type.type) : nullptr;
  isReference = reference != nullptr;
  if (reference)
    stored = unit_.types.pointerTo(reference->referee);
}

// `const float *` and `float *`; arrays by their elements.
bool Checker::sameButQualifiers(QualType a, QualType b) const {
  if (a.type == b.type)
    return true;
  auto *arrayA = dyn_cast<ArrayType>(a.type), *arrayB = dyn_cast<ArrayType>(b.type);
  return arrayA && arrayB && arrayA->count == arrayB->count &&
         sameButQualifiers(arrayA->element, arrayB->element);
}

} // namespace hd::sema
