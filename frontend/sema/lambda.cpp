// Lambdas become objects of a class of their own: captured variables are its fields, the body its
// `operator()`. What a lambda with a default captures is every variable that its body mentions.
#include "frontend/sema/checker.h"
#include "frontend/sema/mentioned.h"

#include "frontend/ast/clone.h"

namespace hd::sema {

const char *const kCapturedThis = "(this)";

// A variable that lives in the frame of a function, or in the block's shared memory.
bool Checker::isCapturable(const Decl *decl) const {
  if (decl->kind() == Decl::Kind::Param)
    return true;
  auto *variable = dyn_cast<VarDecl>(decl);
  if (!variable || variable->isFileScope || variable->isBuiltin || variable->isMember)
    return false;
  return !valueOf(variable) || !variable->type || !variable->type.isConst || variable->isReference;
}

void Checker::addCapture(RecordDecl *closure, const std::string &name, QualType type, Expr *init,
                         std::vector<Expr *> &inits) {
  auto *field = unit_.make<FieldDecl>();
  field->name = name;
  field->range = init->range;
  field->nameLocation = init->range.begin;
  field->index = unsigned(closure->fields.size());
  setDeclaredType(type, field->type, field->declared, field->isReference);
  closure->fields.push_back(field);
  recordInfos_[closure].scope->add(field);
  Expr *value =
      field->isReference ? bind(init, type, "capture") : checkInit(init, type.unqualified(), "capture");
  inits.push_back(value);
}

void Checker::captureVariable(RecordDecl *closure, const std::string &name, bool byReference, Range where,
                              std::vector<Expr *> &inits) {
  auto *use = unit_.make<NameExpr>();
  use->name = name;
  use->range = where;
  Expr *init = checkExpr(use);
  if (failed(init))
    return;
  auto *named = dyn_cast<NameExpr>(withoutParens(init));
  auto *variable = named ? dyn_cast_or_null<VarDecl>(static_cast<Decl *>(named->decl)) : nullptr;
  bool isShared = variable && variable->memory != Memory::Private;
  bool isOpen = isa<ArrayType>(init->type.type) && cast<ArrayType>(init->type.type)->isUnsized;
  if (isOpen) { // `extern __shared__ float s[]`: by its address
    init = rvalue(init);
    return addCapture(closure, name, init->type.unqualified(), init, inits);
  }
  if (byReference || isShared)
    return addCapture(closure, name, unit_.types.referenceTo(init->type, false), init, inits);
  if (auto *array = dyn_cast<ArrayType>(init->type.type)) { // element by element
    auto *list = unit_.make<InitListExpr>();
    list->range = where;
    for (uint64_t i = 0; i < array->count; ++i) {
      auto *element = unit_.make<SubscriptExpr>();
      element->range = where;
      element->base = init;
      element->index = makeLiteral(unit_, {builtin(BuiltinKind::Long), i, 0}, where);
      list->inits.push_back(element);
    }
    return addCapture(closure, name, unit_.types.array(array->element.unqualified(), array->count), list,
                      inits);
  }
  addCapture(closure, name, init->type.unqualified(), init, inits);
}

void Checker::captureThis(RecordDecl *closure, Range where, std::vector<Expr *> &inits) {
  auto *self = unit_.make<ThisExpr>();
  self->range = where;
  if (Expr *value = checkExpr(self); !failed(value))
    addCapture(closure, kCapturedThis, value->type.unqualified(), value, inits);
}

void Checker::captureDefaults(LambdaExpr *lambda, RecordDecl *closure, std::vector<Expr *> &inits) {
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
    if (recordInfos_[closure].scope->findHere(name) || recordInfos_[closure].scope->packHere(name))
      continue;
    Found found = lookUp(name, scope_);
    if (found.pack)
      capturePack(closure, name, byReference, lambda->range, *found.pack, inits);
    else if (found && isCapturable(found.first()))
      captureVariable(closure, name, byReference, lambda->range, inits);
    else if (found && found.scope && found.scope->kind() == Scope::Kind::Record &&
             (found.first()->kind() == Decl::Kind::Field || isFunctionLike(found.first())))
      usesThis |= function_.decl && function_.decl->thisParam;
  }
  if (usesThis && !recordInfos_[closure].scope->findHere(kCapturedThis))
    captureThis(closure, lambda->range, inits);
}

