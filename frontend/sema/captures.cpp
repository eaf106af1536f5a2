// Captured variables are fields of the lambda's class. What a lambda with a default captures is every
// variable that its body mentions.
#include "frontend/sema/captures.h"

#include "frontend/sema/mentioned.h"

namespace hd::sema {

const char *const kCapturedThis = "(this)";

void Captures::take(const LambdaExpr *lambda) {
  for (const LambdaCapture &capture : lambda->captures) {
    if (capture.name == "this")
      thisPointer(capture.range);
    else if (capture.init)
      init(capture);
    else if (Found found = checker_.lookUp(capture.name, checker_.scope_); found.pack)
      pack(capture.name, capture.byReference, capture.range, *found.pack);
    else
      variable(capture.name, capture.byReference, capture.range);
  }
  if (lambda->captureDefault != LambdaExpr::Default::None)
    defaults(lambda);
}

// A variable that lives in the frame of a function, or in the block's shared memory.
bool Captures::isCapturable(const Decl *decl) const {
  if (decl->kind() == Decl::Kind::Param)
    return true;
  auto *variable = dyn_cast<VarDecl>(decl);
  if (!variable || variable->isFileScope || variable->isBuiltin || variable->isMember)
    return false;
  return !checker_.valueOf(variable) || !variable->type || !variable->type.isConst || variable->isReference;
}

void Captures::add(const std::string &name, QualType type, Expr *init) {
  auto *field = checker_.unit_.make<FieldDecl>();
  field->name = name;
  field->range = init->range;
  field->nameLocation = init->range.begin;
  field->index = unsigned(closure_->fields.size());
  checker_.setDeclaredType(type, field->type, field->declared, field->isReference);
  closure_->fields.push_back(field);
  checker_.recordInfos_[closure_].scope->add(field);
  Expr *value = field->isReference ? checker_.bind(init, type, "capture")
                                   : checker_.checkInit(init, type.unqualified(), "capture");
  inits_.push_back(value);
}

void Captures::variable(const std::string &name, bool byReference, Range where) {
  auto *use = checker_.unit_.make<NameExpr>();
  use->name = name;
  use->range = where;
  Expr *init = checker_.checkExpr(use);
  if (checker_.failed(init))
    return;
  auto *named = dyn_cast<NameExpr>(checker_.withoutParens(init));
  auto *variable = named ? dyn_cast_or_null<VarDecl>(static_cast<Decl *>(named->decl)) : nullptr;
  bool isShared = variable && variable->memory != Memory::Private;
  bool isOpen = isa<ArrayType>(init->type.type) && cast<ArrayType>(init->type.type)->isUnsized;
  if (isOpen) { // `extern __shared__ float s[]`: by its address
    init = checker_.rvalue(init);
    return add(name, init->type.unqualified(), init);
  }
  if (byReference || isShared)
    return add(name, checker_.unit_.types.referenceTo(init->type, false), init);
  if (auto *array = dyn_cast<ArrayType>(init->type.type)) { // element by element
    auto *list = checker_.unit_.make<InitListExpr>();
    list->range = where;
    for (uint64_t i = 0; i < array->count; ++i) {
      auto *element = checker_.unit_.make<SubscriptExpr>();
      element->range = where;
      element->base = init;
      element->index = makeLiteral(checker_.unit_, {checker_.builtin(BuiltinKind::Long), i, 0}, where);
      list->inits.push_back(element);
    }
    return add(name, checker_.unit_.types.array(array->element.unqualified(), array->count), list);
  }
  add(name, init->type.unqualified(), init);
}

void Captures::thisPointer(Range where) {
  auto *self = checker_.unit_.make<ThisExpr>();
  self->range = where;
  if (Expr *value = checker_.checkExpr(self); !checker_.failed(value))
    add(kCapturedThis, value->type.unqualified(), value);
}

void Captures::defaults(const LambdaExpr *lambda) {
  std::vector<std::string> mentioned;
  bool usesThis = false;
  auto note = [&](const std::string &name) {
    if (name == "this")
      usesThis = true;
    else if (!llvm::is_contained(mentioned, name))
      mentioned.push_back(name);
  };
  visitNames(static_cast<const Stmt *>(lambda->callOperator->body), note);
  bool byReference = lambda->captureDefault == LambdaExpr::Default::Reference;
  for (const std::string &name : mentioned) {
    if (checker_.recordInfos_[closure_].scope->findHere(name) ||
        checker_.recordInfos_[closure_].scope->packHere(name))
      continue;
    Found found = checker_.lookUp(name, checker_.scope_);
    if (found.pack)
      pack(name, byReference, lambda->range, *found.pack);
    else if (found && isCapturable(found.first()))
      variable(name, byReference, lambda->range);
    else if (found && found.scope && found.scope->kind() == Scope::Kind::Record &&
             (found.first()->kind() == Decl::Kind::Field || isFunctionLike(found.first())))
      usesThis |= checker_.function_.decl && checker_.function_.decl->thisParam;
  }
  if (usesThis && !checker_.recordInfos_[closure_].scope->findHere(kCapturedThis))
    thisPointer(lambda->range);
}

// The pack's name means the fields that hold its elements.
void Captures::pack(const std::string &name, bool byReference, Range where,
                    const std::vector<Decl *> &elements) {
  std::vector<Decl *> fields;
  for (size_t i = 0; i < elements.size(); ++i) {
    auto *value = dyn_cast<ParamDecl>(elements[i]);
    if (!value)
      return; // a pack of types
    Expr *init = checker_.useOf(value, where);
    QualType type =
        byReference ? checker_.unit_.types.referenceTo(init->type, false) : init->type.unqualified();
    add(fmt::format("{}#{}", name, i), type, init);
    fields.push_back(closure_->fields.back());
  }
  checker_.recordInfos_[closure_].scope->addPack(checker_.internName(name), std::move(fields));
}

void Captures::init(const LambdaCapture &capture) {
  Expr *init = checker_.checkExpr(capture.init);
  if (checker_.failed(init))
    return;
  QualType type =
      capture.byReference ? checker_.unit_.types.referenceTo(init->type, false) : checker_.decayed(init);
  add(capture.name, type, init);
}

} // namespace hd::sema
