// Decides, before the parser runs, which identifiers name types. Follows scopes and declarations through a
// chunk token by token: an identifier in the place of a declarator is a new name (and hides a type of that
// name), any other one is a type when the innermost declaration of it is one. It also settles the other
// questions that would need lookahead (see Heddle.g4): casts, `T(...)`, and which `if` has an `else`.
#pragma once

#include "frontend/diag/engine.h"
#include "frontend/syntax/terminal.h"

#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace hd::syntax {

size_t editDistance(std::string_view a, std::string_view b);

class TypeNames {
public:
  explicit TypeNames(diag::Engine &engine) : engine_(engine) { scopes_.emplace_back(); }

  // Rewrites terminals of one file-scope declaration; what it declares there stays known. An unknown name
  // where only a type can be is reported once for each name, unless `quiet`. True when there was none.
  bool decide(Terminals &chunk, bool quiet);

  bool isType(std::string_view name) const;
  // The known type name or keyword that looks most like `name`, or an empty string.
  std::string suggestionFor(std::string_view name) const;
  void declareFileType(std::string_view name) { declareAt(0, name, true); }

private:
  friend class ChunkWalker;
  struct Entry {
    size_t scope;
    bool isType;
  };
  void declare(std::string_view name, bool isType) { declareAt(scopes_.size() - 1, name, isType); }
  void declareAt(size_t scope, std::string_view name, bool isType);
  void pushScope() { scopes_.emplace_back(); }
  void popScope();
  void reportUnknown(const Terminal &name);

  diag::Engine &engine_;
  std::unordered_map<std::string_view, std::vector<Entry>> names_;
  std::vector<std::vector<std::string_view>> scopes_;
  std::unordered_set<std::string_view> reported_;
};

} // namespace hd::syntax
