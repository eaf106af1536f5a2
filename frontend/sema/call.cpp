// Calls: what stands before the parentheses, and the arguments.
#include "frontend/sema/checker.h"

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

} // namespace hd::sema
