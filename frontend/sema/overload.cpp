// Choosing among overloads: by C++'s ranks, by the common type, or as <cmath> does.
#include "frontend/sema/checker.h"

namespace hd::sema {

namespace {

bool takes(const Candidate &candidate, size_t count) {
  return count >= candidate.required && (count <= candidate.params.size() || candidate.isVariadic);
}

// The type that tells the candidates of a <cmath> family apart: its first floating parameter.
const Type *familyType(const Candidate &candidate) {
  for (QualType param : candidate.params)
    if (param->isFloating())
      return param.type;
  return nullptr;
}

} // namespace

// The viable candidate that is at no argument worse than any other and better at one.
const Candidate *Checker::rankOverloads(CallExpr *expr, const std::vector<Candidate> &candidates,
                                        bool &ambiguous) {
  struct Viable {
    const Candidate *candidate;
    std::vector<Rank> ranks;
  };
  std::vector<Viable> viable;
  for (const Candidate &candidate : candidates) {
    if (!takes(candidate, expr->args.size()))
      continue;
    Viable entry{&candidate, {}};
    bool fits = true;
    for (size_t i = 0; i < expr->args.size() && i < candidate.params.size() && fits; ++i) {
      entry.ranks.push_back(conversionRank(expr->args[i], candidate.params[i]));
      fits = entry.ranks.back() != kImpossible;
    }
    if (fits)
      viable.push_back(std::move(entry));
  }
  auto isBetter = [](const Viable &a, const Viable &b) {
    bool better = false;
    for (size_t i = 0; i < a.ranks.size(); ++i) {
      if (a.ranks[i] > b.ranks[i])
        return false;
      better |= a.ranks[i] < b.ranks[i];
    }
    return better;
  };
  for (const Viable &entry : viable) {
    bool best = true;
    for (const Viable &other : viable)
      best &= &entry == &other || isBetter(entry, other);
    if (best)
      return entry.candidate;
  }
  ambiguous = !viable.empty();
  return nullptr;
}

const Candidate *Checker::chooseOverload(CallExpr *expr, const std::vector<Candidate> &candidates,
                                         Pick pick) {
  bool isArithmetic = true;
  for (Expr *arg : expr->args)
    isArithmetic &= arg->type->isArithmetic();
  bool ambiguous = false;
  const Candidate *chosen = nullptr;
  if (pick == Pick::Common && isArithmetic && !expr->args.empty()) {
    QualType common = promoted(expr->args[0]->type);
    for (Expr *arg : expr->args)
      common = commonType(common, arg->type);
    for (const Candidate &candidate : candidates)
      if (takes(candidate, expr->args.size()) && candidate.params[0].type == common.type)
        chosen = &candidate;
  } else if (pick == Pick::Floating) {
    for (const Candidate &candidate : candidates) {
      if (!takes(candidate, expr->args.size()))
        continue;
      bool allFloat = true;
      for (size_t i = 0; i < candidate.params.size(); ++i)
        allFloat &= !candidate.params[i]->isFloating() ||
                    expr->args[i]->type.type == builtin(BuiltinKind::Float).type;
      const Type *wanted = builtin(allFloat ? BuiltinKind::Float : BuiltinKind::Double).type;
      if (familyType(candidate) == wanted)
        chosen = &candidate;
    }
  } else {
    chosen = rankOverloads(expr, candidates, ambiguous);
  }
  if (!chosen && !candidates.empty())
    explainNoMatch(expr, candidates, ambiguous);
  return chosen;
}

std::string Checker::argumentTypes(const CallExpr *expr) const {
  std::string text;
  for (const Expr *arg : expr->args)
    text += (text.empty() ? "`" : ", `") + arg->type.str() + "`";
  return text.empty() ? "no arguments" : text;
}

void Checker::explainNoMatch(CallExpr *expr, const std::vector<Candidate> &candidates, bool ambiguous) {
  const std::string &name = cast<NameExpr>(expr->callee)->name;
  bool countFits = false;
  for (const Candidate &candidate : candidates)
    countFits |= takes(candidate, expr->args.size());
  if (!countFits) {
    report(Id::WrongArgumentCount, expr->range, name, candidates[0].required, expr->args.size());
    return;
  }
  std::string choices;
  constexpr size_t kShown = 10;
  for (size_t i = 0; i < candidates.size() && i < kShown; ++i) {
    std::string params;
    for (QualType param : candidates[i].params)
      params += (params.empty() ? "" : ", ") + param.str();
    choices += (choices.empty() ? "`(" : ", `(") + params + ")`";
  }
  if (candidates.size() > kShown)
    choices += " and others";
  report(ambiguous ? Id::AmbiguousCall : Id::NoOverload, expr->range, name, argumentTypes(expr), choices);
}

} // namespace hd::sema
