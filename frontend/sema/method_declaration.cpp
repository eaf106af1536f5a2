// Methods and constructors as a class declares them, or inherits them.
#include "frontend/sema/checker.h"

namespace hd::sema {

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

} // namespace hd::sema
