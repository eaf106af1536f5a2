// Classes: their definitions and bases.
#include "frontend/sema/checker.h"

namespace hd::sema {

bool Checker::isNameOf(const RecordDecl *record, std::string_view name) const {
  std::string_view own = record->name;
  return own.substr(0, own.find('<')) == name;
}

// The class is known by name from here on.
void Checker::declareRecord(RecordDecl *decl) {
  if (decl->name.empty())
    return;
  Decl *previous = scope_->findTagHere(decl->name);
  if (previous && previous != decl)
    reportRedefinition(decl, previous);
  else if (!previous)
    scope_->add(decl);
}

void Checker::checkRecord(RecordDecl *decl) {
  if (!decl->qualifier.empty())
    return defineOutside(decl);
  if (decl->hasBody || decl->isComplete || !decl->fields.empty())
    return defineRecord(decl);
  RecordInfo &info = recordInfos_[decl];
  info.context = scope_;
  if (!scope_->findTagHere(decl->name)) // `struct X;`
    scope_->add(decl);
}

// `struct A::B { ... };`
void Checker::defineOutside(RecordDecl *decl) {
  Scope *scope = resolveQualifier(decl->qualifier, decl->range);
  if (!scope)
    return;
  Scope *saved = scope_;
  scope_ = scope;
  defineRecord(decl);
  scope_ = saved;
}

void Checker::defineRecord(RecordDecl *decl) {
  if (!records_.emplace(decl, Check::Running).second)
    return;
  // After `struct X;` other types may name the first declaration: it becomes this one.
  auto *declared =
      decl->name.empty() ? nullptr : dyn_cast_or_null<RecordDecl>(scope_->findTagHere(decl->name));
  if (declared && declared != decl && records_.count(declared) == 0 && !declared->isBuiltin &&
      !recordInfos_[declared].origin)
    return completeForward(declared, decl);
  declareRecord(decl);
  defineMembers(decl);
}

// Moves the definition into the node that earlier code points to.
void Checker::completeForward(RecordDecl *declared, RecordDecl *definition) {
  records_[declared] = Check::Running;
  takeBody(*declared, *definition);
  declared->range = definition->range;
  declared->nameLocation = definition->nameLocation;
  defineMembers(declared);
  definition->size = declared->size;
  definition->alignment = declared->alignment;
  definition->fields = declared->fields;
  definition->isComplete = declared->isComplete;
  forwarded_[definition] = declared;
}

// What the braces of `from` hold becomes the body of `to`, which keeps its name and place.
void Checker::takeBody(RecordDecl &to, const RecordDecl &from) {
  to.hasBody = true;
  to.bases = from.bases;
  to.members = from.members;
  to.fields = from.fields;
  to.nestedTypes = from.nestedTypes;
  to.alignmentExpr = from.alignmentExpr;
  to.isUnion = from.isUnion;
}

void Checker::defineMembers(RecordDecl *decl) {
  ++definingClasses_;
  RecordInfo &info = recordInfos_[decl];
  if (!info.context)
    info.context = scope_;
  Scope *scope = newScope(scope_, Scope::Kind::Record);
  scope->record = decl;
  info.scope = scope;
  Scope *saved = scope_;
  scope_ = scope;
  if (!decl->name.empty()) // the class's own name
    scope->add(internName(std::string_view(decl->name).substr(0, decl->name.find('<'))), decl);
  unsigned errorsBefore = engine_.errorCount();
  checkBases(decl);
  std::unordered_set<std::string_view> names;
  unsigned index = 0;
  for (FieldDecl *field : decl->fields)
    field->index = index++;
  std::vector<Decl *> members = decl->members;
  if (members.empty()) { // made by sema or an older builder
    members.assign(decl->nestedTypes.begin(), decl->nestedTypes.end());
    for (FieldDecl *field : decl->fields)
      if (!field->isBase)
        members.push_back(field);
  }
  std::vector<FunctionDecl *> methods;
  for (Decl *member : members)
    checkMemberDecl(decl, member, methods, names);
  bool hasOwn = llvm::any_of(
      methods, [](FunctionDecl *method) { return method->form == FunctionDecl::Form::Constructor; });
  auto &inherited = recordInfos_[decl].inherited;
  recordInfos_[decl].isDefaultDefaulted |= !inherited.empty() && !hasOwn;
  methods.insert(methods.end(), inherited.begin(), inherited.end());
  layOut(decl);
  decl->isComplete = true;
  records_[decl] = Check::Done;
  if (engine_.errorCount() > errorsBefore)
    brokenRecords_.insert(decl);
  for (FunctionDecl *method : methods)
    declareMethod(decl, method);
  for (FunctionDecl *method : methods)
    if (method->body && (!recordInfos_[decl].origin || recordInfos_[decl].isExplicit))
      bodies_.push_back(method);
  scope_ = saved;
  --definingClasses_;
  if (!definingClasses_ && !function_.decl) // bodies may need any of the classes that are under way
    checkBodies();
}

void Checker::checkBases(RecordDecl *decl) {
  std::vector<FieldDecl *> fields;
  for (const BaseSpecifier &base : decl->bases) {
    std::vector<QualType> types;
    if (base.isExpansion)
      expandType(base.syntax, types);
    else
      types.push_back(resolveType(base.syntax));
    for (QualType type : types) {
      if (!type)
        continue;
      auto *record = dyn_cast<RecordType>(type.type);
      if (!record || base.isVirtual || record->decl->isUnion) {
        if (base.isVirtual)
          report(Id::UnsupportedFeature, base.range, "virtual inheritance is", "use a plain base class");
        else
          report(Id::BadBase, base.range, type.str());
        continue;
      }
      if (!requireComplete(type, base.range))
        continue;
      addBase(decl, record->decl, fields);
    }
  }
  decl->fields.insert(decl->fields.begin(), fields.begin(), fields.end());
}

void Checker::addBase(RecordDecl *decl, RecordDecl *base, std::vector<FieldDecl *> &fields) {
  BaseClass entry{base, nullptr};
  if (!base->fields.empty()) {
    auto *field = unit_.make<FieldDecl>();
    field->range = decl->range;
    field->type = field->declared = unit_.types.record(base);
    field->isBase = true;
    entry.field = field;
    fields.push_back(field);
  }
  recordInfos_[decl].bases.push_back(entry);
}

} // namespace hd::sema
