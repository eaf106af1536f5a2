// Finding what a name means: outwards through the scopes, in a namespace or class, and by the types of a
// call's arguments.
#include "frontend/sema/checker.h"

namespace hd::sema {

namespace {

void addUnique(Found &found, Decl *decl) {
  if (!llvm::is_contained(found.decls, decl))
    found.decls.push_back(decl);
}

} // namespace

// Each once, however often it is inherited: first what the first base has.
llvm::SmallVector<RecordDecl *, 4> Checker::allBases(RecordDecl *record) {
  llvm::SmallVector<RecordDecl *, 4> all, open = {record};
  std::unordered_set<RecordDecl *> seen;
  while (!open.empty()) {
    RecordDecl *at = open.pop_back_val();
    if (at != record)
      all.push_back(at);
    for (const BaseClass &base : llvm::reverse(recordInfos_[at].bases))
      if (seen.insert(base.record).second)
        open.push_back(base.record);
  }
  return all;
}

// What the scope itself and its bases or used namespaces have.
void Checker::lookUpHere(std::string_view name, Scope *scope, Found &found, unsigned depth) {
  constexpr unsigned kMaxNamespaces = 64; // that use each other
  if (depth > kMaxNamespaces)
    return;
  auto lookUpOwn = [&](Scope *at) {
    if ((found.pack = at->packHere(name)))
      return true;
    for (Decl *decl : at->allHere(name))
      addUnique(found, decl);
    if (Decl *tag = found.decls.empty() ? at->findTagHere(name) : nullptr)
      addUnique(found, tag);
    if (!found.decls.empty())
      found.scope = at;
    return !found.decls.empty();
  };
  if (!lookUpOwn(scope) && scope->kind() == Scope::Kind::Record)
    for (RecordDecl *base : allBases(scope->record))
      if (Scope *inner = recordInfos_[base].scope; inner && lookUpOwn(inner))
        break;
  if (found.pack)
    return;
  bool more = found.decls.empty() || isFunctionLike(found.decls[0]);
  for (Scope *used : scope->used) {
    if (!more)
      break;
    Found other;
    lookUpHere(name, used, other, depth + 1);
    for (Decl *decl : other.decls)
      if (found.decls.empty() || isFunctionLike(decl))
        addUnique(found, decl);
    if (!found.scope)
      found.scope = other.scope;
  }
}

Found Checker::lookUp(std::string_view name, Scope *from) {
  Found found;
  for (Scope *scope = from; scope && !found; scope = scope->parent())
    lookUpHere(name, scope, found, 0);
  return found;
}

Found Checker::lookUpIn(std::string_view name, Scope *scope) {
  Found found;
  lookUpHere(name, scope, found, 0);
  return found;
}

// As `lookUp`, past names of values that hide the type.
Decl *Checker::lookUpType(std::string_view name, Scope *from, bool outwards) {
  for (Scope *scope = from; scope; scope = outwards ? scope->parent() : nullptr) {
    Found found;
    lookUpHere(name, scope, found, 0);
    for (Decl *decl : found.decls)
      if (isTypeLike(decl))
        return decl;
    if (Decl *tag = scope->findTagHere(name))
      return tag;
  }
  return nullptr;
}

Scope *Checker::findNamespace(const std::string &name, Scope *from, bool outwards) {
  for (Scope *scope = from; scope; scope = outwards ? scope->parent() : nullptr) {
    if (auto known = namespaces_.find({scope, name}); known != namespaces_.end())
      return known->second;
    for (Scope *used : scope->used)
      if (used != scope)
        if (auto known = namespaces_.find({used, name}); known != namespaces_.end())
          return known->second;
  }
  return nullptr;
}

// The class or enumeration that a type names, as a place to look names up in; null for other types.
Scope *Checker::scopeOf(QualType type, Range where) {
  if (!type)
    return nullptr;
  if (auto *enumeration = dyn_cast<EnumType>(type.type))
    return enumScopes_[enumeration->decl];
  auto *record = dyn_cast<RecordType>(type.type);
  if (!record)
    return nullptr;
  isComplete(type); // makes an instance of a template
  Scope *scope = recordInfos_[record->decl].scope;
  if (!scope && !record->decl->isBuiltin && !brokenRecords_.count(record->decl))
    report(Id::IncompleteType, where, type.str());
  return scope;
}

// Null when a part is not known, which is reported.
Scope *Checker::resolveQualifier(const Qualifier &qualifier, Range where) {
  Scope *scope = qualifier.isGlobal ? fileScope_ : nullptr;
  for (const NameSegment &segment : qualifier.segments) {
    bool outwards = !scope;
    Scope *from = scope ? scope : scope_;
    Scope *inner = segment.hasArgs ? nullptr : findNamespace(segment.name, from, outwards);
    Decl *type = inner ? nullptr : lookUpType(segment.name, from, outwards);
    if (!inner && !type) {
      auto unsupported =
          scope ? unsupportedMember(segment.name, scope) : unsupportedName(segment.name + "::");
      if (unsupported)
        report(Id::UnsupportedFeature, segment.range, unsupported->feature, unsupported->instead);
      else
        suggest(report(Id::UnknownName, segment.range, segment.name), segment.name, segment.range, true);
      return nullptr;
    }
    if (!inner) {
      QualType resolved = typeOfDecl(type, segment.hasArgs ? &segment.args : nullptr, segment.range);
      if (!resolved)
        return nullptr;
      inner = scopeOf(resolved, segment.range);
      if (!inner && resolved->kind() != Type::Kind::Record)
        report(Id::NotAScope, segment.range, resolved.str());
    }
    if (!inner)
      return nullptr;
    scope = inner;
  }
  if (!scope)
    report(Id::UnknownName, where, "::");
  return scope;
}

Found Checker::lookUpQualified(const std::string &name, const Qualifier &qualifier, Range where) {
  Scope *scope = resolveQualifier(qualifier, where);
  return scope ? lookUpIn(name, scope) : Found{};
}

// The namespace in which a class, enumeration or the like is declared.
static Scope *enclosingNamespace(Scope *scope) {
  while (scope && scope->kind() != Scope::Kind::Namespace)
    scope = scope->parent();
  return scope;
}

void Checker::addAssociated(QualType type, llvm::SmallVectorImpl<Scope *> &scopes) {
  while (true) {
    if (auto *pointer = dyn_cast<PointerType>(type.type))
      type = pointer->pointee;
    else if (auto *array = dyn_cast<ArrayType>(type.type))
      type = array->element;
    else
      break;
  }
  auto add = [&](Scope *scope) {
    if (Scope *space = enclosingNamespace(scope); space && !llvm::is_contained(scopes, space))
      scopes.push_back(space);
  };
  if (auto *enumeration = dyn_cast<EnumType>(type.type))
    if (Scope *scope = enumScopes_[enumeration->decl])
      add(scope->parent());
  if (auto *record = dyn_cast<RecordType>(type.type)) {
    const RecordInfo &info = recordInfos_[record->decl];
    add(info.context);
    for (const BaseClass &base : info.bases)
      add(recordInfos_[base.record].context);
  }
}

// Argument-dependent lookup: functions in the namespaces of the arguments' types.
void Checker::lookUpByArguments(std::string_view name, llvm::ArrayRef<Expr *> args, Found &found) {
  if (!found.decls.empty() && !isFunctionLike(found.decls[0]))
    return;
  llvm::SmallVector<Scope *, 4> scopes;
  for (Expr *arg : args)
    if (!failed(arg))
      addAssociated(arg->type, scopes);
  for (Scope *scope : scopes) {
    Found here = lookUpIn(name, scope);
    for (Decl *decl : here.decls)
      if (isFunctionLike(decl))
        addUnique(found, decl);
  }
}

} // namespace hd::sema
