// The walk from end to end, and its scopes.
#include "frontend/syntax/walker.h"

namespace hd::syntax {

Walker::Walker(TypeNames &names, Terminals &chunk, bool quiet)
    : names_(names), chunk_(chunk), match_(matchBrackets(chunk)), scope_(names.current_), quiet_(quiet) {}

bool Walker::walk() {
  while (at_ < chunk_.size()) {
    size_t before = at_;
    entity(Where::File);
    if (at_ == before)
      ++at_;
  }
  return ok_;
}

Scope &Walker::push(Scope::Kind kind) {
  Scope &scope = names_.makeScope(kind, scope_);
  scope_ = &scope;
  return scope;
}

Scope *Walker::target() {
  Scope *scope = scope_;
  while (scope->kind == Scope::Kind::TemplateParams && scope->parent)
    scope = scope->parent;
  return scope;
}

// In the scope of template parameters a declaration makes a template of the scope around it.
void Walker::declare(std::string_view name, Symbol symbol) {
  if (scope_->kind == Scope::Kind::TemplateParams)
    symbol.kind = symbol.isType() ? Symbol::Kind::TypeTemplate : Symbol::Kind::ValueTemplate;
  Scope *scope = target();
  if (isFriend_)
    while (scope->kind == Scope::Kind::Class && scope->parent)
      scope = scope->parent;
  if (scope->kind == Scope::Kind::Class) {
    if (symbol.isTemplate())
      names_.memberTemplates_.insert(name);
    if (symbol.isType())
      names_.memberTypes_.insert(name);
  }
  scope->names[name] = symbol;
}

void Walker::declareValue(std::string_view name, bool isFunction) {
  if (isFunction && scope_->kind != Scope::Kind::TemplateParams) {
    // An overload that is no template does not hide the template.
    auto found = scope_->names.find(name);
    if (found != scope_->names.end() && found->second.isTemplate())
      return;
  }
  declare(name, {Symbol::Kind::Value});
}

// Goes on inside of a class or namespace whose member is defined outside of it: `void S<T>::f(`. The
// parameters of the templates around stay visible.
void Walker::enter(Scope *members) {
  Scope *params = &names_.makeScope(Scope::Kind::Block, members);
  for (const Scope *scope = scope_; scope && scope->kind == Scope::Kind::TemplateParams;
       scope = scope->parent)
    params->names.insert(scope->names.begin(), scope->names.end());
  scope_ = params;
}

void Walker::block(size_t open) {
  Scope *outer = scope_;
  push(Scope::Kind::Block);
  at_ = open + 1;
  statements(match_[open]);
  if (at_ <= match_[open])
    at_ = match_[open] + 1;
  scope_ = outer;
}

void Walker::statements(size_t close) {
  while (at_ < close) {
    size_t before = at_;
    statement();
    if (at_ == before)
      ++at_;
  }
}

bool TypeNames::decide(Terminals &chunk, bool quiet) { return Walker(*this, chunk, quiet).walk(); }

} // namespace hd::syntax
