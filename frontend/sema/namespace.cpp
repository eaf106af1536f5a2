// Namespaces, and declarations that bring names from one into another.
#include "frontend/sema/checker.h"
#include "frontend/sema/error_trap.h"

namespace hd::sema {

Scope *Checker::namespaceScope(const std::string &name, bool isInline) {
  Scope *&scope = namespaces_[{scope_, name}];
  if (!scope) {
    scope = newScope(scope_, Scope::Kind::Namespace);
    scope->name = scope_->name.empty() ? name : scope_->name + "::" + name;
    if (name.empty() || isInline)
      scope_->used.push_back(scope);
  }
  return scope;
}

void Checker::checkNamespace(NamespaceDecl *decl) {
  Scope *saved = scope_;
  scope_ = namespaceScope(decl->name, decl->isInline);
  for (Decl *inner : decl->decls)
    checkDecl(inner);
  scope_ = saved;
}

void Checker::checkNamespaceAlias(NamespaceAliasDecl *decl) {
  if (Scope *target = resolveQualifier(decl->target, decl->range))
    namespaces_[{scope_, decl->name}] = target;
}

// The namespace or class of a declaration that may be for the host alone, such as `using namespace
// std::chrono;`: null without a word. What it would have brought is reported where it is used.
Scope *Checker::resolveQuietly(const Qualifier &qualifier, Range where) {
  ErrorTrap trap(engine_);
  return resolveQualifier(qualifier, where);
}

void Checker::checkUsingDirective(UsingDirectiveDecl *decl) {
  Scope *target = resolveQuietly(decl->target, decl->range);
  if (target && target != scope_ && !llvm::is_contained(scope_->used, target))
    scope_->used.push_back(target);
}

void Checker::checkUsing(UsingDecl *decl) {
  Scope *target = resolveQuietly(decl->target, decl->range);
  if (!target)
    return;
  if (target->kind() == Scope::Kind::Record && scope_->kind() == Scope::Kind::Record &&
      isNameOf(target->record, decl->name)) { // `using Base::Base;`
    for (Decl *constructor : recordInfos_[target->record].constructors)
      inheritConstructor(scope_->record, target->record, constructor);
    return;
  }
  Found found = lookUpIn(decl->name, target);
  for (Decl *each : found.decls)
    scope_->add(decl->name, each);
  if (found || target->kind() != Scope::Kind::Namespace)
    return;
  // Builtins have no declarations: an unqualified call finds them anyway.
  bool isBuiltin =
      builtins_->function(decl->name) || builtins_->type(decl->name) || isLibraryName(decl->name);
  bool isStd = target->name == "std" || target->name.starts_with("std::") || target->name == "cuda::std";
  if (!isBuiltin && !isStd)
    suggest(report(Id::UnknownName, decl->range, decl->name), decl->name, decl->range, false);
}

} // namespace hd::sema
