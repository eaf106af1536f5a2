// Lvalues, and what is read from and written to them.
#include "frontend/sema/interpreter/interpreter.h"

namespace hd::sema {

using namespace ast;
using llvm::cast;
using llvm::dyn_cast;

Interpreter::Place Interpreter::place(const Expr *written, Use use) {
  const Expr *expr = strip(written);
  if (!enter(expr))
    return std::nullopt;
  Place result = dispatchPlace(expr, use);
  --nodes_;
  return result;
}

Interpreter::Place Interpreter::dispatchPlace(const Expr *expr, Use use) {
  if (auto *name = dyn_cast<NameExpr>(expr))
    return named(name);
  if (auto *access = dyn_cast<MemberExpr>(expr))
    return member(access);
  if (auto *element = dyn_cast<SubscriptExpr>(expr))
    return subscript(element, use);
  if (auto *made = dyn_cast<TemporaryExpr>(expr))
    return temporary(made->operand);
  if (auto *literal = dyn_cast<StringLiteral>(expr))
    return stringLiteral(literal);
  if (expr->category != Category::LValue)
    return temporary(expr);
  if (auto *assignment = dyn_cast<AssignExpr>(expr))
    return assign(assignment);
  if (auto *choice = dyn_cast<ConditionalExpr>(expr)) {
    auto isTrue = test(choice->condition);
    return isTrue ? place(*isTrue ? choice->thenExpr : choice->elseExpr, use) : std::nullopt;
  }
  auto *comma = dyn_cast<BinaryExpr>(expr);
  if (comma && comma->op == BinaryOp::Comma)
    return discard(comma->lhs) ? place(comma->rhs, use) : std::nullopt;
  if (auto *conversion = dyn_cast<ImplicitCastExpr>(expr);
      conversion && conversion->castKind == CastKind::NoOp)
    return place(conversion->operand, use);
  if (auto *unary = dyn_cast<UnaryExpr>(expr)) {
    Scalar old;
    return unary->op == UnaryOp::Deref ? pointee(value(unary->operand), expr->range) : increment(unary, old);
  }
  return fail(Id::ConstantNotEvaluated, expr->range, "this expression");
}

Interpreter::Place Interpreter::named(const NameExpr *expr) {
  if (!expr->decl)
    return failBefore();
  auto found = names_.find(expr->decl);
  if (found != names_.end() && found->second.object)
    return found->second;
  return fixedObject(expr->decl, expr->range);
}

// Of a variable that is not the evaluation's own: a constant, or one of the running program, which may be
// pointed to but not looked into.
Interpreter::Place Interpreter::fixedObject(const ValueDecl *decl, Range where) {
  if (Object *known = objects_.fixed(decl))
    return Objects::pointerTo(known);
  if (!decl->type)
    return failBefore();
  auto *variable = dyn_cast<VarDecl>(static_cast<const Decl *>(decl));
  const Constant *constant = variable ? evaluation_.constant(variable) : nullptr;
  const Expr *initialiser = variable && !constant ? evaluation_.initialiser(variable) : nullptr;
  bool isKnown = constant || initialiser;
  auto access = isKnown ? Object::Access::Full : Object::Access::None;
  if (isKnown && !spendBytes(decl->type->size(), where))
    return std::nullopt;
  Object *object = objects_.addFixed(decl, decl->type, decl, access);
  if (!object)
    return fail(Id::ConstantMemory, where, kMaxObjectsBytes >> 20);
  if (constant)
    Objects::write(*object, 0, decl->type, {*constant, {}});
  if (initialiser && !initialise(Objects::pointerTo(object), initialiser))
    return std::nullopt;
  if (isKnown)
    object->access = Object::Access::Read;
  return Objects::pointerTo(object);
}

Interpreter::Place Interpreter::stringLiteral(const StringLiteral *expr) {
  if (Object *known = objects_.fixed(expr))
    return Objects::pointerTo(known);
  if (!spendBytes(expr->value.size(), expr->range))
    return std::nullopt;
  Object *object = objects_.addFixed(expr, expr->type, nullptr, Object::Access::Read);
  if (!object)
    return fail(Id::ConstantMemory, expr->range, kMaxObjectsBytes >> 20);
  std::copy(expr->value.begin(), expr->value.end(), object->bytes.begin());
  std::fill(object->isSet.begin(), object->isSet.end(), 1);
  return Objects::pointerTo(object);
}

Pointer Interpreter::fieldOf(const Pointer &record, const FieldDecl &field) {
  Pointer part = record.part(field.offset, field.type->size());
  part.bitField = field.bits ? &field : nullptr;
  return part;
}

Interpreter::Place Interpreter::member(const MemberExpr *expr) {
  if (!expr->base || !expr->base->type || !expr->field || !expr->field->type)
    return failBefore();
  Place object = expr->isArrow ? pointee(value(expr->base), expr->range) : place(expr->base);
  if (!object)
    return std::nullopt;
  QualType record = expr->base->type;
  if (expr->isArrow)
    record = cast<PointerType>(record.type)->pointee;
  if (!object->reaches(record->size())) // or the field would have bounds of its own
    return fail(Id::ConstantBounds, expr->range, spell(*object->object));
  return fieldOf(*object, *expr->field);
}

Interpreter::Place Interpreter::subscript(const SubscriptExpr *expr, Use use) {
  Scalar base = value(expr->base), index = base ? value(expr->index) : Scalar{};
  if (!index)
    return std::nullopt;
  Scalar element = movePointer(base, index.constant.asSigned(), expr->range);
  if (!element)
    return std::nullopt;
  const Pointer &at = element.pointer;
  if (at.object && use == Use::Access && !at.reaches(expr->type->size())) {
    uint64_t size = expr->type->size();
    return fail(Id::ConstantIndex, expr->range, (at.offset - at.begin) / size, (at.end - at.begin) / size);
  }
  return pointee(element, expr->range);
}

Interpreter::Place Interpreter::pointee(const Scalar &pointer, Range where) {
  if (!pointer)
    return std::nullopt;
  if (!pointer.pointer.object)
    return fail(Id::ConstantNull, where);
  return pointer.pointer;
}

Interpreter::Place Interpreter::push(QualType type, const ValueDecl *decl, Range where) {
  if (!spendBytes(type->size(), where))
    return std::nullopt;
  Object *object = objects_.push(type, decl);
  if (!object)
    return fail(Id::ConstantMemory, where, kMaxObjectsBytes >> 20);
  return Objects::pointerTo(object);
}

Interpreter::Place Interpreter::temporary(const Expr *operand) {
  if (!operand || !operand->type)
    return failBefore();
  Place made = push(operand->type, nullptr, operand->range);
  return made && initialise(*made, operand) ? made : std::nullopt;
}

bool Interpreter::canAccess(const Pointer &at, QualType type, bool isWrite, Range where) {
  const Object &object = *at.object;
  if (!Objects::isAlive(at))
    return fail(Id::ConstantGone, where);
  if (object.access == Object::Access::None && isWrite)
    return fail(Id::ConstantOutside, where, spell(object));
  if (object.access == Object::Access::None || type.isVolatile)
    return fail(Id::ConstantVariable, where, spell(object));
  if (!at.reaches(type->size()))
    return fail(Id::ConstantBounds, where, spell(object));
  if (isWrite && object.access == Object::Access::Read)
    return fail(Id::ConstantReadOnly, where, spell(object));
  return true;
}

Scalar Interpreter::load(const Pointer &from, QualType type, Range where) {
  if (!canAccess(from, type, false, where))
    return {};
  const Object &object = *from.object;
  if (from.bitField && Objects::hasBits(object, from.offset, *from.bitField))
    return {Objects::readBits(object.bytes.data() + from.offset, *from.bitField), {}};
  if (from.bitField || !Objects::hasValue(object, from.offset, type->size()))
    return fail(Id::ConstantUninitialised, where, spell(object));
  Scalar result = Objects::read(object, from.offset, type);
  if (!result.pointer.object && Objects::hasPointer(object, from.offset, type->size()))
    return fail(Id::ConstantNotEvaluated, where, "the address of an object, read as something else,");
  return result;
}

bool Interpreter::store(const Pointer &to, QualType type, const Scalar &value, Range where) {
  if (!canAccess(to, type, true, where))
    return false;
  if (to.bitField)
    Objects::writeBits(*to.object, to.offset, *to.bitField, value.constant);
  else
    Objects::write(*to.object, to.offset, type, value);
  return true;
}

bool Interpreter::copy(const Pointer &to, const Pointer &from, QualType type, Range where) {
  if (!spendBytes(type->size(), where) || !canAccess(from, type, false, where) ||
      !canAccess(to, type, true, where))
    return false;
  Objects::copy(*to.object, to.offset, *from.object, from.offset, type->size());
  return true;
}

} // namespace hd::sema
