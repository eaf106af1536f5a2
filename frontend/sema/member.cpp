// `a.b`, `a->b` and `a[i]`.
#include "frontend/sema/checker.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

namespace hd::sema {

namespace {

// The fields to go through, outermost first: more than one when unnamed structs or unions lie between.
// `seen` are records that do not have it.
bool findField(RecordDecl *record, const std::string &name, llvm::SmallVectorImpl<FieldDecl *> &path,
               std::unordered_set<RecordDecl *> &seen) {
  if (!seen.insert(record).second)
    return false;
  for (FieldDecl *field : record->fields) // the class's own hide those of its bases
    if (field->name == name) {
      path.push_back(field);
      return true;
    }
  for (FieldDecl *field : record->fields) {
    path.push_back(field);
    auto *inner = field->name.empty() && field->type ? dyn_cast<RecordType>(field->type.type) : nullptr;
    if (inner && findField(inner->decl, name, path, seen))
      return true;
    path.pop_back();
  }
  return false;
}

} // namespace

// A member of a class that is no field; null when it is one, or none of that name.
Expr *Checker::checkOtherMember(MemberExpr *expr, RecordDecl *record) {
  Scope *scope = recordInfos_[record].scope;
  if (!expr->qualifier.empty() && !(scope = resolveQualifier(expr->qualifier, expr->range)))
    return fail(expr);
  if (!scope)
    return nullptr;
  Found found = lookUpIn(expr->name, scope);
  if (auto *variable = dyn_cast_or_null<VarDecl>(found.first())) {
    auto *name = uncheckedName(expr->name, expr->range);
    return checkNameOfVariable(name, variable);
  }
  if (auto *enumerator = dyn_cast_or_null<EnumeratorDecl>(found.first()))
    return enumeratorValue(enumerator, expr->range);
  if (found && isFunctionLike(found.first())) {
    report(Id::UnsupportedFeature, expr->range, "a method used as a value is", "call it");
    return fail(expr);
  }
  if (expr->qualifier.empty() || !found.scope || found.scope->kind() != Scope::Kind::Record)
    return nullptr;
  if (hasBase(record, found.scope->record)) { // `x.Base::field`
    Expr *object = expr->isArrow ? derefOf(expr->base, expr->range) : expr->base;
    expr->base = baseOf(object, found.scope->record);
    expr->isArrow = false;
  }
  return nullptr;
}

Expr *Checker::checkMember(MemberExpr *expr) {
  expr->base = checkExpr(expr->base);
  if (expr->isArrow)
    expr->base = arrowOperand(expr->base);
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
  if (function_.decl && isPolymorphic(owner)) {
    refuseVirtual(owner.unqualified(), expr->range);
    return fail(expr);
  }
  if (Expr *other = checkOtherMember(expr, record->decl))
    return other;
  record = cast<RecordType>(expr->isArrow ? pointer->pointee.type : expr->base->type.type);
  llvm::SmallVector<FieldDecl *, 4> path;
  std::unordered_set<RecordDecl *> seen;
  if (!findField(record->decl, expr->name, path, seen)) {
    if (brokenRecords_.count(record->decl)) // the field itself may have failed
      return fail(expr);
    if (auto unsupported = unsupportedMember(expr->name, recordInfos_[record->decl].scope)) {
      report(Id::UnsupportedFeature, expr->range, unsupported->feature, unsupported->instead);
      return fail(expr);
    }
    auto &diagnostic = report(Id::UnknownField, expr->range, expr->name, record->str());
    for (FieldDecl *field : record->decl->fields)
      if (!field->name.empty() &&
          llvm::StringRef(field->name).edit_distance(expr->name) <= expr->name.size() / 3)
        diagnostic.note(Id::DidYouMean, nameRange(field), field->name);
    return fail(expr);
  }
  Expr *result = expr->base;
  bool isArrow = expr->isArrow;
  for (FieldDecl *field : path) {
    MemberExpr *step = field == path.back() ? expr : unit_.make<MemberExpr>();
    step->base = result; // unnamed structs and bases between get steps of their own
    step->isArrow = isArrow;
    step->range = expr->range;
    step->field = field;
    if (!field->type)
      return fail(expr);
    bool isMutable = field->isMutable;
    step->type = field->isReference
                     ? field->type
                     : qualified(unit_.types, field->type, owner.isConst && !isMutable, owner.isVolatile);
    step->category = isArrow ? Category::LValue : step->base->category;
    owner = step->type;
    result = step;
    isArrow = false;
  }
  FieldDecl *last = path.back();
  return last->isReference ? derefOf(rvalue(result), expr->range) : result;
}

Expr *Checker::checkSubscript(SubscriptExpr *expr) {
  expr->base = checkExpr(expr->base);
  if (failed(expr->base))
    return fail(expr);
  if (expr->base->type->isRecord()) {
    if (expr->index->kind() != Expr::Kind::InitList)
      expr->index = checkExpr(expr->index);
    if (expr->index->kind() != Expr::Kind::InitList && failed(expr->index))
      return fail(expr);
    if (Expr *call = overloadedOperator("operator[]", {expr->base, expr->index}, expr->range))
      return call;
  }
  expr->base = rvalue(expr->base);
  expr->index = rvalue(checkExpr(expr->index));
  if (failed(expr->base) || failed(expr->index))
    return fail(expr);
  if (expr->index->type->isRecord())
    expr->index = convert(expr->index, builtin(BuiltinKind::Long), "use as an index");
  if (failed(expr->index))
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
