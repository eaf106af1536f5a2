// Making objects: constructors and copies.
#include "frontend/sema/checker.h"

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

} // namespace hd::sema
