// Scopes of names, and the suggestion for a misspelt one. The walk is in type_walk.cpp.
#include "frontend/syntax/type_names.h"

#include "frontend/ast/builtin_types.h"

#include <algorithm>

namespace hd::syntax {

// Insertions, deletions, substitutions and swaps of neighbours.
size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> before(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j)
    row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        next[j] = std::min(next[j], before[j - 2] + 1);
    }
    std::swap(before, row);
    std::swap(row, next);
  }
  return row.back();
}

bool TypeNames::isType(std::string_view name) const {
  auto found = names_.find(name);
  if (found != names_.end() && !found->second.empty())
    return found->second.back().isType;
  return ast::isBuiltinTypeName(name);
}

void TypeNames::declareAt(size_t scope, std::string_view name, bool isType) {
  auto found = names_.find(name);
  if (!isType && found == names_.end() && !ast::isBuiltinTypeName(name))
    return; // an ordinary name that hides nothing
  std::vector<Entry> &entries = names_[name];
  if (!entries.empty() && entries.back().scope == scope) {
    entries.back().isType = isType;
    return;
  }
  entries.push_back({scope, isType});
  scopes_[scope].push_back(name);
}

void TypeNames::popScope() {
  for (std::string_view name : scopes_.back())
    names_[name].pop_back();
  scopes_.pop_back();
}

std::string TypeNames::suggestionFor(std::string_view name) const {
  static constexpr std::string_view keywords[] = {"void",  "bool",   "char",   "short",  "int",
                                                  "long",  "float",  "double", "signed", "unsigned",
                                                  "const", "return", "struct"};
  std::string best;
  size_t bestDistance = std::max<size_t>(1, name.size() / 3) + 1;
  auto consider = [&](std::string_view candidate) {
    size_t distance = editDistance(name, candidate);
    if (distance < bestDistance) {
      bestDistance = distance;
      best = candidate;
    }
  };
  if (name.size() > 64)
    return best;
  for (std::string_view keyword : keywords)
    consider(keyword);
  for (const auto &[known, entries] : names_)
    if (!entries.empty() && entries.back().isType)
      consider(known);
  for (const ast::VectorTypeInfo &info : ast::vectorTypes())
    consider(info.name);
  for (const ast::BuiltinTypedef &alias : ast::builtinTypedefs())
    consider(alias.name);
  return best;
}

void TypeNames::reportUnknown(const Terminal &name) {
  if (!reported_.insert(name.text()).second)
    return;
  diag::Diagnostic &diagnostic = engine_.report(diag::Id::UnknownType, name.range(), name.text());
  if (std::string known = suggestionFor(name.text()); !known.empty()) {
    diagnostic.note(diag::Id::DidYouMean, name.range(), known);
    diagnostic.fix(name.range(), known);
  }
}

} // namespace hd::syntax
