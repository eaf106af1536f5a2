// Templates as they are declared.
#include "frontend/sema/checker.h"

namespace hd::sema {

Template &Checker::templateOf(TemplateDecl *decl) {
  auto known = templates_.find(decl);
  return known == templates_.end() ? registerTemplate(decl, scope_) : *known->second;
}

Template &Checker::registerTemplate(TemplateDecl *decl, Scope *scope) {
  auto owned = std::make_unique<Template>();
  owned->decl = decl;
  owned->scope = scope;
  Template &made = *owned;
  allTemplates_.push_back(std::move(owned));
  templates_[decl] = &made;
  return made;
}

static Decl *innermostPattern(TemplateDecl *decl) {
  Decl *pattern = decl->pattern;
  while (auto *inner = dyn_cast<TemplateDecl>(pattern))
    pattern = inner->pattern;
  return pattern;
}

void Checker::checkTemplate(TemplateDecl *decl) {
  Decl *pattern = innermostPattern(decl);
  if (auto *function = dyn_cast<FunctionDecl>(pattern)) {
    if (!function->qualifier.empty())
      return addOutsideMember(decl, function->qualifier, decl->range);
    return decl->params.empty() ? specialiseFunction(decl) : declareFunctionTemplate(decl);
  }
  if (auto *record = dyn_cast<RecordDecl>(pattern)) {
    if (!record->qualifier.empty() && !record->hasArgs)
      return addOutsideMember(decl, record->qualifier, decl->range);
    return record->hasArgs ? specialiseRecord(decl, record) : declareClassTemplate(decl);
  }
  if (auto *variable = dyn_cast<VarDecl>(pattern)) {
    if (!variable->qualifier.empty())
      return addOutsideMember(decl, variable->qualifier, decl->range);
    return variable->hasArgs ? specialiseVariable(decl, variable) : declareClassTemplate(decl);
  }
  declareClassTemplate(decl); // an alias
}

// Classes, variables and aliases: one template of a name in a scope.
void Checker::declareClassTemplate(TemplateDecl *decl) {
  auto *previous = dyn_cast_or_null<TemplateDecl>(scope_->findHere(decl->name));
  if (!previous) {
    registerTemplate(decl, scope_);
    if (!scope_->add(decl))
      reportRedefinition(decl, scope_->findHere(decl->name));
    return;
  }
  Template &known = templateOf(previous);
  auto *older = dyn_cast<RecordDecl>(known.decl->pattern), *newer = dyn_cast<RecordDecl>(decl->pattern);
  if (inLibrary_ && isSamePlace(previous, decl))
    return;
  if (!older || !newer || (older->hasBody && newer->hasBody)) {
    reportRedefinition(decl, previous);
    return;
  }
  templates_[decl] = &known;
  if (!newer->hasBody)
    return;
  // Defaults may stand at the first declaration only.
  for (auto [mine, theirs] : llvm::zip(decl->params, known.decl->params))
    if (!mine->defaultArg && theirs->defaultArg)
      mine->defaultArg = theirs->defaultArg;
  templates_[known.decl] = &known;
  known.decl = decl;
}

void Checker::declareFunctionTemplate(TemplateDecl *decl) {
  auto *function = cast<FunctionDecl>(decl->pattern);
  if (function->isHost && !function->isConstexpr) {
    registerTemplate(decl, scope_);
    if (!scope_->findHere(decl->name))
      scope_->add(decl);
    return;
  }
  std::string signature = signatureOf(decl);
  for (Decl *other : scope_->allHere(decl->name)) {
    auto *previous = dyn_cast<TemplateDecl>(other);
    if (!previous || signatureOf(previous) != signature)
      continue;
    if (inLibrary_ && isSamePlace(previous, decl))
      return;
    Template &known = templateOf(previous);
    auto *older = cast<FunctionDecl>(known.decl->pattern);
    if (older->body && function->body) {
      reportRedefinition(decl, previous);
      return;
    }
    templates_[decl] = &known;
    if (function->body) {
      for (auto [mine, theirs] : llvm::zip(decl->params, known.decl->params))
        if (!mine->defaultArg && theirs->defaultArg)
          mine->defaultArg = theirs->defaultArg;
      for (auto [mine, theirs] : llvm::zip(function->params, older->params))
        if (!mine->defaultArg && theirs->defaultArg)
          mine->defaultArg = theirs->defaultArg;
      known.decl = decl;
    }
    return;
  }
  registerTemplate(decl, scope_);
  if (!scope_->add(decl))
    reportRedefinition(decl, scope_->findHere(decl->name));
}

// `template <class T> void S<T>::f() { ... }`: kept with the class template, used by its instances.
void Checker::addOutsideMember(TemplateDecl *decl, const Qualifier &qualifier, Range where) {
  Qualifier outer = qualifier;
  NameSegment last = outer.segments.back();
  outer.segments.pop_back();
  Scope *scope = outer.empty() ? scope_ : resolveQualifier(outer, where);
  if (!scope)
    return;
  Decl *owner = lookUpType(last.name, scope, outer.empty());
  if (auto *pattern = dyn_cast_or_null<TemplateDecl>(owner);
      pattern && last.hasArgs && !decl->params.empty()) {
    templateOf(pattern).outside.push_back(decl);
    return;
  }
  // A member template of a plain class or of an explicit specialisation, or of a namespace.
  Scope *member = resolveQualifier(qualifier, where);
  if (!member)
    return;
  if (auto *inner = dyn_cast<TemplateDecl>(decl->pattern); inner && decl->params.empty())
    decl = inner; // `template <> template <> void S<int>::f<float>()`
  auto *function = dyn_cast<FunctionDecl>(innermostPattern(decl));
  Scope *saved = scope_;
  scope_ = member;
  if (member->kind() == Scope::Kind::Namespace) {
    if (function)
      function->qualifier = {};
    checkTemplate(decl);
  } else if (function) {
    attachMemberTemplate(decl, function, member);
  } else {
    report(Id::UnsupportedFeature, where, "this member definition outside of its class is",
           "define it inside of the class");
  }
  scope_ = saved;
}

void Checker::attachMemberTemplate(TemplateDecl *decl, FunctionDecl *function, Scope *member) {
  function->isMember = true;
  std::string signature = signatureOf(decl);
  auto attach = [&](Decl *other) {
    auto *previous = dyn_cast<TemplateDecl>(other);
    if (!previous || signatureOf(previous) != signature)
      return false;
    auto *declared = cast<FunctionDecl>(previous->pattern);
    function->isStaticMember = declared->isStaticMember;
    Template &known = templateOf(previous);
    templates_[decl] = &known;
    for (auto [mine, theirs] : llvm::zip(function->params, declared->params))
      mine->defaultArg = mine->defaultArg ? mine->defaultArg : theirs->defaultArg;
    known.decl = decl;
    return true;
  };
  for (Decl *other : member->allHere(decl->name))
    if (attach(other))
      return;
  for (Decl *other : recordInfos_[member->record].constructors)
    if (function->form == FunctionDecl::Form::Constructor && attach(other))
      return;
  if (decl->params.empty()) // `template <> void S::f<int>()`
    return specialiseFunction(decl);
  report(Id::NoMember, nameRange(decl), decl->name, nameOfScope(member));
}

} // namespace hd::sema
