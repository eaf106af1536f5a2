// Names that are visible at a place. Tags (`struct X`, `enum X`) live beside ordinary names and are hidden
// by them, as in C++.
#pragma once

#include "frontend/ast/decl.h"

#include <string_view>
#include <unordered_map>

namespace hd::sema {

class Scope {
public:
  explicit Scope(Scope *parent) : parent_(parent) {}
  Scope *parent() const { return parent_; }

  // False when this scope already has the name (`previous` finds it).
  bool add(ast::Decl *decl);
  ast::Decl *findHere(std::string_view name) const;
  ast::Decl *findTagHere(std::string_view name) const;
  void replace(ast::Decl *decl) { names_[decl->name] = decl; }

  // The innermost declaration, in this scope or those around it.
  ast::Decl *find(std::string_view name) const;
  ast::Decl *findType(std::string_view name) const; // a typedef, record or enum

  template <typename Visit> void eachName(Visit visit) const {
    for (const Scope *scope = this; scope; scope = scope->parent_)
      for (const auto &[name, decl] : scope->names_)
        visit(name, decl);
  }
  template <typename Visit> void eachType(Visit visit) const {
    for (const Scope *scope = this; scope; scope = scope->parent_) {
      for (const auto &[name, decl] : scope->names_)
        if (decl->kind() == ast::Decl::Kind::Typedef)
          visit(name);
      for (const auto &[name, decl] : scope->tags_)
        visit(name);
    }
  }

private:
  Scope *parent_;
  std::unordered_map<std::string_view, ast::Decl *> names_, tags_;
};

} // namespace hd::sema
