// Calls: what a name may mean, converting the arguments.
#include "frontend/sema/checker.h"

#include "frontend/ast/clone.h"

#include <limits>

namespace hd::sema {

namespace {

// `assert(x && "why")` and `assert(!"why")`: the text says nothing to the compiler.
Expr *withoutMessage(TranslationUnit &unit, Expr *condition) {
  if (auto *both = dyn_cast<BinaryExpr>(condition))
    if (both->op == BinaryOp::LogicalAnd && both->rhs->kind() == Expr::Kind::StringLiteral)
      return both->lhs;
  auto *negation = dyn_cast<UnaryExpr>(condition);
  if (!negation || negation->op != UnaryOp::Not || negation->operand->kind() != Expr::Kind::StringLiteral)
    return condition;
  auto *never = unit.make<BoolLiteral>();
  never->range = condition->range;
  return never;
}

bool isCallOf(const std::vector<Candidate> &candidates, BuiltinId id) {
  return !candidates.empty() && candidates[0].builtin && candidates[0].builtin->id == id;
}

} // namespace

std::string Checker::calleeName(const CallExpr *expr) const {
  if (auto *name = dyn_cast_or_null<NameExpr>(expr->callee))
    return name->name;
  if (auto *member = dyn_cast_or_null<MemberExpr>(expr->callee))
    return member->name;
  return expr->function ? expr->function->name : "operator()";
}

Expr *Checker::failCall(CallExpr *expr) {
  for (Expr *&arg : expr->args)
    if (arg->kind() != Expr::Kind::InitList && arg->kind() != Expr::Kind::StringLiteral &&
        arg->kind() != Expr::Kind::PackExpansion)
      arg = checkExpr(arg);
  return fail(expr);
}

Expr *Checker::unknownCallee(CallExpr *expr, const std::string &name) {
  Range where = expr->callee->range;
  if (!function_.unknownNames.insert(name).second)
    return failCall(expr);
  if (auto unsupported = unsupportedName(name))
    report(Id::UnsupportedFeature, where, unsupported->feature, unsupported->instead);
  else
    suggest(report(Id::UnknownName, where, name), name, where, false);
  return failCall(expr);
}

// Builtins and the library's math functions; what the user declared is not among them.
void Checker::collectBuiltins(const std::string &name, std::vector<Candidate> &candidates, Pick &pick) {
  if (const BuiltinSet *set = builtins_->function(name)) {
    pick = set->pick;
    for (const BuiltinFunction &overload : set->overloads) {
      Candidate candidate;
      candidate.builtin = &overload;
      candidate.params = overload.params;
      candidate.required = overload.params.size() - (overload.lastDefault ? 1 : 0);
      candidate.isVariadic = overload.isVariadic;
      candidates.push_back(std::move(candidate));
    }
  }
  addLibraryCandidates(name, candidates, pick);
}

// Checks arguments, expanding packs; lists in braces stay as they are. False when one failed.
bool Checker::checkArgs(std::vector<Expr *> &args) {
  expandPacks(args);
  bool isGood = true;
  for (Expr *&arg : args) {
    if (arg->kind() == Expr::Kind::InitList)
      continue;
    arg = checkExpr(arg);
    isGood &= !failed(arg);
    if (!failed(arg) && arg->type->isVoid()) {
      report(Id::TypeMismatch, arg->range, "pass", "a value", "void");
      isGood = false;
    }
  }
  return isGood;
}

Expr *Checker::checkCall(CallExpr *expr) {
  Expr *callee = expr->callee;
  while (auto *paren = dyn_cast<ParenExpr>(callee))
    callee = paren->operand;
  if (auto *member = dyn_cast<MemberExpr>(callee))
    return checkMethodCall(expr, member);
  auto *name = dyn_cast<NameExpr>(callee);
  if (!name)
    return checkObjectCall(expr, checkExpr(callee));
  expr->callee = name;
  return checkNamedCall(expr, name);
}

// The callee is a value.
Expr *Checker::checkObjectCall(CallExpr *expr, Expr *object) {
  if (failed(object))
    return failCall(expr);
  auto *record = dyn_cast<RecordType>(object->type.type);
  if (!record || record->decl->isBuiltin || !isComplete(object->type)) {
    QualType type = decayed(object);
    auto *pointer = dyn_cast<PointerType>(type.type);
    if (pointer && pointer->pointee->kind() == Type::Kind::Function)
      return callPointer(expr, rvalue(object));
    report(Id::NotAFunction, object->range, object->type.str());
    return failCall(expr);
  }
  Found found = lookUpIn("operator()", recordInfos_[record->decl].scope);
  if (!found) {
    report(Id::NotAFunction, object->range, object->type.str());
    return failCall(expr);
  }
  CallArgs args;
  args.object = addressOf(hasAddress(object) ? object : temporary(rvalue(object)));
  return callFound(expr, found, nullptr, args, "operator()");
}

// `nan("")` and `nanf("")`, whose text may be anything; null for other calls.
Expr *Checker::checkNan(CallExpr *expr, NameExpr *callee) {
  bool isDouble = callee->name == "nan";
  if ((!isDouble && callee->name != "nanf") || expr->args.size() != 1 ||
      expr->args[0]->kind() != Expr::Kind::StringLiteral)
    return nullptr;
  Scope *scope = callee->qualifier.empty() ? scope_ : resolveQualifier(callee->qualifier, callee->range);
  if (!scope ||
      !allHost(callee->qualifier.empty() ? lookUp(callee->name, scope) : lookUpIn(callee->name, scope)))
    return nullptr;
  auto *value = unit_.make<FloatLiteral>();
  value->value = std::numeric_limits<double>::quiet_NaN();
  value->isFloat = !isDouble;
  value->range = expr->range;
  value->type = builtin(isDouble ? BuiltinKind::Double : BuiltinKind::Float);
  return value;
}

Expr *Checker::checkNamedCall(CallExpr *expr, NameExpr *callee) {
  if (Expr *nan = checkNan(expr, callee))
    return nan;
  bool isQualified = !callee->qualifier.empty();
  Found found;
  bool hasBuiltins = true;
  if (isQualified) {
    Scope *scope = resolveQualifier(callee->qualifier, callee->range);
    if (!scope)
      return failCall(expr);
    found = lookUpIn(callee->name, scope);
    hasBuiltins = scope->kind() == Scope::Kind::Namespace;
    if (!found && !(hasBuiltins && (builtins_->function(callee->name) || isLibraryName(callee->name)))) {
      reportNoMember(callee->name, scope, callee->range);
      return failCall(expr);
    }
  } else {
    found = lookUp(callee->name, scope_);
  }
  if (found.pack) {
    report(Id::UnexpandedPack, callee->range, callee->name);
    return failCall(expr);
  }
  if (found && !isFunctionLike(found.first())) {
    if (isTypeLike(found.first())) {
      QualType type = typeOfDecl(found.first(), callee->hasArgs ? &callee->args : nullptr, callee->range);
      return type ? construct(type, expr->args, false, expr->range) : failCall(expr);
    }
    auto *value = dyn_cast<VarDecl>(found.first());
    if (value && !value->type && !hostConstants_.count(value) && !value->isFileScope)
      return failCall(expr);
    return checkObjectCall(expr, checkName(callee));
  }

  std::vector<Candidate> builtins;
  Pick pick = Pick::Rank;
  bool isUsers = found && !(inLibrary_ && allHost(found));
  if (hasBuiltins && (!isUsers || !inLibrary_))
    collectBuiltins(callee->name, builtins, pick);
  bool isPrintf = isCallOf(builtins, BuiltinId::Printf);
  if (isCallOf(builtins, BuiltinId::Assert) && expr->args.size() == 1)
    expr->args[0] = withoutMessage(unit_, expr->args[0]);
  if (isPrintf)
    for (Expr *arg : expr->args)
      if (arg->kind() == Expr::Kind::StringLiteral)
        arg->type = unit_.types.pointerTo(builtin(BuiltinKind::Char).withConst());
  if (!checkArgs(expr->args))
    return fail(expr);
  if (!isQualified && !(found.scope && found.scope->kind() == Scope::Kind::Record))
    lookUpByArguments(callee->name, expr->args, found);
  if (!found && builtins.empty())
    return unknownCallee(expr, callee->name);
  if (found && !(allHost(found) && !builtins.empty())) {
    CallArgs args;
    if (found.scope && found.scope->kind() == Scope::Kind::Record)
      args.object = implicitObject(found.scope->record, callee->range);
    args.args.append(expr->args.begin(), expr->args.end());
    return callUserOrBuiltin(expr, found, callee, args, builtins, pick);
  }
  return callBuiltin(expr, builtins, pick);
}

bool Checker::allHost(const Found &found) const {
  return llvm::all_of(found.decls, [](Decl *decl) {
    auto *function = dyn_cast<FunctionDecl>(decl);
    return function && function->isHost;
  });
}

// Lists in braces fit no builtin; arrays and lvalues become values.
Expr *Checker::callBuiltin(CallExpr *expr, const std::vector<Candidate> &candidates, Pick pick) {
  for (Expr *&arg : expr->args) {
    if (arg->kind() == Expr::Kind::InitList && !arg->type) {
      report(Id::MisplacedInitList, arg->range);
      return fail(expr);
    }
    bool needsClass = arg->type->isRecord() && !cast<RecordType>(arg->type.type)->decl->isBuiltin;
    if (!needsClass)
      arg = rvalue(arg);
    if (failed(arg))
      return fail(expr);
  }
  CallArgs args;
  const Candidate *chosen = candidates.size() == 1 ? &candidates[0] : chooseBuiltin(expr, candidates, pick);
  args.args.append(expr->args.begin(), expr->args.end());
  return chosen ? finishCall(expr, *chosen, args) : fail(expr);
}

// The user's function hides a builtin unless only the builtin takes the arguments as they are.
Expr *Checker::callUserOrBuiltin(CallExpr *expr, const Found &found, NameExpr *callee, CallArgs &args,
                                 const std::vector<Candidate> &builtins, Pick pick) {
  const auto *explicitArgs = callee->hasArgs ? &callee->args : nullptr;
  if (builtins.empty() || explicitArgs)
    return callFound(expr, found, explicitArgs, args, callee->name);
  std::vector<Candidate> own;
  addCandidates(found, nullptr, args, expr->range, own);
  bool ambiguous = false;
  const Candidate *chosen = rankCandidates(args, own, ambiguous, true);
  auto takesAsTheyAre = [&](const Candidate *candidate) {
    bool isExact = candidate != nullptr;
    for (size_t i = 0; isExact && i < args.args.size(); ++i)
      isExact = i >= candidate->params.size() || rankOf(args.args[i], candidate->params[i]) <= kPromotion;
    return isExact;
  };
  if (takesAsTheyAre(chosen))
    return finishCall(expr, *chosen, args);
  CallArgs values = args;
  bool isPlain = true, isTie = false;
  for (Expr *arg : args.args)
    isPlain &= arg->kind() != Expr::Kind::InitList;
  const Candidate *other = isPlain ? rankCandidates(values, builtins, isTie, true) : nullptr;
  if (ambiguous && !takesAsTheyAre(other))
    return callFound(expr, found, explicitArgs, args, callee->name);
  bool fitsBuiltin = other != nullptr;
  bool byCommonType = isPlain && pick != Pick::Rank && llvm::any_of(builtins, [&](const Candidate &each) {
                        return each.params.size() == args.args.size() &&
                               llvm::all_of(args.args, [](Expr *arg) { return arg->type->isArithmetic(); });
                      });
  if (fitsBuiltin || byCommonType)
    return callBuiltin(expr, builtins, pick);
  return callFound(expr, found, nullptr, args, callee->name);
}

// The arguments are in `expr`; those that are not checked yet are now.
Expr *Checker::callFound(CallExpr *expr, const Found &found,
                         const std::vector<TemplateArgSyntax> *explicitArgs, CallArgs &args,
                         const std::string &name) {
  if (!checkArgs(expr->args))
    return fail(expr);
  args.args.assign(expr->args.begin(), expr->args.end());
  std::vector<Candidate> candidates;
  addCandidates(found, explicitArgs, args, expr->range, candidates);
  if (candidates.empty()) {
    explainNoCandidate(expr, found, name);
    return fail(expr);
  }
  bool isOnly = candidates.size() == 1 && found.decls.size() == 1;
  bool ambiguous = false;
  const Candidate *chosen = isOnly ? &candidates[0] : rankCandidates(args, candidates, ambiguous, true);
  if (!chosen) {
    explainNoMatch(expr->range, name, args.args, candidates, ambiguous);
    return fail(expr);
  }
  return finishCall(expr, *chosen, args);
}

void Checker::explainNoCandidate(CallExpr *expr, const Found &found, const std::string &name) {
  for (Decl *decl : found.decls) {
    if (auto *pattern = dyn_cast<TemplateDecl>(decl)) {
      report(Id::CannotDeduce, expr->range, name, argumentTypes(expr->args))
          .note(Id::DeclaredHere, nameRange(pattern), name);
      return;
    }
    auto *function = dyn_cast<FunctionDecl>(decl);
    if (function && function->isHost && !function->type) {
      report(Id::HostFunctionCalled, expr->callee ? expr->callee->range : expr->range, name)
          .note(Id::DeclaredHere, nameRange(function), name);
      return;
    }
  }
  // Else its declaration failed, which was reported.
}

Expr *Checker::defaultArgument(FunctionDecl *function, ParamDecl *param, Range where) {
  Scope *saved = scope_;
  FunctionState savedFunction = std::move(function_);
  function_ = {};
  function_.decl = savedFunction.decl;
  scope_ = functionScopes_.count(function) ? functionScopes_[function] : scope_;
  Expr *value = clone(param->defaultArg, unit_);
  value = value->kind() == Expr::Kind::InitList ? value : checkExpr(value);
  if (value->kind() == Expr::Kind::InitList || !failed(value))
    value = param->declared->isReference() ? bind(value, param->declared, "pass")
                                           : checkInit(value, param->declared, "pass");
  if (!failed(value))
    value->range = where;
  scope_ = saved;
  function_ = std::move(savedFunction);
  return value;
}

// Converts the arguments, fills in defaults, and gives the call its type.
Expr *Checker::finishCall(CallExpr *expr, const Candidate &candidate, CallArgs &args) {
  size_t given = args.args.size(), most = candidate.params.size();
  const std::string name = candidate.function ? candidate.function->name : calleeName(expr);
  FunctionDecl *function = candidate.function;
  if (given < candidate.required || (given > most && !candidate.isVariadic)) {
    auto &diagnostic = report(Id::WrongArgumentCount, expr->range, name, candidate.required, given);
    if (function)
      diagnostic.note(Id::DeclaredHere, nameRange(function), name);
    return fail(expr);
  }
  if (function && !checkCallable(function, expr->range))
    return fail(expr);
  expr->args.clear();
  if (candidate.object) {
    if (!args.object) {
      report(Id::NeedsObject, expr->range, name);
      return fail(expr);
    }
    QualType wanted = unit_.types.pointerTo(candidate.object);
    if (standardRank(args.object, args.object->type, wanted) == kImpossible) {
      report(Id::LosesQualifiers, expr->range, "call `" + name + "` on", wanted.str(),
             args.object->type.str());
      return fail(expr);
    }
    expr->args.push_back(convertUnchecked(args.object, wanted));
  }
  unsigned errorsBefore = engine_.errorCount();
  bool isFailed = false;
  for (size_t i = 0; i < given; ++i) {
    Expr *arg = args.args[i];
    if (i >= most)
      expr->args.push_back(rvalue(arg));
    else if (arg->kind() == Expr::Kind::InitList && !arg->type && !candidate.params[i]->isReference())
      expr->args.push_back(checkInit(arg, candidate.params[i], "pass"));
    else
      expr->args.push_back(convert(arg, candidate.params[i], "pass"));
    isFailed |= failed(expr->args.back());
  }
  if (isFailed) {
    if (function && engine_.errorCount() > errorsBefore)
      engine_.last().note(Id::DeclaredHere, nameRange(function), name);
    return fail(expr);
  }
  if (!function)
    return finishBuiltinCall(expr, candidate);
  for (size_t i = given; i < most; ++i) {
    ParamDecl *param = function->params[i + (candidate.object ? 1 : 0)];
    expr->args.push_back(defaultArgument(function, param, expr->range));
    if (failed(expr->args.back()))
      return fail(expr);
  }
  return finishFunctionCall(expr, function);
}

bool Checker::checkCallable(FunctionDecl *function, Range where) {
  if (function->isKernel) {
    report(Id::UnsupportedFeature, where, "calling a kernel from the device is",
           "put its body into a `__device__` function that both can call");
    return false;
  }
  if (function->isHost) {
    report(Id::HostFunctionCalled, where, function->name)
        .note(Id::DeclaredHere, nameRange(function), function->name);
    return false;
  }
  if (function->isDeleted) {
    report(Id::DeletedFunction, where, function->name)
        .note(Id::DeclaredHere, nameRange(function), function->name);
    return false;
  }
  return true;
}

Expr *Checker::finishBuiltinCall(CallExpr *expr, const Candidate &candidate) {
  if (expr->args.size() < candidate.params.size()) {
    Constant value{candidate.params.back(), *candidate.builtin->lastDefault, 0};
    expr->args.push_back(makeLiteral(unit_, value, expr->range));
  }
  expr->builtin = candidate.builtin;
  expr->type = candidate.builtin->result.unqualified();
  if (candidate.builtin->id == BuiltinId::Printf)
    checkPrintf(expr);
  return expr;
}

Expr *Checker::finishFunctionCall(CallExpr *expr, FunctionDecl *function) {
  useFunction(function);
  if (!function->result) { // `auto`, from the body
    ensureBody(function);
    if (!function->result) {
      if (!blamed_.count(function) || function == function_.decl)
        report(Id::ResultUnknown, expr->range, function->name);
      return fail(expr);
    }
  }
  expr->function = function;
  expr->type = function->result.unqualified();
  if (!unevaluated_)
    calls_.push_back({expr, function_.decl, function});
  if (!function->returnsReference)
    return expr;
  Expr *place = derefOf(expr, expr->range);
  if (cast<ReferenceType>(function->declaredResult.type)->isRValue)
    expiring_.insert(place);
  return place;
}

// A call that the program does not spell out. `args` are checked.
Expr *Checker::callFunction(FunctionDecl *function, CallArgs &args, Range where) {
  auto *call = unit_.make<CallExpr>();
  call->range = where;
  call->function = function;
  return finishCall(call, candidateOf(function), args);
}

} // namespace hd::sema
