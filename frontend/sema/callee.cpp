// Which function a call means, of the user's, the builtins and the library's.
#include "frontend/sema/checker.h"

namespace hd::sema {

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

} // namespace hd::sema
