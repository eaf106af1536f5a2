// What destructors do, and what objects are made of: a class whose destructor does something, or with a part
// that has such a class, has one function that destroys its objects. lifetimes.cpp calls it where objects
// end.
#include "frontend/sema/checker.h"

namespace hd::sema {

static bool doesSomething(const FunctionDecl *destructor) {
  return destructor && !destructor->isDefaulted && (!destructor->body || !destructor->body->body.empty());
}

// Whether the end of an object's life does something.
bool Checker::hasDestructor(QualType type) {
  if (!hasDestructors_ || !type)
    return false;
  if (auto *array = dyn_cast<ArrayType>(type.type))
    return hasDestructor(array->element);
  auto *record = dyn_cast<RecordType>(type.type);
  if (!record || record->decl->isBuiltin || !isComplete(type))
    return false;
  const RecordInfo &info = recordInfos_[record->decl];
  if (doesSomething(info.destructor))
    return true;
  if (record->decl->isUnion)
    return false;
  return llvm::any_of(
             info.bases,
             [&](const BaseClass &base) { return hasDestructor(unit_.types.record(base.record)); }) ||
         llvm::any_of(record->decl->fields, [&](const FieldDecl *field) {
           return !field->isReference && hasDestructor(field->type);
         });
}

// The function that destroys an object: the destructor as written, then the members and bases, the last ones
// first. Null when there is nothing to do.
FunctionDecl *Checker::destructorOf(RecordDecl *record, Range where) {
  auto [known, isNew] = destructors_.try_emplace(record);
  if (!isNew)
    return known->second;
  FunctionDecl *written = recordInfos_[record].destructor;
  if (!doesSomething(written))
    written = nullptr;
  if (written && !written->type) {
    report(Id::HostFunctionCalled, where, written->name)
        .note(Id::DeclaredHere, nameRange(written), written->name);
    return nullptr;
  }
  auto *function = unit_.make<FunctionDecl>();
  function->form = FunctionDecl::Form::Destructor;
  function->name = "~" + record->name;
  function->range = record->range;
  function->nameLocation = record->nameLocation;
  function->isDevice = function->isConstexpr = true;
  function->parent = record;
  function->isMember = true;
  addThis(record, function);
  function->result = function->declaredResult = builtin(BuiltinKind::Void);
  function->type = unit_.types.function(function->result, {function->thisParam->type.unqualified()});
  function->body = unit_.make<CompoundStmt>();
  function->body->range = record->range;
  function->definition = canonical_[function] = function;
  FunctionState saved = std::move(function_);
  function_ = {};
  function_.decl = function;
  Expr *self =
      addCast(nameOf(function->thisParam, where), CastKind::LValueToRValue, function->thisParam->type);
  std::vector<Stmt *> &body = function->body->body;
  if (written)
    callDestructor(written, self, body, where);
  size_t own = body.size();
  if (!record->isUnion)
    destroyParts(record, derefOf(self, where), body, where);
  function_ = std::move(saved);
  usedFunctions_.insert(function);
  checkedBodies_.insert(function);
  bodyStates_[function] = Body::Ready;
  return destructors_[record] = body.size() == own ? written : function;
}

void Checker::callDestructor(FunctionDecl *function, Expr *object, std::vector<Stmt *> &out, Range where) {
  CallArgs args;
  args.object = object;
  auto *stmt = unit_.make<ExprStmt>();
  stmt->range = where;
  stmt->expr = callFunction(function, args, where);
  if (!failed(stmt->expr))
    out.push_back(stmt);
}

void Checker::destroyParts(RecordDecl *record, Expr *object, std::vector<Stmt *> &out, Range where) {
  for (FieldDecl *field : llvm::reverse(record->fields)) {
    if (field->isBase || field->isReference || !hasDestructor(field->type))
      continue;
    auto *member = unit_.make<MemberExpr>();
    member->base = object;
    member->field = field;
    member->name = field->name;
    member->range = where;
    member->type = field->type;
    member->category = Category::LValue;
    destroy(member, out, where);
  }
  for (const BaseClass &base : llvm::reverse(recordInfos_[record].bases))
    if (hasDestructor(unit_.types.record(base.record)))
      destroy(baseOf(object, base.record), out, where);
}

// The elements of an array one by one.
void Checker::destroy(Expr *place, std::vector<Stmt *> &out, Range where) {
  constexpr uint64_t kMostElements = 1024;
  if (auto *array = dyn_cast<ArrayType>(place->type.type)) {
    if (array->count > kMostElements) {
      report(Id::UnsupportedFeature, where, "an array of so many objects with destructors is",
             "keep it below 1024 elements");
      return;
    }
    Expr *first = rvalue(place);
    for (uint64_t i = array->count; i-- > 0;) {
      auto *element = unit_.make<SubscriptExpr>();
      element->range = where;
      element->base = first;
      element->index = makeLiteral(unit_, {builtin(BuiltinKind::Long), i, 0}, where);
      element->type = array->element;
      element->category = Category::LValue;
      destroy(element, out, where);
    }
    return;
  }
  auto *record = cast<RecordType>(place->type.type)->decl;
  QualType self = unit_.types.pointerTo(unit_.types.record(record));
  if (FunctionDecl *function = destructorOf(record, where))
    callDestructor(function, addCast(addressOf(place), CastKind::PointerCast, self), out, where);
}

} // namespace hd::sema