// The pack's name means the fields that hold its elements.
void Checker::capturePack(RecordDecl *closure, const std::string &name, bool byReference, Range where,
                          const std::vector<Decl *> &elements, std::vector<Expr *> &inits) {
  std::vector<Decl *> fields;
  for (size_t i = 0; i < elements.size(); ++i) {
    auto *value = dyn_cast<ParamDecl>(elements[i]);
    if (!value)
      return; // a pack of types
    Expr *init = useOf(value, where);
    QualType type = byReference ? unit_.types.referenceTo(init->type, false) : init->type.unqualified();
    addCapture(closure, fmt::format("{}#{}", name, i), type, init, inits);
    fields.push_back(closure->fields.back());
  }
  recordInfos_[closure].scope->addPack(internName(name), std::move(fields));
}

Expr *Checker::checkLambda(LambdaExpr *lambda) {
  auto *closure = unit_.make<RecordDecl>();
  closure->name = fmt::format("lambda:{}", lambda->range.begin.line);
  closure->range = lambda->range;
  closure->nameLocation = lambda->range.begin;
  closure->hasBody = true;
  RecordInfo &info = recordInfos_[closure];
  info.context = scope_;
  info.scope = newScope(scope_, Scope::Kind::Record);
  info.scope->record = closure;
  records_[closure] = Check::Running;
  std::vector<Expr *> inits;
  for (const LambdaCapture &capture : lambda->captures) {
    if (capture.name == "this")
      captureThis(closure, capture.range, inits);
    else if (capture.init)
      captureInit(closure, capture, inits);
    else if (Found found = lookUp(capture.name, scope_); found.pack)
      capturePack(closure, capture.name, capture.byReference, capture.range, *found.pack, inits);
    else
      captureVariable(closure, capture.name, capture.byReference, capture.range, inits);
  }
  if (lambda->captureDefault != LambdaExpr::Default::None)
    captureDefaults(lambda, closure, inits);
  layOut(closure);
  closure->isComplete = true;
  records_[closure] = Check::Done;
  declareCallOperator(lambda, closure);
  auto *value = unit_.make<InitListExpr>();
  value->range = lambda->range;
  value->type = unit_.types.record(closure);
  value->inits = inits;
  return llvm::any_of(inits, [](Expr *init) { return failed(init); }) ? fail(value) : value;
}

void Checker::captureInit(RecordDecl *closure, const LambdaCapture &capture, std::vector<Expr *> &inits) {
  Expr *init = checkExpr(capture.init);
  if (failed(init))
    return;
  QualType type = capture.byReference ? unit_.types.referenceTo(init->type, false) : decayed(init);
  addCapture(closure, capture.name, type, init, inits);
}

void Checker::declareCallOperator(LambdaExpr *lambda, RecordDecl *closure) {
  FunctionDecl *function = lambda->callOperator;
  function->isConstMember = !lambda->isMutable;
  function->isMember = true;
  function->isDevice = true;
  function->isHost = false;
  function->isConstexpr = true;
  function->parent = closure;
  Scope *saved = scope_;
  scope_ = recordInfos_[closure].scope;
  std::vector<TemplateParamDecl *> params = lambda->templateParams;
  for (ParamDecl *param : function->params) {
    if (param->syntax.base != TypeSyntax::Base::Auto)
      continue;
    auto *invented = unit_.make<TemplateParamDecl>();
    invented->name = fmt::format("(auto {})", params.size());
    invented->range = param->range;
    invented->isPack = param->isPack;
    param->syntax.base = TypeSyntax::Base::Named;
    param->syntax.name = invented->name;
    params.push_back(invented);
  }
  if (params.empty()) {
    resolveMethod(closure, function);
    scope_->add(function);
    scope_ = saved;
    ensureBody(function);
    return;
  }
  auto *pattern = unit_.make<TemplateDecl>();
  pattern->name = function->name;
  pattern->range = lambda->range;
  pattern->nameLocation = lambda->range.begin;
  pattern->params = params;
  pattern->pattern = function;
  registerTemplate(pattern, scope_);
  scope_->add(pattern);
  scope_ = saved;
}

} // namespace hd::sema
