// dim3 is a record with constructors: components that are left out are 1, `uint3` and numbers convert to it.
#include "frontend/sema/checker.h"

namespace hd::sema {

namespace {

bool isBuiltinRecord(QualType type, std::string_view name) {
  auto *record = dyn_cast<RecordType>(type.type);
  return record && record->decl->isBuiltin && record->decl->name == name;
}

bool isDim3(QualType type) { return isBuiltinRecord(type, "dim3"); }
bool isUint3(QualType type) { return isBuiltinRecord(type, "uint3"); }

bool containsDim3(QualType type) {
  if (auto *array = dyn_cast<ArrayType>(type.type))
    return containsDim3(array->element);
  auto *record = dyn_cast<RecordType>(type.type);
  if (!record || record->decl->isUnion)
    return false;
  return isDim3(type) || llvm::any_of(record->decl->fields, [](const FieldDecl *field) {
           return field->type && containsDim3(field->type);
         });
}

} // namespace

bool Checker::convertsToDimensions(QualType from, QualType to) {
  return isDim3(to) ? from->isArithmetic() || isUint3(from) : isUint3(to) && isDim3(from);
}

Expr *Checker::convertToDimensions(Expr *expr, QualType to) {
  if (!expr->type->isArithmetic())
    return addCast(expr, CastKind::NoOp, to); // the same three fields
  auto *list = unit_.make<InitListExpr>();
  list->range = expr->range;
  list->type = to.unqualified();
  list->inits = {convertArithmetic(expr, builtin(BuiltinKind::UInt))};
  completeDimensions(list);
  return list;
}

// Entries that the list leaves out and that are not zero.
void Checker::completeDimensions(InitListExpr *list) {
  if (!containsDim3(list->type))
    return;
  auto *array = dyn_cast<ArrayType>(list->type.type);
  auto *record = dyn_cast<RecordType>(list->type.type);
  list->inits.resize(array ? array->count : record->decl->fields.size(), nullptr);
  for (auto [index, entry] : llvm::enumerate(list->inits)) {
    if (entry)
      continue;
    if (isDim3(list->type))
      entry = makeLiteral(unit_, {builtin(BuiltinKind::UInt), 1, 0}, list->range);
    else
      entry = defaultDimensions(array ? array->element : record->decl->fields[index]->type, list->range);
  }
}

Expr *Checker::defaultDimensions(QualType type, Range where) {
  if (!containsDim3(type))
    return nullptr;
  auto *list = unit_.make<InitListExpr>();
  list->range = where;
  list->type = type.unqualified();
  completeDimensions(list);
  return list;
}

} // namespace hd::sema
