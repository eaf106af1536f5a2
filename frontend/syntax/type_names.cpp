// Namespaces, and the suggestion for a misspelt name. The walk is in walk_*.cpp.
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

TypeNames::TypeNames(diag::Engine &engine) : engine_(engine) {
  file_ = current_ = &makeScope(Scope::Kind::Namespace, nullptr);
  enterNamespace("std", false); // there without a header
  leaveNamespace();
}

Scope &TypeNames::makeScope(Scope::Kind kind, Scope *parent) {
  Scope &scope = scopes_.emplace_back();
  scope.kind = kind;
  scope.parent = parent;
  return scope;
}

void TypeNames::enterNamespace(std::string_view name, bool isInline) {
  Symbol &symbol = current_->names[name]; // an anonymous one has the empty name
  if (symbol.kind != Symbol::Kind::Namespace || !symbol.scope) {
    symbol = {Symbol::Kind::Namespace, &makeScope(Scope::Kind::Namespace, current_)};
    if (isInline || name.empty())
      current_->also.push_back(symbol.scope);
  }
  current_ = symbol.scope->parent == current_ ? symbol.scope : &makeScope(Scope::Kind::Namespace, current_);
}

void TypeNames::leaveNamespace() {
  if (current_->parent)
    current_ = current_->parent;
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
  for (const Scope *scope = current_; scope; scope = scope->parent)
    for (const auto &[known, symbol] : scope->names)
      if (symbol.isType())
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
