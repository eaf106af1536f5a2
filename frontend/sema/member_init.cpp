// The initialisers before a constructor's body, as statements in it.
#include "frontend/sema/checker.h"

namespace hd::sema {

Expr *Checker::memberOfThis(FunctionDecl *constructor, FieldDecl *field, Range where) {
  auto *member = unit_.make<MemberExpr>();
  member->base =
      addCast(nameOf(constructor->thisParam, where), CastKind::LValueToRValue, constructor->thisParam->type);
  member->isArrow = true;
  member->field = field;
  member->name = field->name;
  member->range = where;
  member->type = field->type;
  member->category = Category::LValue;
  return member;
}

// A statement that initialises `place`, or null when there is nothing to do.
Stmt *Checker::initialise(Expr *place, Expr *value) {
  auto *stmt = unit_.make<ExprStmt>();
  stmt->range = value->range;
  if (auto *construction = dyn_cast<ConstructExpr>(value); construction && construction->constructor) {
    auto *call = unit_.make<CallExpr>();
    call->range = value->range;
    call->function = construction->constructor;
    call->args = {addressOf(place)};
    call->args.insert(call->args.end(), construction->args.begin(), construction->args.end());
    call->type = builtin(BuiltinKind::Void);
    calls_.push_back({call, function_.decl, construction->constructor});
    stmt->expr = call;
    return stmt;
  }
  auto *assign = unit_.make<AssignExpr>();
  assign->range = value->range;
  assign->opLocation = value->range.begin;
  assign->lhs = place;
  assign->rhs = value;
  assign->type = place->type.unqualified();
  stmt->expr = assign;
  return stmt;
}

bool Checker::initialiseField(FunctionDecl *constructor, FieldDecl *field, const MemberInit *init,
                              std::vector<Stmt *> &out) {
  Range where = init ? init->range : nameRange(constructor);
  if (!field->type)
    return false;
  Expr *value = nullptr;
  if (!init) {
    value = defaultFieldInit(constructor->parent, field, where);
  } else if (field->isReference) {
    std::vector<Expr *> args = init->args;
    expandPacks(args);
    if (args.size() != 1) {
      report(Id::TooManyInitialisers, where, field->declared.str(), 1);
      return false;
    }
    value = bind(args[0], field->declared, "initialise with");
  } else {
    value = construct(field->type, init->args, init->isBraced, where);
  }
  if (!value)
    return true;
  if (failed(value))
    return false;
  out.push_back(initialise(memberOfThis(constructor, field, where), value));
  return true;
}

// Turns `: a(x), Base(y)` and default initialisers into statements before the body.
void Checker::lowerMemberInits(FunctionDecl *constructor) {
  RecordDecl *record = constructor->parent;
  std::vector<Stmt *> out;
  std::vector<const MemberInit *> plain, others;
  for (const MemberInit &init : constructor->memberInits) {
    Decl *named = recordInfos_[record].scope->findHere(init.name.name);
    bool isField =
        init.name.qualifier.empty() && !init.name.hasArgs && named && named->kind() == Decl::Kind::Field;
    (isField ? plain : others).push_back(&init);
  }
  std::vector<std::pair<const Type *, const MemberInit *>> bases;
  for (const MemberInit *init : others) {
    bool isPlain = init->name.qualifier.empty() && !init->name.hasArgs;
    if (isPlain && !lookUpType(init->name.name, scope_, true)) {
      report(Id::NoMember, init->range, init->name.name, record->name);
      return;
    }
    QualType type = resolveType(init->name);
    if (!type)
      return;
    auto *named = dyn_cast<RecordType>(type.type);
    if (named && named->decl == record) { // delegates
      Expr *value = construct(type, init->args, init->isBraced, init->range);
      Expr *self = addCast(nameOf(constructor->thisParam, init->range), CastKind::LValueToRValue,
                           constructor->thisParam->type);
      if (!failed(value))
        constructor->body->body.insert(constructor->body->body.begin(),
                                       initialise(derefOf(self, init->range), value));
      return;
    }
    bool isBase = named && llvm::any_of(recordInfos_[record].bases,
                                        [&](const BaseClass &base) { return base.record == named->decl; });
    if (!isBase) {
      report(Id::NoMember, init->range, init->name.name, record->name);
      return;
    }
    bases.push_back({type.type, init});
  }
  for (const BaseClass &base : recordInfos_[record].bases) {
    QualType type = unit_.types.record(base.record);
    const MemberInit *init = nullptr;
    for (auto &[baseType, candidate] : bases)
      if (baseType == type.type)
        init = candidate;
    Range where = init ? init->range : nameRange(constructor);
    Expr *value = init ? construct(type, init->args, init->isBraced, where) : defaultInit(type, where);
    Expr *self = addCast(nameOf(constructor->thisParam, where), CastKind::LValueToRValue,
                         constructor->thisParam->type);
    if (value && !failed(value))
      out.push_back(initialise(baseOf(derefOf(self, where), base.record), value));
  }
  for (FieldDecl *field : record->fields) {
    if (field->isBase)
      continue;
    auto found = llvm::find_if(plain, [&](const MemberInit *init) { return init->name.name == field->name; });
    const MemberInit *own = found == plain.end() ? nullptr : *found;
    if (field->name.empty() && !own)
      continue;
    if (record->isUnion && !own)
      continue;
    initialiseField(constructor, field, own, out);
  }
  for (const MemberInit *init : plain)
    if (!initialiseNested(constructor, *init, out))
      return;
  constructor->body->body.insert(constructor->body->body.begin(), out.begin(), out.end());
}

// `a(1)` where `a` is a member of an unnamed struct or union inside of the class.
bool Checker::initialiseNested(FunctionDecl *constructor, const MemberInit &init, std::vector<Stmt *> &out) {
  bool isOwn = llvm::any_of(constructor->parent->fields,
                            [&](FieldDecl *field) { return field->name == init.name.name; });
  if (isOwn)
    return true;
  auto *place = unit_.make<MemberExpr>();
  place->base = addCast(nameOf(constructor->thisParam, init.range), CastKind::LValueToRValue,
                        constructor->thisParam->type);
  place->isArrow = true;
  place->name = init.name.name;
  place->range = init.range;
  Expr *checked = checkMember(place);
  Expr *value = failed(checked)
                    ? checked
                    : construct(checked->type.unqualified(), init.args, init.isBraced, init.range);
  if (failed(value))
    return false;
  out.push_back(initialise(checked, value));
  return true;
}

} // namespace hd::sema
