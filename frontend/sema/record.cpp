// Classes: bases, members and their layout, as the Itanium C++ ABI has it for plain data.
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

void Checker::checkMemberDecl(RecordDecl *record, Decl *member, std::vector<FunctionDecl *> &methods,
                              std::unordered_set<std::string_view> &names) {
  switch (member->kind()) {
  case Decl::Kind::Field: {
    auto *field = cast<FieldDecl>(member);
    checkField(record, field);
    if (field->name.empty()) {
      addTransparent(field);
    } else if (!names.insert(field->name).second) {
      report(Id::Redefinition, nameRange(field), field->name);
    } else {
      scope_->add(field);
    }
    return;
  }
  case Decl::Kind::Function: {
    auto *function = cast<FunctionDecl>(member);
    if (function->isFriend)
      return checkFriend(function);
    if (function->isVirtual && !function->isHost)
      report(Id::UnsupportedFeature, nameRange(function), "virtual functions are",
             "make the class a template over what differs");
    methods.push_back(function);
    return;
  }
  case Decl::Kind::Template: {
    auto *pattern = cast<TemplateDecl>(member);
    auto *function = dyn_cast<FunctionDecl>(pattern->pattern);
    if (function && function->isFriend)
      return checkFriendTemplate(pattern);
    if (function && function->form == FunctionDecl::Form::Constructor) {
      registerTemplate(pattern, scope_);
      recordInfos_[record].constructors.push_back(pattern);
      return;
    }
    return checkTemplate(pattern);
  }
  case Decl::Kind::Var:
    return checkStaticMember(cast<VarDecl>(member));
  case Decl::Kind::Record:
  case Decl::Kind::Enum:
  case Decl::Kind::Typedef:
  case Decl::Kind::StaticAssert:
  case Decl::Kind::Using:
    return checkDecl(member);
  case Decl::Kind::Param:
  case Decl::Kind::Enumerator:
  case Decl::Kind::Namespace:
  case Decl::Kind::NamespaceAlias:
  case Decl::Kind::UsingDirective:
  case Decl::Kind::TemplateParam:
  case Decl::Kind::Instantiation:
    break;
  }
  llvm_unreachable("no member of a class");
}

// Members of an unnamed struct or union are found as the class's own.
void Checker::addTransparent(FieldDecl *field) {
  auto *inner = field->type ? dyn_cast<RecordType>(field->type.type) : nullptr;
  if (!inner)
    return;
  for (FieldDecl *each : inner->decl->fields)
    if (each->name.empty())
      addTransparent(each);
    else
      scope_->add(each);
}

// A friend is a function of the namespace around the class.
void Checker::checkFriend(FunctionDecl *function) {
  Scope *saved = scope_;
  Scope *context = scope_;
  while (scope_->kind() != Scope::Kind::Namespace && scope_->parent())
    scope_ = scope_->parent();
  if (!function->qualifier.empty() || (!function->body && scope_->findHere(function->name))) {
    scope_ = saved; // names a function that is declared elsewhere
    return;
  }
  friendContext_ = context;
  checkFunction(function);
  friendContext_ = nullptr;
  scope_ = saved;
}

void Checker::checkFriendTemplate(TemplateDecl *decl) {
  Scope *context = scope_, *space = scope_;
  while (space->kind() != Scope::Kind::Namespace && space->parent())
    space = space->parent();
  auto *function = cast<FunctionDecl>(decl->pattern);
  if (!function->body) // only grants access
    return;
  registerTemplate(decl, context);
  space->add(decl);
}

void Checker::checkStaticMember(VarDecl *decl) {
  decl->isMember = true;
  decl->isFileScope = true;
  if (decl->memory == Memory::Private) {
    declare(decl);
    hostConstants_.emplace(decl, Check::Pending);
    memberScopes_[decl] = scope_;
    return;
  }
  FunctionState saved = std::move(function_);
  function_ = {};
  checkFileScopeVariable(decl);
  function_ = std::move(saved);
}

