// What a variable or a field without an initialiser holds.
#include "frontend/sema/checker.h"
#include "frontend/sema/error_trap.h"

#include "frontend/ast/clone.h"

namespace hd::sema {

// True when an object of the type is not simply left as it is where nothing initialises it.
bool Checker::needsInit(QualType type) {
  if (auto *array = dyn_cast<ArrayType>(type.type))
    return needsInit(array->element);
  auto *record = dyn_cast<RecordType>(type.type);
  if (!record || record->decl->isBuiltin || !isComplete(type))
    return false;
  RecordInfo &info = recordInfos_[record->decl];
  if (!info.isInitKnown) {
    info.isInitKnown = true;
    info.needsInit = !info.constructorsFor(0).empty();
    if (!record->decl->isUnion)
      for (FieldDecl *field : record->decl->fields)
        info.needsInit |= field->init || (field->type && !field->isReference && needsInit(field->type));
  }
  return info.needsInit;
}

// `T x;`: null when nothing happens.
Expr *Checker::defaultInit(QualType type, Range where) {
  if (Expr *dimensions = defaultDimensions(type, where))
    return dimensions;
  if (!needsInit(type))
    return nullptr;
  if (auto *array = dyn_cast<ArrayType>(type.type)) {
    auto *list = unit_.make<InitListExpr>();
    list->range = where;
    list->type = type.unqualified();
    if (array->count > kMaxConstructed) {
      report(Id::TooManyConstructed, where, array->count, kMaxConstructed);
      return fail(list);
    }
    for (uint64_t i = 0; i < array->count; ++i) {
      list->inits.push_back(defaultInit(array->element, where));
      if (list->inits.back() && failed(list->inits.back()))
        return fail(list);
    }
    return list;
  }
  RecordDecl *record = cast<RecordType>(type.type)->decl;
  const RecordInfo &info = recordInfos_[record];
  if (auto constructors = info.constructorsFor(0); !constructors.empty()) {
    Found found;
    found.decls.append(constructors.begin(), constructors.end());
    return constructFrom(found, {}, type, where);
  }
  return defaultFields(record, type, where);
}

// A record of what its fields are by default: zero where nothing says otherwise.
Expr *Checker::defaultFields(RecordDecl *record, QualType type, Range where) {
  auto *list = unit_.make<InitListExpr>();
  list->range = where;
  list->type = type.unqualified();
  for (FieldDecl *field : record->fields) {
    list->inits.push_back(defaultFieldInit(record, field, where));
    if (list->inits.back() && failed(list->inits.back()))
      return fail(list);
  }
  return list;
}

// By the field's default initialiser, or its type; null for zero or nothing.
Expr *Checker::defaultFieldInit(RecordDecl *record, FieldDecl *field, Range where) {
  constexpr size_t kMaxDefaults = 1 << 20;
  if (++defaultCount_ > kMaxDefaults) {
    if (defaultCount_ == kMaxDefaults + 1) {
      ErrorUntrap untrap(engine_);
      report(Id::TooManyDefaults, where, kMaxDefaults);
    }
    return fail(unit_.make<InitListExpr>());
  }
  if (!field->init)
    return field->type && !field->isReference ? defaultInit(field->type, where) : nullptr;
  Scope *saved = scope_;
  scope_ = recordInfos_[record].scope;
  Expr *value = clone(field->init, unit_);
  value = field->isReference ? bind(value, field->declared, "initialise with")
                             : checkInit(value, field->type, "initialise with");
  scope_ = saved;
  return value;
}

} // namespace hd::sema
