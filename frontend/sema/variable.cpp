// Variables: where they live, what initialises them, which are constants.
#include "frontend/sema/checker.h"

namespace hd::sema {

// Host variables are only declared: what the device uses of them is checked when it does.
void Checker::checkFileScopeVariable(VarDecl *decl) {
  decl->isFileScope = true;
  if (decl->memory == Memory::Private) {
    Decl *known = scope_->findHere(decl->name);
    if (inLibrary_ && known && isSamePlace(known, decl)) // included twice
      return;
    declare(decl);
    hostConstants_.emplace(decl, Check::Pending);
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

// A file-scope `const` without a memory attribute: a constant, or a table in constant memory.
void Checker::ensureHostConstant(VarDecl *decl) {
  Check &state = hostConstants_[decl];
  if (state != Check::Pending)
    return;
  state = Check::Running;
  Scope *saved = scope_;
  scope_ = inLibrary_ ? libraryScope_ : fileScope_;
  FunctionState savedFunction = std::move(function_);
  function_ = {};
  checkVariableType(decl);
  bool isConstant = decl->type && isConstObject(decl->type) && decl->init;
  if (isConstant) {
    checkInitialiser(decl);
    if (decl->init && !failed(decl->init)) {
      decl->memory = Memory::Constant;
      foldGlobal(decl);
    } else {
      decl->type = {};
    }
  }
  function_ = std::move(savedFunction);
  scope_ = saved;
  hostConstants_[decl] = Check::Done;
}

void Checker::checkLocalVariable(VarDecl *decl) {
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
}

void Checker::checkVariableType(VarDecl *decl) {
  if (decl->memory == Memory::Shared && decl->isExtern)
    decl->memory = Memory::DynamicShared;
  if (decl->syntax.base == TypeSyntax::Base::Auto && decl->init &&
      decl->init->kind() != Expr::Kind::InitList) {
    decl->init = checkValue(decl->init);
    decl->type = decl->init->type;
    if (decl->type)
      decl->type =
          qualified(unit_.types, decl->type.unqualified(), decl->syntax.isConst, decl->syntax.isVolatile);
  } else {
    decl->type = resolveType(decl->syntax);
  }
  evaluateAlignment(decl->alignmentExpr, decl->alignment);
  if (!decl->type)
    return;
  if (decl->isConstexpr)
    decl->type = qualified(unit_.types, decl->type, true, false);
  auto *array = dyn_cast<ArrayType>(decl->type.type);
  bool isOpen = array && array->isUnsized;
  if (isOpen ? !isComplete(array->element) : !isComplete(decl->type)) {
    report(Id::IncompleteType, nameRange(decl), decl->type.str());
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
  bool isShared = decl->memory == Memory::Shared || decl->memory == Memory::DynamicShared;
  if (!decl->init && !isShared)
    decl->init = defaultDimensions(decl->type, nameRange(decl));
  if (!decl->init) {
    if (isConstObject(decl->type) && decl->memory == Memory::Private)
      report(Id::ConstWithoutInitialiser, nameRange(decl), decl->name);
    return;
  }
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
    decl->init = checkInit(decl->init, decl->type, "initialise with");
  }
  recordConstant(decl);
}

// `const int n = 4` is usable where a constant is needed.
void Checker::recordConstant(VarDecl *decl) {
  bool isConst = decl->type.isConst && !decl->type.isVolatile && decl->type->isArithmetic();
  bool fixed = decl->memory == Memory::Private || decl->memory == Memory::Constant || decl->isConstexpr;
  if (failed(decl->init) || !isConst || !fixed) {
    if (decl->isConstexpr && !failed(decl->init) && decl->type->isArithmetic())
      report(Id::NotConstant, decl->init->range, "the initialiser of a `constexpr` variable");
    return;
  }
  // A `__constant__` variable can be written from the host.
  if (decl->memory == Memory::Constant && !hostConstants_.count(decl) && !decl->isStatic)
    return;
  if (auto value = evaluateConstant(decl->init))
    constants_[decl] = *value;
  else if (decl->isConstexpr)
    report(Id::NotConstant, decl->init->range, "the initialiser of a `constexpr` variable");
}

void Checker::foldGlobal(VarDecl *decl) {
  if (!decl->init || failed(decl->init))
    return;
  bool isFailed = false;
  decl->init = foldInit(decl->init, isFailed);
  if (isFailed)
    decl->init = nullptr;
}

Expr *Checker::foldInit(Expr *init, bool &isFailed) {
  if (!init)
    return nullptr;
  auto *list = dyn_cast<InitListExpr>(init);
  if (!list)
    if (auto *castExpr = dyn_cast<CastExpr>(init)) // `float4{1, 2, 3, 4}`
      list = dyn_cast<InitListExpr>(castExpr->operand);
  if (list && !list->type->isScalar()) {
    for (Expr *&entry : list->inits)
      if (!isFailed)
        entry = foldInit(entry, isFailed);
    return list;
  }
  if (auto *call = dyn_cast<CallExpr>(init);
      call && call->builtin && call->builtin->id == BuiltinId::MakeVector) {
    auto *fields = unit_.make<InitListExpr>();
    fields->range = init->range;
    fields->type = init->type;
    for (Expr *arg : call->args)
      fields->inits.push_back(isFailed ? nullptr : foldInit(arg, isFailed));
    return fields;
  }
  auto value = evaluateConstant(init);
  if (!value || (value->type->isPointer() && value->bits)) {
    report(Id::NotConstant, init->range, "the initialiser of a device variable");
    isFailed = true;
    return init;
  }
  return makeLiteral(unit_, *value, init->range);
}

} // namespace hd::sema
