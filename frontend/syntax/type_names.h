// Decides, before the parser runs, which identifiers name types and templates. Follows scopes and
// declarations through a chunk token by token (walker.h): an identifier in the place of a declarator is a new
// name (and hides a type of that name), any other one is a type when the innermost declaration of it is one.
// It also settles the other questions that would need lookahead (see Heddle.g4).
#pragma once

#include "frontend/diag/engine.h"
#include "frontend/syntax/scope.h"
#include "frontend/syntax/terminal.h"

#include <string>
#include <unordered_set>

namespace hd::syntax {

size_t editDistance(std::string_view a, std::string_view b);

class TypeNames {
public:
  explicit TypeNames(diag::Engine &engine);
  TypeNames(const TypeNames &) = delete;

  // Rewrites terminals of one declaration of the current namespace; what it declares there stays known. An
  // unknown name where only a type can be is reported once for each name, unless `quiet`. True when there was
  // none.
  bool decide(Terminals &chunk, bool quiet);

  // `namespace name {`; without a name an anonymous one.
  void enterNamespace(std::string_view name, bool isInline);
  void leaveNamespace();

  // The scope in work, to come back to it after others.
  Scope *here() const { return current_; }
  void comeBackTo(Scope *scope) { current_ = scope; }

  // The known type name or keyword that looks most like `name`, or an empty string.
  std::string suggestionFor(std::string_view name) const;
  Symbol lookup(std::string_view name) const { return current_->lookup(name); }

private:
  friend class Walker;
  Scope &makeScope(Scope::Kind kind, Scope *parent);
  void reportUnknown(const Terminal &name);

  diag::Engine &engine_;
  std::deque<Scope> scopes_;
  Scope *file_, *current_;
  std::unordered_set<std::string_view> reported_;
  // Names that some class has as a template, or a type, among its members: all that is known of `x.name` and
  // `T::name` where the class depends on template parameters.
  std::unordered_set<std::string_view> memberTemplates_, memberTypes_;
};

} // namespace hd::syntax
