// Calls: what a name may mean, converting the arguments.
#include "frontend/sema/checker.h"

namespace hd::sema {

Candidate Checker::candidateOf(FunctionDecl *function) const {
  Candidate candidate;
  candidate.function = function;
  candidate.params = cast<FunctionType>(function->type.type)->params;
  candidate.required = candidate.params.size();
  return candidate;
}

Expr *Checker::failCall(CallExpr *expr) {
  for (Expr *&arg : expr->args)
    if (arg->kind() != Expr::Kind::InitList && arg->kind() != Expr::Kind::StringLiteral)
      arg = checkExpr(arg);
  return fail(expr);
}

Expr *Checker::unknownCallee(CallExpr *expr, const std::string &name) {
  Range where = expr->callee->range;
  if (!function_.unknownNames.insert(name).second)
    return failCall(expr);
  if (auto unsupported = unsupportedFunction(name))
    report(Id::UnsupportedFeature, where, unsupported->feature, unsupported->instead);
  else
    suggest(report(Id::UnknownName, where, name), name, where, false);
  return failCall(expr);
}

// Builtins and the library's math functions; what the user declared is not among them.
void Checker::collectCandidates(const std::string &name, std::vector<Candidate> &candidates, Pick &pick) {
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
    return;
  }
  addLibraryCandidates(name, candidates, pick);
}

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

} // namespace

Expr *Checker::checkCall(CallExpr *expr) {
  auto *callee = dyn_cast<NameExpr>(expr->callee);
  if (!callee) {
    report(Id::UnsupportedFeature, expr->callee->range, "calling anything but a function by its name is",
           "choose between functions with `if` or `switch`");
    return failCall(expr);
  }
  Decl *found = scope_->find(callee->name);
  auto *user = dyn_cast_or_null<FunctionDecl>(found);
  if (found && !user) {
    if (auto *value = dyn_cast<VarDecl>(found); !value || value->type || hostConstants_.count(value))
      report(Id::NotAFunction, callee->range, callee->name)
          .note(Id::DeclaredHere, nameRange(found), found->name);
    return failCall(expr);
  }
  std::vector<Candidate> candidates;
  Pick pick = Pick::Rank;
  if (!user || user->isHost || !inLibrary_)
    collectCandidates(callee->name, candidates, pick);
  if (user && user->isHost && candidates.empty()) {
    report(Id::HostFunctionCalled, callee->range, user->name)
        .note(Id::DeclaredHere, nameRange(user), user->name);
    return failCall(expr);
  }
  if (!user && candidates.empty())
    return unknownCallee(expr, callee->name);
  if (user && !user->isHost && !user->type)
    return failCall(expr);

  bool isPrintf =
      !candidates.empty() && candidates[0].builtin && candidates[0].builtin->id == BuiltinId::Printf;
  bool isAssert =
      !candidates.empty() && candidates[0].builtin && candidates[0].builtin->id == BuiltinId::Assert;
  if (isAssert && expr->args.size() == 1)
    expr->args[0] = withoutMessage(unit_, expr->args[0]);
  bool isFailed = false;
  for (Expr *&arg : expr->args) {
    if (isPrintf && arg->kind() == Expr::Kind::StringLiteral)
      arg->type = unit_.types.pointerTo(builtin(BuiltinKind::Char).withConst());
    else
      arg = checkValue(arg);
    isFailed |= failed(arg);
  }
  if (isFailed)
    return fail(expr);
  if (user && !user->isHost) {
    std::vector<Candidate> own = {candidateOf(canonical_[user])};
    bool ambiguous = false;
    bool fits = rankOverloads(expr, own, ambiguous) != nullptr;
    const Candidate *other = fits && candidates.empty() ? nullptr : chooseOverload(expr, candidates, pick);
    // The user's function hides a builtin unless only the builtin takes the arguments as they are.
    bool isExact = fits;
    for (size_t i = 0; i < expr->args.size() && fits; ++i)
      isExact &= conversionRank(expr->args[i], own[0].params[i]) <= kPromotion;
    if (isExact || !other)
      return finishCall(expr, own[0]);
    return finishCall(expr, *other);
  }
  if (candidates.size() == 1)
    return finishCall(expr, candidates[0]);
  if (const Candidate *chosen = chooseOverload(expr, candidates, pick))
    return finishCall(expr, *chosen);
  return fail(expr);
}

Expr *Checker::finishCall(CallExpr *expr, const Candidate &candidate) {
  size_t given = expr->args.size(), most = candidate.params.size();
  const std::string &name = cast<NameExpr>(expr->callee)->name;
  if (given < candidate.required || (given > most && !candidate.isVariadic)) {
    auto &diagnostic = report(Id::WrongArgumentCount, expr->range, name, candidate.required, given);
    if (candidate.function)
      diagnostic.note(Id::DeclaredHere, nameRange(candidate.function), name);
    return fail(expr);
  }
  if (FunctionDecl *kernel = candidate.function; kernel && kernel->isKernel) {
    report(Id::UnsupportedFeature, expr->range, "calling a kernel from the device is",
           "put its body into a `__device__` function that both can call");
    return fail(expr);
  }
  bool isFailed = false;
  for (size_t i = 0; i < std::min(given, most); ++i) {
    expr->args[i] = convert(expr->args[i], candidate.params[i], "pass");
    isFailed |= failed(expr->args[i]);
  }
  if (isFailed) {
    if (candidate.function)
      const_cast<diag::Diagnostic &>(engine_.all().back())
          .note(Id::DeclaredHere, nameRange(candidate.function), name);
    return fail(expr);
  }
  if (given < most) {
    Constant value{candidate.params.back(), *candidate.builtin->lastDefault, 0};
    expr->args.push_back(makeLiteral(unit_, value, expr->range));
  }
  if (candidate.builtin) {
    expr->builtin = candidate.builtin;
    expr->type = candidate.builtin->result.unqualified();
    if (candidate.builtin->id == BuiltinId::Printf)
      checkPrintf(expr);
    return expr;
  }
  expr->function = candidate.function;
  expr->type = candidate.function->result.unqualified();
  if (!unevaluated_)
    calls_.push_back({expr, function_.decl, candidate.function});
  return expr;
}

} // namespace hd::sema
