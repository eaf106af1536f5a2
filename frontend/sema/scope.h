// Names that are visible at a place. Tags (`struct X`, `enum X`) live beside ordinary names and are hidden
// by them, as in C++. Scopes stay until the end: bodies of methods and templates are checked long after
// the place where they stand was passed.
#pragma once

#include "frontend/ast/decl.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

#include <string_view>
#include <unordered_map>

namespace hd::sema {

class Scope {
public:
  enum class Kind : uint8_t { Block, Record, Namespace, Template };
  explicit Scope(Scope *parent, Kind kind = Kind::Block) : parent_(parent), kind_(kind) {}
  Scope *parent() const { return parent_; }
  Kind kind() const { return kind_; }

  ast::RecordDecl *record = nullptr; // Record
  std::string name;                  // Namespace: as qualified, `A::B`; empty: the file
  std::vector<Scope *> used;         // `using namespace`

  // False when this scope already has the name (`findHere` finds it). Functions and templates of functions
  // of one name live together.
  bool add(ast::Decl *decl) { return add(decl->name, decl); }
  bool add(std::string_view name, ast::Decl *decl);
  void addPack(std::string_view name, std::vector<ast::Decl *> elements);
  void replace(ast::Decl *decl) { names_[decl->name] = {decl}; }

  // In this scope alone. Of several functions the first.
  ast::Decl *findHere(std::string_view name) const;
  ast::Decl *findTagHere(std::string_view name) const;
  llvm::ArrayRef<ast::Decl *> allHere(std::string_view name) const;
  const std::vector<ast::Decl *> *packHere(std::string_view name) const;

  template <typename Visit> void eachName(Visit visit) const {
    for (const Scope *scope = this; scope; scope = scope->parent_)
      for (const auto &[name, decls] : scope->names_)
        visit(name, decls[0]);
  }
  template <typename Visit> void eachType(Visit visit) const {
    for (const Scope *scope = this; scope; scope = scope->parent_) {
      for (const auto &[name, decls] : scope->names_)
        if (decls[0]->kind() == ast::Decl::Kind::Typedef || decls[0]->kind() == ast::Decl::Kind::Template)
          visit(name);
      for (const auto &[name, decl] : scope->tags_)
        visit(name);
    }
  }

private:
  Scope *parent_;
  Kind kind_;
  std::unordered_map<std::string_view, std::vector<ast::Decl *>> names_;
  std::unordered_map<std::string_view, ast::Decl *> tags_;
  std::unordered_map<std::string_view, std::vector<ast::Decl *>> packs_;
};

// What a name was found to mean.
struct Found {
  llvm::SmallVector<ast::Decl *, 4> decls; // one, or functions and templates of functions
  Scope *scope = nullptr;                  // where
  const std::vector<ast::Decl *> *pack = nullptr;
  explicit operator bool() const { return !decls.empty() || pack; }
  ast::Decl *first() const { return decls.empty() ? nullptr : decls[0]; }
};

// True for functions and templates of functions.
bool isFunctionLike(const ast::Decl *decl);
// True for what names a type or makes one: typedefs, records, enumerations, templates of classes and aliases.
bool isTypeLike(const ast::Decl *decl);

} // namespace hd::sema
