// Making objects: constructors, copies, what a variable without an initialiser holds.
#include "frontend/sema/checker.h"

#include "frontend/ast/clone.h"

namespace hd::sema {

namespace {

const ParamDecl *onlyParam(const FunctionDecl *constructor) {
  const ParamDecl *only = nullptr;
  for (const ParamDecl *param : constructor->params) {
    if (param == constructor->thisParam)
      continue;
    if (only && !param->defaultArg)
      return nullptr;
    if (!only)
      only = param;
  }
  return only;
}

} // namespace

// A constructor that takes another object of its class.
bool Checker::isCopyConstructor(const FunctionDecl *function) const {
  const ParamDecl *param = onlyParam(function);
  if (!param || !param->declared)
    return false;
  auto *reference = dyn_cast<ReferenceType>(param->declared.type);
  auto *record = reference ? dyn_cast<RecordType>(reference->referee.type) : nullptr;
  return record && record->decl == function->parent;
}

Expr *Checker::constructWith(FunctionDecl *constructor, CallArgs &args, QualType type, Range where) {
  CallArgs call;
  call.args = args.args;
  auto *made = unit_.make<ConstructExpr>();
  made->range = where;
  // The object does not exist yet: a null pointer stands in its place while the call is checked.
  auto *placeholder = unit_.make<NullPointerExpr>();
  placeholder->range = where;
  placeholder->type = constructor->thisParam->type;
  call.object = placeholder;
  auto *checked = dyn_cast_or_null<CallExpr>(callFunction(constructor, call, where));
  if (failed(checked))
    return fail(made);
  made->constructor = constructor;
  made->args.assign(checked->args.begin() + 1, checked->args.end());
  made->type = type.unqualified();
  if (!unevaluated_)
    calls_.back().construct = made; // learns the definition with the call
  return made;
}

// An object of the type from arguments in parentheses or braces, which are not checked yet.
Expr *Checker::construct(QualType type, std::vector<Expr *> args, bool isBraced, Range where) {
  type = type.unqualified();
  auto *made = unit_.make<ConstructExpr>();
  made->range = where;
  if (!checkArgs(args) || !requireComplete(type, where))
    return fail(made);
  auto *record = dyn_cast<RecordType>(type.type);
  if (!record || record->decl->isBuiltin)
    return constructPlain(type, args, isBraced, where);
  const RecordInfo &info = recordInfos_[record->decl];
  bool isCopy = args.size() == 1 && args[0]->type &&
                (args[0]->type.type == type.type || isDerivedFrom(args[0]->type, type));
  if (isCopy)
    return copyOf(args[0], type);
  if (auto constructors = info.constructorsFor(args.size()); !constructors.empty()) {
    Found found;
    found.decls.append(constructors.begin(), constructors.end());
    return constructFrom(found, args, type, where);
  }
  if (args.size() == 1 && args[0]->type)
    if (FunctionDecl *conversion = findConversion(args[0], type, true))
      return applyConversion(args[0], conversion, type, "initialise with");
  return constructPlain(type, args, isBraced, where);
}

Expr *Checker::constructFrom(const Found &found, llvm::ArrayRef<Expr *> given, QualType type, Range where) {
  CallArgs args;
  args.args.append(given.begin(), given.end());
  args.isObjectKnown = true;
  std::vector<Candidate> candidates;
  addCandidates(found, nullptr, args, where, candidates);
  bool ambiguous = false;
  const Candidate *best = rankCandidates(args, candidates, ambiguous, true);
  if (best)
    return constructWith(best->function, args, type, where);
  if (given.size() == 1 && given[0]->type)
    if (FunctionDecl *conversion = findConversion(given[0], type, true))
      if (conversion->form == FunctionDecl::Form::Conversion)
        return applyConversion(given[0], conversion, type, "initialise with");
  auto *failure = unit_.make<ConstructExpr>();
  failure->range = where;
  std::string name = "constructor of " + type.str();
  bool areHost = llvm::any_of(found.decls, [](Decl *decl) {
    return decl->kind() == Decl::Kind::Function && cast<FunctionDecl>(decl)->isHost;
  });
  if (candidates.empty() && areHost)
    report(Id::HostFunctionCalled, where, name);
  else if (candidates.empty())
    report(Id::CannotDeduce, where, name, argumentTypes(given));
  else
    explainNoMatch(where, name, given, candidates, ambiguous);
  return fail(failure);
}

// Scalars, arrays, and records without constructors.
Expr *Checker::constructPlain(QualType type, llvm::ArrayRef<Expr *> args, bool isBraced, Range where) {
  bool isScalar = !type->isRecord() && !type->isArray();
  if (isScalar && args.size() == 1 && args[0]->kind() != Expr::Kind::InitList) {
    if (type->isVoid())
      return addCast(rvalue(args[0]), CastKind::ToVoid, type);
    return explicitCast(args[0], type, where);
  }
  if (type->isVoid() && args.empty()) {
    auto *nothing = unit_.make<IntLiteral>();
    nothing->range = where;
    nothing->type = builtin(BuiltinKind::Int);
    return addCast(nothing, CastKind::ToVoid, type);
  }
  if (args.size() == 1 && !isBraced && args[0]->type) {
    if (convertsToDimensions(decayed(args[0]), type))
      return convert(args[0], type, "initialise with");
    if (FunctionDecl *conversion = args[0]->type->isRecord() ? findConversion(args[0], type, true) : nullptr)
      return applyConversion(args[0], conversion, type,
                             "initialise with"); // `float4(x)` by `operator float4`
  }
  auto *list = unit_.make<InitListExpr>();
  list->range = where;
  list->inits.assign(args.begin(), args.end());
  return checkInit(list, type, "initialise with");
}

// Of `c ? a : b` the one object is copied or the other, as pointers to both may be of different kinds of
// memory.
Expr *Checker::copyOfChosen(Expr *expr, QualType type) {
  auto *place = dyn_cast<UnaryExpr>(const_cast<Expr *>(withoutParens(expr)));
  auto *choice = place && place->op == UnaryOp::Deref ? dyn_cast<ConditionalExpr>(place->operand) : nullptr;
  if (!choice)
    return nullptr;
  Expr *a = copyOf(derefOf(choice->thenExpr, expr->range), type);
  Expr *b = copyOf(derefOf(choice->elseExpr, expr->range), type);
  choice->thenExpr = a;
  choice->elseExpr = b;
  choice->type = type.unqualified();
  return failed(a) || failed(b) ? fail(choice) : choice;
}

// A copy of an object of the type or a class derived from it.
Expr *Checker::copyOf(Expr *expr, QualType type) {
  auto *record = cast<RecordType>(type.type)->decl;
  if (expr->type.type != type.type)
    expr = baseOf(expr, record);
  else if (expr->category == Category::RValue)
    return expr;
  if (Expr *chosen = copyOfChosen(expr, type))
    return chosen;
  llvm::SmallVector<FunctionDecl *, 2> copies;
  Found found;
  if (!record->isBuiltin)
    for (Decl *decl : recordInfos_[record].constructors)
      if (auto *function = dyn_cast<FunctionDecl>(decl); function && isCopyConstructor(function))
        found.decls.push_back(function);
  if (found.decls.empty())
    return rvalue(expr);
  return constructFrom(found, {expr}, type, expr->range);
}

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

// --- the initialisers before a constructor's body

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
