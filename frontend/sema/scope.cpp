#include "frontend/sema/scope.h"

namespace hd::sema {

using namespace ast;

namespace {

bool isTag(const Decl *decl) {
  return decl->kind() == Decl::Kind::Record || decl->kind() == Decl::Kind::Enum;
}

// Names are kept by the declarations; an alias under another name must outlive the scope itself.
template <typename Map> auto *lookUp(Map &map, std::string_view name) {
  auto found = map.find(name);
  return found == map.end() ? nullptr : &found->second;
}

const Decl *innermost(const Decl *decl) {
  while (auto *pattern = llvm::dyn_cast<TemplateDecl>(decl))
    decl = pattern->pattern;
  return decl;
}

} // namespace

bool isFunctionLike(const Decl *decl) { return innermost(decl)->kind() == Decl::Kind::Function; }

bool isTypeLike(const Decl *decl) {
  Decl::Kind kind = innermost(decl)->kind();
  return kind == Decl::Kind::Typedef || kind == Decl::Kind::Record || kind == Decl::Kind::Enum;
}

bool Scope::add(std::string_view name, Decl *decl) {
  if (isTag(decl))
    return tags_.emplace(name, decl).second;
  std::vector<Decl *> &known = names_[name];
  if (!known.empty() && !(isFunctionLike(known[0]) && isFunctionLike(decl)))
    return false;
  known.push_back(decl);
  return true;
}

void Scope::addPack(std::string_view name, std::vector<Decl *> elements) {
  packs_[name] = std::move(elements);
}

Decl *Scope::findHere(std::string_view name) const {
  auto *known = lookUp(names_, name);
  return known && !known->empty() ? known->front() : nullptr;
}

Decl *Scope::findTagHere(std::string_view name) const {
  auto *known = lookUp(tags_, name);
  return known ? *known : nullptr;
}

llvm::ArrayRef<Decl *> Scope::allHere(std::string_view name) const {
  auto *known = lookUp(names_, name);
  return known ? llvm::ArrayRef<Decl *>(*known) : llvm::ArrayRef<Decl *>();
}

const std::vector<Decl *> *Scope::packHere(std::string_view name) const { return lookUp(packs_, name); }

} // namespace hd::sema
