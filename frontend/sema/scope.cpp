#include "frontend/sema/scope.h"

namespace hd::sema {

using namespace ast;

namespace {

bool isTag(const Decl *decl) {
  return decl->kind() == Decl::Kind::Record || decl->kind() == Decl::Kind::Enum;
}

Decl *lookUp(const std::unordered_map<std::string_view, Decl *> &map, std::string_view name) {
  auto found = map.find(name);
  return found == map.end() ? nullptr : found->second;
}

} // namespace

bool Scope::add(Decl *decl) { return (isTag(decl) ? tags_ : names_).emplace(decl->name, decl).second; }
Decl *Scope::findHere(std::string_view name) const { return lookUp(names_, name); }
Decl *Scope::findTagHere(std::string_view name) const { return lookUp(tags_, name); }

Decl *Scope::find(std::string_view name) const {
  for (const Scope *scope = this; scope; scope = scope->parent_) {
    if (Decl *decl = scope->findHere(name))
      return decl;
    if (Decl *decl = scope->findTagHere(name))
      return decl;
  }
  return nullptr;
}

Decl *Scope::findType(std::string_view name) const {
  for (const Scope *scope = this; scope; scope = scope->parent_) {
    Decl *decl = scope->findHere(name);
    if (decl && decl->kind() == Decl::Kind::Typedef)
      return decl;
    if (Decl *tag = scope->findTagHere(name))
      return tag;
  }
  return nullptr;
}

} // namespace hd::sema
