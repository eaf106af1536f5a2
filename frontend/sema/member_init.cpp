// The initialisers before a constructor's body, as statements in it.
#include "frontend/sema/member_init.h"

namespace hd::sema {

Expr *MemberInits::memberOfThis(FieldDecl *field, Range where) {
  auto *member = checker_.unit_.make<MemberExpr>();
  member->base = checker_.addCast(checker_.nameOf(constructor_->thisParam, where), CastKind::LValueToRValue,
                                  constructor_->thisParam->type);
  member->isArrow = true;
  member->field = field;
  member->name = field->name;
  member->range = where;
  member->type = field->type;
  member->category = Category::LValue;
  return member;
}

// A statement that initialises `place`, or null when there is nothing to do.
Stmt *MemberInits::initialise(Expr *place, Expr *value) {
  auto *stmt = checker_.unit_.make<ExprStmt>();
  stmt->range = value->range;
  if (auto *construction = dyn_cast<ConstructExpr>(value); construction && construction->constructor) {
    auto *call = checker_.unit_.make<CallExpr>();
    call->range = value->range;
    call->function = construction->constructor;
    call->args = {checker_.addressOf(place)};
    call->args.insert(call->args.end(), construction->args.begin(), construction->args.end());
    call->type = checker_.builtin(BuiltinKind::Void);
    checker_.calls_.push_back({call, checker_.function_.decl, construction->constructor});
    stmt->expr = call;
    return stmt;
  }
  auto *assign = checker_.unit_.make<AssignExpr>();
  assign->range = value->range;
  assign->opLocation = value->range.begin;
  assign->lhs = place;
  assign->rhs = value;
  assign->type = place->type.unqualified();
  stmt->expr = assign;
  return stmt;
}

bool MemberInits::initialiseField(FieldDecl *field, const MemberInit *init, std::vector<Stmt *> &out) {
  Range where = init ? init->range : checker_.nameRange(constructor_);
  if (!field->type)
    return false;
  Expr *value = nullptr;
  if (!init) {
    value = checker_.defaultFieldInit(constructor_->parent, field, where);
  } else if (field->isReference) {
    std::vector<Expr *> args = init->args;
    checker_.expandPacks(args);
    if (args.size() != 1) {
      checker_.report(Id::TooManyInitialisers, where, field->declared.str(), 1);
      return false;
    }
    value = checker_.bind(args[0], field->declared, "initialise with");
  } else {
    value = checker_.construct(field->type, init->args, init->isBraced, where);
  }
  if (!value)
    return true;
  if (checker_.failed(value))
    return false;
  out.push_back(initialise(memberOfThis(field, where), value));
  return true;
}

// Turns `: a(x), Base(y)` and default initialisers into statements before the body.
void MemberInits::lower() {
  RecordDecl *record = constructor_->parent;
  std::vector<Stmt *> out;
  std::vector<const MemberInit *> plain, others;
  for (const MemberInit &init : constructor_->memberInits) {
    Decl *named = checker_.recordInfos_[record].scope->findHere(init.name.name);
    bool isField =
        init.name.qualifier.empty() && !init.name.hasArgs && named && named->kind() == Decl::Kind::Field;
    (isField ? plain : others).push_back(&init);
  }
  std::vector<std::pair<const Type *, const MemberInit *>> bases;
  for (const MemberInit *init : others) {
    bool isPlain = init->name.qualifier.empty() && !init->name.hasArgs;
    if (isPlain && !checker_.lookUpType(init->name.name, checker_.scope_, true)) {
      checker_.report(Id::NoMember, init->range, init->name.name, record->name);
      return;
    }
    QualType type = checker_.resolveType(init->name);
    if (!type)
      return;
    auto *named = dyn_cast<RecordType>(type.type);
    if (named && named->decl == record) { // delegates
      Expr *value = checker_.construct(type, init->args, init->isBraced, init->range);
      Expr *self = checker_.addCast(checker_.nameOf(constructor_->thisParam, init->range),
                                    CastKind::LValueToRValue, constructor_->thisParam->type);
      if (!checker_.failed(value))
        constructor_->body->body.insert(constructor_->body->body.begin(),
                                        initialise(checker_.derefOf(self, init->range), value));
      return;
    }
    bool isBase = named && llvm::any_of(checker_.recordInfos_[record].bases,
                                        [&](const BaseClass &base) { return base.record == named->decl; });
    if (!isBase) {
      checker_.report(Id::NoMember, init->range, init->name.name, record->name);
      return;
    }
    bases.push_back({type.type, init});
  }
  for (const BaseClass &base : checker_.recordInfos_[record].bases) {
    QualType type = checker_.unit_.types.record(base.record);
    const MemberInit *init = nullptr;
    for (auto &[baseType, candidate] : bases)
      if (baseType == type.type)
        init = candidate;
    Range where = init ? init->range : checker_.nameRange(constructor_);
    Expr *value = init ? checker_.construct(type, init->args, init->isBraced, where)
                       : checker_.defaultInit(type, where);
    Expr *self = checker_.addCast(checker_.nameOf(constructor_->thisParam, where), CastKind::LValueToRValue,
                                  constructor_->thisParam->type);
    if (value && !checker_.failed(value))
      out.push_back(initialise(checker_.baseOf(checker_.derefOf(self, where), base.record), value));
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
    initialiseField(field, own, out);
  }
  for (const MemberInit *init : plain)
    if (!initialiseNested(*init, out))
      return;
  constructor_->body->body.insert(constructor_->body->body.begin(), out.begin(), out.end());
}

// `a(1)` where `a` is a member of an unnamed struct or union inside of the class.
bool MemberInits::initialiseNested(const MemberInit &init, std::vector<Stmt *> &out) {
  bool isOwn = llvm::any_of(constructor_->parent->fields,
                            [&](FieldDecl *field) { return field->name == init.name.name; });
  if (isOwn)
    return true;
  auto *place = checker_.unit_.make<MemberExpr>();
  place->base = checker_.addCast(checker_.nameOf(constructor_->thisParam, init.range),
                                 CastKind::LValueToRValue, constructor_->thisParam->type);
  place->isArrow = true;
  place->name = init.name.name;
  place->range = init.range;
  Expr *checked = checker_.checkMember(place);
  Expr *value = checker_.failed(checked)
                    ? checked
                    : checker_.construct(checked->type.unqualified(), init.args, init.isBraced, init.range);
  if (checker_.failed(value))
    return false;
  out.push_back(initialise(checked, value));
  return true;
}

} // namespace hd::sema
