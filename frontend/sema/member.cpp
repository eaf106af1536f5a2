// `a.b`, `a->b` and `a[i]`.
#include "frontend/sema/checker.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

namespace hd::sema {

namespace {

// The fields to go through, outermost first: more than one when unnamed structs or unions lie between.
bool findField(RecordDecl *record, const std::string &name, llvm::SmallVectorImpl<FieldDecl *> &path) {
  for (FieldDecl *field : record->fields) {
    path.push_back(field);
    if (field->name == name)
      return true;
    auto *inner = field->name.empty() && field->type ? dyn_cast<RecordType>(field->type.type) : nullptr;
    if (inner && findField(inner->decl, name, path))
      return true;
    path.pop_back();
  }
  return false;
}

} // namespace

Expr *Checker::checkMember(MemberExpr *expr) {
  expr->base = expr->isArrow ? checkValue(expr->base) : checkExpr(expr->base);
  if (failed(expr->base))
    return fail(expr);
  QualType object = expr->base->type;
  auto *pointer = dyn_cast<PointerType>(object.type);
  auto *pointee = pointer ? dyn_cast<RecordType>(pointer->pointee.type) : nullptr;
  auto *direct = dyn_cast<RecordType>(object.type);
  if (expr->isArrow ? direct != nullptr : pointee != nullptr) {
    report(Id::WrongArrow, expr->range, expr->isArrow ? "->" : ".", object.str(), expr->isArrow ? "." : "->");
    return fail(expr);
  }
  const RecordType *record = expr->isArrow ? pointee : direct;
  if (!record) {
    report(Id::NotARecord, expr->range, expr->name, object.str());
    return fail(expr);
  }
  QualType owner = expr->isArrow ? pointer->pointee : object;
  if (!requireComplete(owner, expr->base->range))
    return fail(expr);
  llvm::SmallVector<FieldDecl *, 4> path;
  if (!findField(record->decl, expr->name, path)) {
    auto &diagnostic = report(Id::UnknownField, expr->range, expr->name, record->str());
    for (FieldDecl *field : record->decl->fields)
      if (!field->name.empty() &&
          llvm::StringRef(field->name).edit_distance(expr->name) <= expr->name.size() / 3)
        diagnostic.note(Id::DidYouMean, nameRange(field), field->name);
    return fail(expr);
  }
  for (FieldDecl *field : path) {
    MemberExpr *step = field == path.back() ? expr : unit_.make<MemberExpr>();
    if (step != expr) { // an unnamed struct between; `expr` then reaches into it
      step->base = expr->base;
      step->isArrow = expr->isArrow;
      step->range = expr->range;
      expr->base = step;
      expr->isArrow = false;
    }
    step->field = field;
    if (!field->type)
      return fail(expr);
    step->type = qualified(unit_.types, field->type, owner.isConst, owner.isVolatile);
    step->category = step->isArrow ? Category::LValue : step->base->category;
    owner = step->type;
  }
  return expr;
}

Expr *Checker::checkSubscript(SubscriptExpr *expr) {
  expr->base = checkValue(expr->base);
  expr->index = checkValue(expr->index);
  if (failed(expr->base) || failed(expr->index))
    return fail(expr);
  if (expr->index->type->isPointer() && expr->base->type->isInteger()) // `2[a]`
    std::swap(expr->base, expr->index);
  auto *pointer = dyn_cast<PointerType>(expr->base->type.type);
  if (!pointer || pointer->pointee->isVoid()) {
    report(Id::NotSubscriptable, expr->range, expr->base->type.str());
    return fail(expr);
  }
  QualType index = expr->index->type;
  if (!index->isInteger()) {
    report(Id::IndexNotInteger, expr->index->range, index.str());
    return fail(expr);
  }
  if (!requireComplete(pointer->pointee, expr->base->range))
    return fail(expr);
  bool isWideUnsigned = !index->isSignedInteger() && index->size() == 8;
  expr->index =
      convertArithmetic(expr->index, builtin(isWideUnsigned ? BuiltinKind::ULong : BuiltinKind::Long));
  expr->type = pointer->pointee;
  expr->category = Category::LValue;
  return expr;
}

} // namespace hd::sema
