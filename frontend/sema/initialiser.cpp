// Initialisers: lists are completed to one entry for each element or field, braces that were left out are
// put in, missing entries stay null (zero).
#include "frontend/sema/checker.h"

#include "frontend/ast/clone.h"

namespace hd::sema {

namespace {

bool isAggregate(QualType type) { return type->isArray() || type->isRecord(); }

// How many entries a list for the type has; the type of each.
uint64_t entryCount(QualType type) {
  if (auto *array = dyn_cast<ArrayType>(type.type))
    return array->count;
  auto *record = cast<RecordType>(type.type)->decl;
  return record->isUnion ? std::min<size_t>(1, record->fields.size()) : record->fields.size();
}

QualType entryType(QualType type, uint64_t index) {
  if (auto *array = dyn_cast<ArrayType>(type.type))
    return array->element;
  const FieldDecl *field = cast<RecordType>(type.type)->decl->fields[index];
  return field->isReference ? field->declared : field->type;
}

} // namespace

Expr *Checker::checkInit(Expr *init, QualType target, const char *what) {
  if (auto *list = dyn_cast<InitListExpr>(init))
    return initFromList(list, target);
  if (auto *string = dyn_cast<StringLiteral>(init); string && target->isArray())
    return initFromString(string, target);
  Expr *value = checkExpr(init);
  if (failed(value))
    return value;
  if (target->isArray()) {
    report(Id::ArrayNeedsList, init->range, target.str());
    return fail(value);
  }
  return convert(value, target, what);
}

Expr *Checker::initFromList(InitListExpr *list, QualType target) {
  if (list->type) // checked already
    return list->type.type == target.type ? list : convert(list, target, "initialise with");
  expandPacks(list->inits);
  auto *record = dyn_cast<RecordType>(target.type);
  bool isClass = record && !record->decl->isBuiltin && requireComplete(target, list->range);
  if (record && !record->decl->isBuiltin && !isClass)
    return fail(list);
  if (isClass && !recordInfos_[record->decl].constructorsFor(list->inits.size()).empty())
    return construct(target, list->inits, true, list->range);
  if (isClass && list->inits.size() == 1 && list->inits[0] &&
      list->inits[0]->kind() != Expr::Kind::InitList) {
    Expr *only = list->inits[0] = checkExpr(list->inits[0]);
    if (failed(only))
      return only;
    if (only->type.type == target.type || isDerivedFrom(only->type, target))
      return copyOf(only, target);
  }
  if (isClass && !list->designators.empty() && !orderDesignated(list, record->decl))
    return fail(list);
  if (isAggregate(target)) {
    // `T x = {y}` with y of type T
    size_t next = 0;
    return initAggregate(list, next, target, true);
  }
  if (list->inits.size() > 1) {
    report(Id::TooManyInitialisers, list->inits[1]->range, target.str(), 1);
    return fail(list);
  }
  if (list->inits.empty() || !list->inits[0]) {
    Constant zero{target.unqualified(), 0, 0};
    return makeLiteral(unit_, zero, list->range);
  }
  return checkInit(list->inits[0], target, "initialise with");
}

// Takes entries of `source` from `next` on. With braces of its own all of them must fit.
Expr *Checker::initAggregate(InitListExpr *source, size_t &next, QualType target, bool isBraced) {
  auto *result = unit_.make<InitListExpr>();
  result->range = source->range;
  result->type = target.unqualified();
  uint64_t count = entryCount(target);
  bool isFailed = false;
  for (uint64_t i = 0; i < count && next < source->inits.size(); ++i) {
    QualType type = entryType(target, i);
    if (type && type->isReference()) {
      result->inits.push_back(bind(source->inits[next++], type, "initialise with"));
      isFailed |= failed(result->inits.back());
      continue;
    }
    Expr *entry = type ? initElement(source, next, type) : nullptr;
    isFailed |= failed(entry);
    result->inits.push_back(entry);
  }
  if (isBraced && next < source->inits.size()) {
    if (!isFailed)
      report(Id::TooManyInitialisers, source->inits[next]->range, target.str(), count);
    isFailed = true;
  }
  if (auto *record = isFailed ? nullptr : dyn_cast<RecordType>(target.type);
      record && !record->decl->isUnion && !record->decl->isBuiltin)
    for (uint64_t i = result->inits.size(); i < count;
         ++i) { // default initialisers, and members with constructors
      result->inits.push_back(defaultFieldInit(record->decl, record->decl->fields[i], source->range));
      isFailed |= result->inits.back() && failed(result->inits.back());
    }
  if (auto *array = isFailed ? nullptr : dyn_cast<ArrayType>(target.type);
      array && needsInit(array->element)) {
    if (count - result->inits.size() > kMaxConstructed) {
      report(Id::TooManyConstructed, source->range, count, kMaxConstructed);
      return fail(result);
    }
    while (result->inits.size() < count && !isFailed) {
      result->inits.push_back(defaultInit(array->element, source->range));
      isFailed |= result->inits.back() && failed(result->inits.back());
    }
  }
  constexpr uint64_t kMaxEntries = 1 << 20; // beyond, trailing zeros are not written out
  if (!isFailed && count <= kMaxEntries)
    result->inits.resize(count, nullptr);
  if (!isFailed)
    completeDimensions(result);
  return isFailed ? fail(result) : result;
}

// `{.b = 1, .a = 2}` as a list with one entry for each field up to the last that is named.
bool Checker::orderDesignated(InitListExpr *list, RecordDecl *record) {
  std::vector<Expr *> ordered(record->fields.size(), nullptr);
  for (size_t i = 0; i < list->inits.size(); ++i) {
    auto field =
        llvm::find_if(record->fields, [&](FieldDecl *each) { return each->name == list->designators[i]; });
    if (list->designators[i].empty() || field == record->fields.end()) {
      report(Id::UnknownField, list->inits[i]->range, list->designators[i], record->name);
      return false;
    }
    ordered[size_t(field - record->fields.begin())] = list->inits[i];
  }
  for (size_t i = 0; i < ordered.size(); ++i)
    if (!ordered[i] && record->fields[i]->init) {
      ordered[i] = clone(record->fields[i]->init, unit_);
    } else if (!ordered[i]) {
      auto *zero = unit_.make<InitListExpr>();
      zero->range = list->range;
      ordered[i] = zero;
    }
  list->inits = std::move(ordered);
  list->designators.clear();
  return true;
}

Expr *Checker::initElement(InitListExpr *source, size_t &next, QualType target) {
  Expr *entry = source->inits[next];
  bool startsOwn = entry->kind() == Expr::Kind::InitList || entry->kind() == Expr::Kind::StringLiteral;
  if (startsOwn || !isAggregate(target)) {
    ++next;
    return checkInit(entry, target, "initialise with");
  }
  if (target->isRecord()) { // a value of the record itself, or the first of its fields?
    entry = source->inits[next] = checkExpr(entry);
    if (failed(entry) || rankOf(entry, target) != kImpossible) {
      ++next;
      return failed(entry) ? entry : convert(entry, target, "initialise with");
    }
    if (convertsToDimensions(entry->type, target)) {
      ++next;
      return convertToDimensions(entry, target);
    }
  }
  return initAggregate(source, next, target, false);
}

Expr *Checker::initFromString(StringLiteral *literal, QualType target) {
  auto *array = cast<ArrayType>(target.type);
  if (array->element->size() != 1 || !array->element->isInteger() || literal->value.size() > array->count) {
    report(Id::TypeMismatch, literal->range, "initialise with", target.str(), "const char *");
    return fail(literal);
  }
  auto *list = unit_.make<InitListExpr>();
  list->range = literal->range;
  list->type = target.unqualified();
  for (char letter : literal->value)
    list->inits.push_back(
        makeLiteral(unit_, {array->element.unqualified(), uint64_t(int64_t(letter)), 0}, literal->range));
  list->inits.resize(array->count, nullptr);
  return list;
}

} // namespace hd::sema
