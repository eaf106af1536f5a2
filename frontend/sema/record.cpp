// Classes: bases, members and their layout, as the Itanium C++ ABI has it for plain data.
#include "frontend/sema/checker.h"

namespace hd::sema {

static constexpr const char *kInsteadOfVirtual =
    "make what differs a template argument, or keep a number and choose with `switch`";

// Objects with virtual functions hold a pointer to the host's table of them.
bool Checker::isPolymorphic(QualType type) {
  if (auto *array = dyn_cast<ArrayType>(type.type))
    return isPolymorphic(array->element);
  auto *record = dyn_cast<RecordType>(type.type);
  if (!record || record->decl->isBuiltin || !isComplete(type))
    return false;
  const RecordInfo &info = recordInfos_[record->decl];
  return info.hasVirtual || llvm::any_of(info.bases, [&](const BaseClass &base) {
           return isPolymorphic(unit_.types.record(base.record));
         });
}

void Checker::refuseVirtual(QualType type, Range where) {
  report(Id::UnsupportedFeature, where,
         "an object of the class `" + type.str() + "`, which has virtual functions, is", kInsteadOfVirtual);
}

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
    recordInfos_[record].hasVirtual |= function->isVirtual;
    if (function->isVirtual && !function->isHost)
      report(Id::UnsupportedFeature, nameRange(function), "virtual functions are", kInsteadOfVirtual);
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
    hasDestructors_ = true;
  }
  if (method->form == FunctionDecl::Form::Constructor) {
    if (!method->isHost)
      resolveMethod(record, method);
    bool isHidden = llvm::is_contained(info.inherited, method) && // by one that the class declares itself
                    llvm::any_of(info.constructors, [&](Decl *other) {
                      auto *function = dyn_cast<FunctionDecl>(other);
                      return function && function->type && function->type == method->type;
                    });
    if (!isHidden)
      info.constructors.push_back(method);
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

// A constructor of a base that `using Base::Base;` makes the class's own: one that passes its arguments on.
void Checker::inheritConstructor(RecordDecl *record, RecordDecl *base, Decl *constructor) {
  auto *function = dyn_cast<FunctionDecl>(constructor);
  if (!function) {
    report(Id::UnsupportedFeature, nameRange(constructor), "inheriting a constructor template is",
           "write a constructor that calls the base's");
    return;
  }
  if (isCopyConstructor(function) || function->isHost || !function->type || function->params.size() < 2)
    return;
  auto *own = unit_.make<FunctionDecl>();
  own->form = FunctionDecl::Form::Constructor;
  own->name = record->name;
  own->range = function->range;
  own->nameLocation = function->nameLocation;
  own->isDevice = own->isMember = true;
  own->isConstexpr = function->isConstexpr;
  own->isExplicit = function->isExplicit;
  own->body = unit_.make<CompoundStmt>();
  own->body->range = function->range;
  MemberInit init;
  init.range = function->range;
  init.name.base = TypeSyntax::Base::Named;
  init.name.name = aliasFor(unit_.types.record(base));
  for (ParamDecl *param : llvm::ArrayRef(function->params).drop_front()) {
    auto *passed = unit_.make<ParamDecl>();
    passed->name = fmt::format("(inherited {})", own->params.size());
    passed->range = param->range;
    passed->nameLocation = param->nameLocation;
    passed->defaultArg = param->defaultArg;
    setDeclaredType(param->declared, passed->type, passed->declared, passed->isReference);
    own->params.push_back(passed);
    Expr *value = uncheckedName(passed->name, param->range);
    if (auto *reference = dyn_cast<ReferenceType>(param->declared.type); reference && reference->isRValue) {
      auto *moved = unit_.make<CastExpr>();
      moved->range = param->range;
      moved->target.base = TypeSyntax::Base::Named;
      moved->target.name = aliasFor(param->declared);
      moved->operand = value;
      value = moved;
    }
    init.args.push_back(value);
  }
  own->memberInits.push_back(std::move(init));
  recordInfos_[record].inherited.push_back(own);
}

void Checker::checkField(RecordDecl *record, FieldDecl *field) {
  QualType type = resolveType(field->syntax);
  if (!type || (field->bitWidth && !checkBitWidth(field, type)))
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

bool Checker::checkBitWidth(FieldDecl *field, QualType type) {
  if (!type->isInteger() && type->kind() != Type::Kind::Enum) {
    report(Id::BitFieldType, field->range, type.str());
    return false;
  }
  auto width = integerConstant(field->bitWidth);
  if (failed(field->bitWidth))
    return false;
  unsigned least = field->name.empty() ? 0 : 1, most = type->isBool() ? 8 : unsigned(type->size() * 8);
  if (!width || width->isNegative() || width->bits < least || width->bits > most) {
    report(Id::BitFieldWidth, field->bitWidth->range, least, most);
    return false;
  }
  field->bits = unsigned(width->bits);
  field->isSignedBits = type->isSignedInteger();
  if (auto *enumeration = dyn_cast<EnumType>(type.type); enumeration && !enumeration->decl->underlyingSyntax)
    field->isSignedBits = llvm::any_of(enumeration->decl->enumerators,
                                       [](const EnumeratorDecl *each) { return int64_t(each->value) < 0; });
  return true;
}

static uint64_t alignedTo(uint64_t value, uint64_t alignment) {
  return (value + alignment - 1) / alignment * alignment;
}

// Puts a bit-field behind the first `end` bits; returns where it ends. It lies in one unit of its type; one
// of no width only fills a unit up.
static uint64_t placeBitField(FieldDecl *field, uint64_t end) {
  uint64_t unit = field->type->size() * 8;
  bool fits = field->bits > 0 && end / unit == (end + field->bits - 1) / unit;
  uint64_t begin = fits ? end : alignedTo(end, unit);
  field->offset = begin / unit * field->type->size();
  field->firstBit = unsigned(begin % unit);
  return begin + field->bits;
}

void Checker::layOut(RecordDecl *decl) {
  uint64_t end = 0; // in bits
  unsigned alignment = 1, index = 0;
  evaluateAlignment(decl->alignmentExpr, alignment);
  for (FieldDecl *field : decl->fields) {
    if (!field->type)
      continue;
    unsigned own = 1; // from alignas: only more than the type's counts
    evaluateAlignment(field->alignmentExpr, own);
    uint64_t fieldAlignment = std::max<uint64_t>(field->type->alignment(), own);
    uint64_t begin = decl->isUnion ? 0 : alignedTo(end, own > 1 ? own * 8 : 1);
    if (field->bitWidth) {
      end = std::max(end, placeBitField(field, begin));
      fieldAlignment = field->name.empty() ? 1 : fieldAlignment;
    } else {
      field->offset = alignedTo((begin + 7) / 8, fieldAlignment);
      end = std::max(end, (field->offset + field->type->size()) * 8);
    }
    alignment = std::max(alignment, unsigned(fieldAlignment));
  }
  end = (end + 7) / 8;
  llvm::erase_if(decl->fields, [](FieldDecl *field) { return field->bitWidth && field->name.empty(); });
  for (FieldDecl *field : decl->fields)
    field->index = index++;
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
