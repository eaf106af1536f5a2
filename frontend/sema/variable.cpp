// Variables: where they live, what initialises them, which are constants.
#include "frontend/sema/deduce.h"

#include "llvm/Support/SaveAndRestore.h"

namespace hd::sema {

// Host variables are only declared: what the device uses of them is checked when it does.
void Checker::checkFileScopeVariable(VarDecl *decl) {
  decl->isFileScope = true;
  if (!decl->qualifier.empty())
    return defineStaticMember(decl);
  if (decl->memory == Memory::Private) {
    Decl *known = scope_->findHere(decl->name);
    if (inLibrary_ && known && isSamePlace(known, decl)) // included twice
      return;
    declare(decl);
    hostConstants_.emplace(decl, Check::Pending);
    memberScopes_[decl] = scope_;
    return;
  }
  checkVariableType(decl);
  auto *previous = dyn_cast_or_null<VarDecl>(scope_->findHere(decl->name));
  if (inLibrary_ && previous && isSamePlace(previous, decl))
    return;
  if (!(previous && previous->type == decl->type && (previous->isExtern || decl->isExtern)))
    declare(decl);
  if (!decl->type || !checkMemory(decl))
    return;
  checkInitialiser(decl);
  foldGlobal(decl);
}

// `const int S::n = 4;`
void Checker::defineStaticMember(VarDecl *decl) {
  Scope *scope = resolveQualifier(decl->qualifier, decl->range);
  if (!scope)
    return;
  auto *declared = dyn_cast_or_null<VarDecl>(scope->findHere(decl->name));
  if (!declared) {
    report(Id::NoMember, nameRange(decl), decl->name, nameOfScope(scope));
    return;
  }
  if (!declared->init)
    declared->init = decl->init;
  if (declared->memory == Memory::Private && decl->memory != Memory::Private)
    declared->memory = decl->memory;
}

// A file-scope `const` without a memory attribute: a constant, or a table in constant memory. Static members
// and instances of variable templates may also have their memory.
void Checker::ensureHostConstant(VarDecl *decl) {
  Check &state = hostConstants_[decl];
  if (state != Check::Pending)
    return;
  state = Check::Running;
  Scope *saved = scope_;
  const Frame *savedFrame = frame_;
  if (auto known = memberScopes_.find(decl); known != memberScopes_.end()) {
    scope_ = known->second;
    if (scope_->record && recordInfos_[scope_->record].frame) // S<0>::v from S<1>::v from ...
      frame_ = recordInfos_[scope_->record].frame;
  }
  FunctionState savedFunction = std::move(function_);
  function_ = {};
  checkVariableType(decl);
  bool hasMemory = decl->memory != Memory::Private;
  if (decl->type && (hasMemory ? checkMemory(decl) : isConstObject(decl->type) && decl->init)) {
    checkInitialiser(decl);
    if (decl->init ? !failed(decl->init) : hasMemory) {
      decl->memory = hasMemory ? decl->memory : Memory::Constant;
      foldGlobal(decl);
    } else {
      decl->type = {};
    }
  }
  function_ = std::move(savedFunction);
  scope_ = saved;
  frame_ = savedFrame;
  hostConstants_[decl] = Check::Done;
}

void Checker::checkLocalVariable(VarDecl *decl) {
  owners_[decl] = function_.decl;
  size_t firstCall = calls_.size();
  if (decl->isExtern && decl->memory == Memory::Shared)
    decl->memory = Memory::DynamicShared;
  checkVariableType(decl);
  if (decl->isStatic && decl->memory == Memory::Private && decl->type)
    decl->memory = isConstObject(decl->type) ? Memory::Constant : Memory::Device;
  if (decl->isExtern && decl->memory == Memory::Private)
    report(Id::UnsupportedFeature, nameRange(decl), "`extern` in a function is",
           "declare the variable at file scope");
  declare(decl);
  if (!decl->type || !checkMemory(decl)) {
    decl->type = {};
    return;
  }
  checkInitialiser(decl);
  if (decl->memory == Memory::Device || decl->memory == Memory::Constant)
    foldGlobal(decl);
  forgetCalls(decl, firstCall);
}

void Checker::checkVariableType(VarDecl *decl) {
  llvm::SaveAndRestore unevaluated(unevaluated_, unevaluated_ + decl->isConstexpr);
  if (decl->memory == Memory::Shared && decl->isExtern)
    decl->memory = Memory::DynamicShared;
  QualType type;
  bool isDecltype = decl->syntax.base == TypeSyntax::Base::Decltype && !decl->syntax.decltypeOf;
  bool isAuto = decl->syntax.base == TypeSyntax::Base::Auto || isDecltype;
  if (isAuto && decl->init && decl->init->kind() != Expr::Kind::InitList) {
    if (isDecltype)
      type = decltypeOf(decl->init);
    decl->init = checkExpr(decl->init);
    if (decl->syntax.chunks.empty() || decl->syntax.chunks.back().kind == DeclaratorChunk::Kind::Pointer)
      decl->init = decayFunction(decl->init);
    if (!isDecltype && !failed(decl->init))
      type = deduceAuto(decl->syntax, decl->init);
  } else {
    type = resolveType(decl->syntax);
  }
  setDeclaredType(type, decl->type, decl->declared, decl->isReference);
  evaluateAlignment(decl->alignmentExpr, decl->alignment);
  if (!decl->type)
    return;
  if (decl->isReference) {
    if (decl->init)
      return;
    report(Id::ReferenceWithoutInitialiser, nameRange(decl), decl->name);
    decl->type = {};
    return;
  }
  if (decl->isConstexpr)
    decl->declared = decl->type = qualified(unit_.types, decl->type, true, false);
  auto *array = dyn_cast<ArrayType>(decl->type.type);
  bool isOpen = array && array->isUnsized;
  if (isOpen ? !isComplete(array->element) : !isComplete(decl->type)) {
    report(Id::IncompleteType, nameRange(decl), decl->type.str());
    decl->type = {};
  } else if (function_.decl && isPolymorphic(decl->type)) {
    refuseVirtual(decl->type, nameRange(decl));
    decl->type = {};
  } else if (isOpen && !decl->init && decl->memory != Memory::DynamicShared) {
    report(Id::ArrayWithoutSize, nameRange(decl));
    decl->type = {};
  }
}

bool Checker::checkMemory(VarDecl *decl) {
  bool isShared = decl->memory == Memory::Shared || decl->memory == Memory::DynamicShared;
  if (isShared && decl->init) {
    report(Id::SharedInitialiser, decl->init->range, decl->name);
    return false;
  }
  if (decl->memory == Memory::DynamicShared && !decl->type->isArray()) {
    report(Id::DynamicSharedNotArray, nameRange(decl), decl->name);
    return false;
  }
  if (decl->isExtern && (decl->memory == Memory::Device || decl->memory == Memory::Constant) && !decl->init) {
    report(Id::UnsupportedFeature, nameRange(decl), "a device variable of another file is",
           "define it in this file");
    return false;
  }
  return true;
}

void Checker::checkInitialiser(VarDecl *decl) {
  if (decl->isReference) {
    decl->init = bind(decl->init, decl->declared, "initialise with");
    return;
  }
  bool isShared = decl->memory == Memory::Shared || decl->memory == Memory::DynamicShared;
  if (!decl->init && !isShared && !decl->isExtern)
    decl->init = defaultInit(decl->type, nameRange(decl));
  if (!decl->init) {
    if (isConstObject(decl->type) && decl->memory == Memory::Private)
      report(Id::ConstWithoutInitialiser, nameRange(decl), decl->name);
    return;
  }
  bool isFolded = decl->isConstexpr || decl->memory == Memory::Device || decl->memory == Memory::Constant;
  llvm::SaveAndRestore unevaluated(unevaluated_, unevaluated_ + isFolded);
  auto *array = dyn_cast<ArrayType>(decl->type.type);
  if (array && array->isUnsized) { // as many elements as the initialiser has, at most one for each entry
    uint64_t count = 1;
    if (auto *list = dyn_cast<InitListExpr>(decl->init))
      count = std::max<size_t>(list->inits.size(), 1);
    else if (auto *string = dyn_cast<StringLiteral>(decl->init))
      count = string->value.size() + 1;
    bool isString = decl->init->kind() == Expr::Kind::StringLiteral;
    decl->init = checkInit(decl->init, unit_.types.array(array->element, count), "initialise with");
    if (auto *list = dyn_cast<InitListExpr>(decl->init); list && !isString && !failed(list)) {
      while (list->inits.size() > 1 && !list->inits.back())
        list->inits.pop_back();
      count = list->inits.size();
    }
    decl->type = unit_.types.array(array->element, count);
    if (!failed(decl->init))
      decl->init->type = decl->type.unqualified();
  } else {
    auto *record = dyn_cast<RecordType>(decl->type.type);
    bool isDirect = record && decl->init->kind() != Expr::Kind::InitList &&
                    recordInfos_.count(record->decl) && !recordInfos_[record->decl].constructors.empty();
    decl->init = isDirect ? construct(decl->type, {decl->init}, false, decl->init->range) // `S s(x)`
                          : checkInit(decl->init, decl->type, "initialise with");
  }
  recordConstant(decl);
}

// The type of a variable or result declared with `auto` from its checked initialiser.
QualType Checker::deduceAuto(const TypeSyntax &written, Expr *init) {
  TemplateParamDecl *param = unit_.make<TemplateParamDecl>();
  param->name = "(auto)";
  TypeSyntax syntax = written;
  syntax.base = TypeSyntax::Base::Named;
  syntax.name = param->name;
  Bindings bindings;
  TemplateParamDecl *params[] = {param};
  Deduction deduction(*this, params, bindings, scope_);
  if (!deduction.callArg(syntax, init->type, isLValue(init)) || !bindings[0].isSet) {
    report(Id::AutoMismatch, init->range, init->type.str());
    return {};
  }
  Scope *saved = scope_;
  scope_ = bindScope(params, bindings, saved);
  QualType type = resolveType(syntax);
  scope_ = saved;
  return type;
}

} // namespace hd::sema
