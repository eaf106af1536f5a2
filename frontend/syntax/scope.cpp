// Lookup. A budget bounds the visits, as bases and using directives can make a graph of any shape.
#include "frontend/syntax/scope.h"

#include "frontend/ast/builtin_types.h"

namespace hd::syntax {

namespace {
constexpr unsigned kMaxVisits = 64;
}

Symbol Scope::member(std::string_view name) const {
  unsigned budget = kMaxVisits;
  return member(name, budget);
}

Symbol Scope::member(std::string_view name, unsigned &budget) const {
  if (!names.empty())
    if (auto found = names.find(name); found != names.end())
      return found->second;
  for (const Scope *other : also) {
    if (budget == 0)
      break;
    --budget;
    if (Symbol symbol = other->member(name, budget); symbol.isKnown())
      return symbol;
  }
  return {};
}

Symbol Scope::lookup(std::string_view name) const {
  for (const Scope *scope = this; scope; scope = scope->parent)
    if (Symbol symbol = scope->member(name); symbol.isKnown())
      return symbol;
  if (ast::isBuiltinTypeName(name))
    return {Symbol::Kind::Type};
  return {};
}

bool Scope::isInside(const Scope *other) const {
  for (const Scope *scope = this; scope; scope = scope->parent)
    if (scope == other)
      return true;
  return false;
}

} // namespace hd::syntax
