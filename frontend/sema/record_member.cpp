// Members of classes: what may stand between the braces, friends among it.
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

} // namespace hd::sema