void Checker::declareMethod(RecordDecl *record, FunctionDecl *method) {
  method->parent = record;
  method->isMember = true;
  RecordInfo &info = recordInfos_[record];
  info.hasMethods = true;
  bool isSpecial = method->form == FunctionDecl::Form::Constructor || method->name == "operator=";
  if (method->isDefaulted && isSpecial) { // as if it were not written
    info.isDefaultDefaulted |= method->form == FunctionDecl::Form::Constructor && method->params.empty();
    return;
  }
  if (method->form == FunctionDecl::Form::Destructor) {
    info.destructor = method;
    if (method->isHost || method->isDefaulted)
      return;
  }
  if (method->form == FunctionDecl::Form::Constructor) {
    info.constructors.push_back(method);
    if (!method->isHost)
      resolveMethod(record, method);
    return;
  }
  if (method->isHost) {
    scope_->add(method);
    return;
  }
  resolveMethod(record, method);
  if (method->form == FunctionDecl::Form::Destructor)
    return;
  if (!scope_->add(method))
    reportRedefinition(method, scope_->findHere(method->name));
}

// The method's signature, with `this` as its first parameter.
void Checker::resolveMethod(RecordDecl *record, FunctionDecl *method) {
  functionScopes_[method] = scope_;
  if (!method->isStaticMember)
    addThis(record, method);
  if (resolveSignature(method)) {
    canonical_[method] = method;
    if (method->body || method->isDefaulted)
      method->definition = method;
  }
}

void Checker::addThis(RecordDecl *record, FunctionDecl *method) {
  auto *self = unit_.make<ParamDecl>();
  self->name = "this";
  self->range = method->range;
  QualType object = unit_.types.record(record);
  if (method->isConstMember)
    object.isConst = true;
  self->type = self->declared = unit_.types.pointerTo(object);
  method->thisParam = self;
  method->params.insert(method->params.begin(), self);
}

// Constructors of a base that `using Base::Base;` makes the class's own.
void Checker::inheritConstructor(Decl *constructor) {
  report(Id::UnsupportedFeature, nameRange(constructor), "inheriting constructors is",
         "write a constructor that calls the base's");
}

void Checker::checkField(RecordDecl *record, FieldDecl *field) {
  QualType type = resolveType(field->syntax);
  if (field->bitWidth) {
    report(Id::UnsupportedFeature, field->range, "bit-fields are",
           "use shifts and masks on an integer field");
    return;
  }
  if (!type)
    return;
  auto *self = dyn_cast<RecordType>(type.type);
  auto *array = dyn_cast<ArrayType>(type.type);
  if (array && array->isUnsized) {
    report(Id::ArrayWithoutSize, nameRange(field));
    return;
  }
  if ((self && self->decl == record) || (!type->isReference() && !isComplete(type))) {
    report(Id::IncompleteType, field->range, type.str());
    return;
  }
  setDeclaredType(type, field->type, field->declared, field->isReference);
}

void Checker::layOut(RecordDecl *decl) {
  uint64_t end = 0;
  unsigned alignment = 1, index = 0;
  evaluateAlignment(decl->alignmentExpr, alignment);
  for (FieldDecl *field : decl->fields) {
    field->index = index++;
    if (!field->type)
      continue;
    uint64_t fieldAlignment = field->type->alignment();
    uint64_t start = decl->isUnion ? 0 : (end + fieldAlignment - 1) / fieldAlignment * fieldAlignment;
    field->offset = start;
    end = std::max(end, start + field->type->size());
    alignment = std::max(alignment, unsigned(fieldAlignment));
  }
  decl->alignment = alignment;
  decl->size = std::max<uint64_t>((end + alignment - 1) / alignment * alignment, 1);
  if (decl->fields.empty())
    decl->size = alignment;
  if (decl->size <= kMaxObjectBytes)
    return;
  report(Id::TypeTooLarge, nameRange(decl), kMaxObjectBytes);
  for (FieldDecl *field : decl->fields) // as if it had none: what uses it gives no further errors
    field->type = {}, field->offset = 0;
  decl->size = alignment;
}

// `__align__(16)`: a power of two, kept only when it is more than `alignment`.
void Checker::evaluateAlignment(Expr *expr, unsigned &alignment) {
  if (!expr)
    return;
  auto value = integerConstant(expr);
  if (failed(expr))
    return;
  if (!value) {
    reportNotConstant(Id::BadAlignment, expr->range);
    return;
  }
  bool isPower = !value->isNegative() && value->bits && (value->bits & (value->bits - 1)) == 0;
  if (!isPower || value->bits > 4096) {
    report(Id::BadAlignment, expr->range);
    return;
  }
  alignment = std::max(alignment, unsigned(value->bits));
}

} // namespace hd::sema
