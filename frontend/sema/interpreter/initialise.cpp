// Arrays and records: written to the place where they belong.
#include "frontend/sema/interpreter/interpreter.h"

namespace hd::sema {

using namespace ast;
using llvm::cast;
using llvm::dyn_cast;

bool Interpreter::initialise(const Pointer &to, const Expr *written) {
  const Expr *init = strip(written);
  if (!init || !init->type)
    return failBefore();
  if (init->type->isScalar()) {
    Scalar scalar = value(init);
    return scalar && store(to, init->type, scalar, init->range);
  }
  if (!enter(init))
    return false;
  bool isGood = dispatchInitialise(to, init);
  --nodes_;
  return isGood;
}

bool Interpreter::dispatchInitialise(const Pointer &to, const Expr *init) {
  if (auto *list = dyn_cast<InitListExpr>(init))
    return initialiseFromList(to, list);
  if (auto *made = dyn_cast<ConstructExpr>(init))
    return construct(to, made);
  if (auto *called = dyn_cast<CallExpr>(init))
    return bool(call(called, &to));
  if (auto *choice = dyn_cast<ConditionalExpr>(init); choice && init->category == Category::RValue) {
    auto isTrue = test(choice->condition);
    return isTrue && initialise(to, *isTrue ? choice->thenExpr : choice->elseExpr);
  }
  auto *comma = dyn_cast<BinaryExpr>(init);
  if (comma && comma->op == BinaryOp::Comma && init->category == Category::RValue)
    return discard(comma->lhs) && initialise(to, comma->rhs);
  auto *conversion = dyn_cast<ImplicitCastExpr>(init);
  if (conversion && conversion->castKind == CastKind::NoOp) // of a record to one with the same fields
    return initialise(to, conversion->operand);
  bool isLoad = conversion && conversion->castKind == CastKind::LValueToRValue;
  auto *assignment = dyn_cast<AssignExpr>(init);
  if (!isLoad && !assignment && init->category != Category::LValue && !llvm::isa<MemberExpr>(init))
    return fail(Id::ConstantNotEvaluated, init->range, "this expression");
  Place from = isLoad ? place(conversion->operand) : assignment ? assign(assignment) : place(init);
  return from && copy(to, *from, init->type, init->range);
}

bool Interpreter::initialiseFromList(const Pointer &to, const InitListExpr *list) {
  QualType type = list->type;
  Range where = list->range;
  if (!spendBytes(type->size(), where) || !canAccess(to, type, true, where))
    return false;
  Objects::zero(*to.object, to.offset, type->size()); // what has no entry is zero
  auto *array = dyn_cast<ArrayType>(type.type);
  auto *record = dyn_cast<RecordType>(type.type);
  for (size_t i = 0; i < list->inits.size(); ++i) {
    if (!list->inits[i])
      continue;
    QualType part = array ? array->element : record->decl->fields[i]->type;
    if (!part)
      return failBefore();
    Pointer at = array ? to.part(i * part->size(), part->size()) : fieldOf(to, *record->decl->fields[i]);
    if (!initialise(at, list->inits[i]))
      return false;
  }
  return true;
}

// `make_float4(x, y, z, w)`
bool Interpreter::initialiseVector(const Pointer &to, const CallExpr *expr) {
  auto *record = cast<RecordType>(expr->type.type)->decl;
  for (size_t i = 0; i < expr->args.size(); ++i) {
    const FieldDecl *field = record->fields[i];
    if (!initialise(to.part(field->offset, field->type->size()), expr->args[i]))
      return false;
  }
  return true;
}

} // namespace hd::sema
