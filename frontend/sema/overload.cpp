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

bool bindsAt(const Candidate &candidate, size_t index) {
  return index < candidate.params.size() && candidate.params[index]->isReference();
}

} // namespace

Candidate Checker::candidateOf(FunctionDecl *function) const {
  Candidate candidate;
  candidate.function = function;
  bool isOptional = false;
  for (const ParamDecl *param : function->params) {
    if (param == function->thisParam) {
      candidate.object = cast<PointerType>(param->type.type)->pointee;
      continue;
    }
    candidate.params.push_back(param->declared);
    isOptional |= param->defaultArg != nullptr;
    candidate.required += !isOptional;
  }
  return candidate;
}

// Functions as they are, templates of functions as the instances that the arguments ask for.
void Checker::addCandidates(const Found &found, const std::vector<TemplateArgSyntax> *explicitArgs,
                            const CallArgs &args, Range where, std::vector<Candidate> &candidates) {
  for (Decl *decl : found.decls) {
    if (auto *pattern = dyn_cast<TemplateDecl>(decl)) {
      if (FunctionDecl *instance = deduceCall(pattern, explicitArgs, args.args, where)) {
        candidates.push_back(candidateOf(instance));
        candidates.back().pattern = pattern;
      }
      continue;
    }
    auto *function = dyn_cast<FunctionDecl>(decl);
    if (!function || !function->type || explicitArgs)
      continue;
    FunctionDecl *first = canonicalOf(function);
    bool isKnown = llvm::any_of(candidates, [&](const Candidate &other) { return other.function == first; });
    if (!isKnown)
      candidates.push_back(candidateOf(first));
  }
}

// The viable candidate that is at no argument worse than any other and better at one; a function is better
// than an instance of a template, and that than one of a more general template.
const Candidate *Checker::rankCandidates(const CallArgs &args, const std::vector<Candidate> &candidates,
                                         bool &ambiguous, bool allowUser) {
  struct Viable {
    const Candidate *candidate;
    std::vector<Rank> ranks; // of `this` first
  };
  std::vector<Viable> viable;
  for (const Candidate &candidate : candidates) {
    if (!takes(candidate, args.args.size()))
      continue;
    Viable entry{&candidate, {kExact}};
    bool fits = true;
    if (candidate.object && !args.isObjectKnown) {
      fits = args.object != nullptr;
      if (fits)
        entry.ranks[0] =
            standardRank(args.object, args.object->type, unit_.types.pointerTo(candidate.object));
      fits &= entry.ranks[0] != kImpossible;
    }
    for (size_t i = 0; i < args.args.size() && i < candidate.params.size() && fits; ++i) {
      entry.ranks.push_back(rankOf(args.args[i], candidate.params[i], allowUser));
      fits = entry.ranks.back() != kImpossible;
    }
    if (fits)
      viable.push_back(std::move(entry));
  }
  auto isBetter = [&](const Viable &a, const Viable &b) {
    bool better = false;
    for (size_t i = 0; i < std::min(a.ranks.size(), b.ranks.size()); ++i) {
      Rank left = a.ranks[i], right = b.ranks[i];
      // That a reference adds `const` matters only against another reference.
      bool bothBind = i == 0 || (bindsAt(*a.candidate, i - 1) && bindsAt(*b.candidate, i - 1));
      if (!bothBind && left <= kExactConst && right <= kExactConst)
        continue;
      if (left > right)
        return false;
      better |= left < right;
    }
    if (better || !(a.candidate->function && b.candidate->function))
      return better;
    if (!a.candidate->pattern || !b.candidate->pattern)
      return !a.candidate->pattern && b.candidate->pattern;
    return isMoreSpecialised(a.candidate->pattern, b.candidate->pattern) &&
           !isMoreSpecialised(b.candidate->pattern, a.candidate->pattern);
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

const Candidate *Checker::chooseBuiltin(CallExpr *expr, const std::vector<Candidate> &candidates, Pick pick) {
  bool isArithmetic = true;
  for (Expr *arg : expr->args)
    isArithmetic &= arg->type && arg->type->isArithmetic();
  bool ambiguous = false;
  const Candidate *chosen = nullptr;
  if (pick == Pick::Common && isArithmetic && !expr->args.empty()) {
    QualType common = promoted(expr->args[0]->type);
    bool mixes = false;
    for (Expr *arg : expr->args) {
      mixes |= mixesSmallFloats(common, arg->type);
      common = commonType(common, arg->type);
    }
    for (const Candidate &candidate : candidates)
      if (!mixes && takes(candidate, expr->args.size()) && candidate.params[0].type == common.type)
        chosen = &candidate;
  } else if (pick == Pick::Floating && isArithmetic) {
    for (const Candidate &candidate : candidates) {
      if (!takes(candidate, expr->args.size()))
        continue;
      bool allFloat = true;
      for (size_t i = 0; i < candidate.params.size(); ++i)
        allFloat &= !candidate.params[i]->isFloating() || expr->args[i]->type->isSmallFloat() ||
                    expr->args[i]->type.type == builtin(BuiltinKind::Float).type;
      const Type *wanted = builtin(allFloat ? BuiltinKind::Float : BuiltinKind::Double).type;
      if (familyType(candidate) == wanted)
        chosen = &candidate;
    }
  } else {
    CallArgs args;
    args.args.append(expr->args.begin(), expr->args.end());
    chosen = rankCandidates(args, candidates, ambiguous, true);
  }
  if (!chosen && !candidates.empty())
    explainNoMatch(expr->range, calleeName(expr), expr->args, candidates, ambiguous);
  return chosen;
}

std::string Checker::argumentTypes(llvm::ArrayRef<Expr *> args) const {
  std::string text;
  for (const Expr *arg : args)
    text += (text.empty() ? "`" : ", `") + (arg->type ? arg->type.str() : std::string("{...}")) + "`";
  return text.empty() ? "no arguments" : text;
}

void Checker::explainNoMatch(Range where, const std::string &name, llvm::ArrayRef<Expr *> args,
                             const std::vector<Candidate> &candidates, bool ambiguous) {
  bool countFits = false;
  for (const Candidate &candidate : candidates)
    countFits |= takes(candidate, args.size());
  if (!countFits) {
    auto &diagnostic = report(Id::WrongArgumentCount, where, name, candidates[0].required, args.size());
    if (candidates[0].function)
      diagnostic.note(Id::DeclaredHere, nameRange(candidates[0].function), name);
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
  report(ambiguous ? Id::AmbiguousCall : Id::NoOverload, where, name, argumentTypes(args), choices);
}

} // namespace hd::sema
