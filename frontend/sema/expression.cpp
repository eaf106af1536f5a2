// Names, literals, and the way to the other expressions.
#include "frontend/sema/checker.h"
#include "frontend/sema/error_trap.h"
#include "frontend/sema/type_traits.h"

namespace hd::sema {

namespace {
constexpr unsigned kMaxDepth = 6000; // frames of dispatch; the parser's limits keep real programs far below
}

Expr *Checker::checkExpr(Expr *expr) {
  if (!failed(expr) || failedExprs_.count(expr)) // reached twice, through braces that were left out
    return expr;
  if (depth_ >= kMaxDepth) {
    report(Id::ExpressionTooDeep, expr->range);
    return fail(expr);
  }
  ++depth_;
  Expr *result = dispatch(expr);
  --depth_;
  return result;
}

Expr *Checker::dispatch(Expr *expr) {
  switch (expr->kind()) {
  case Expr::Kind::IntLiteral:
  case Expr::Kind::FloatLiteral:
  case Expr::Kind::StringLiteral:
  case Expr::Kind::BoolLiteral:
  case Expr::Kind::NullPointer:
    return checkLiteral(expr);
  case Expr::Kind::Name:
    return checkName(cast<NameExpr>(expr));
  case Expr::Kind::Unary:
    return checkUnary(cast<UnaryExpr>(expr));
  case Expr::Kind::Binary:
    return checkBinarySpine(cast<BinaryExpr>(expr));
  case Expr::Kind::Assign:
    return checkAssign(cast<AssignExpr>(expr));
  case Expr::Kind::Conditional:
    return checkConditional(cast<ConditionalExpr>(expr));
  case Expr::Kind::Call:
    return checkCall(cast<CallExpr>(expr));
  case Expr::Kind::Subscript:
    return checkSubscript(cast<SubscriptExpr>(expr));
  case Expr::Kind::Member:
    return checkMember(cast<MemberExpr>(expr));
  case Expr::Kind::Cast:
    return checkCast(cast<CastExpr>(expr));
  case Expr::Kind::ImplicitCast:
    return expr;
  case Expr::Kind::InitList:
    report(Id::MisplacedInitList, expr->range);
    return fail(expr);
  case Expr::Kind::SizeOf:
    return checkSizeOf(cast<SizeOfExpr>(expr));
  case Expr::Kind::Paren:
    return checkParen(cast<ParenExpr>(expr));
  case Expr::Kind::This:
    return checkThis(cast<ThisExpr>(expr));
  case Expr::Kind::Construct: {
    auto *made = cast<ConstructExpr>(expr);
    QualType type = resolveConstructed(made);
    return type ? construct(type, made->args, made->isBraced, expr->range) : fail(expr);
  }
  case Expr::Kind::Temporary:
    return expr;
  case Expr::Kind::Lambda:
    return checkLambda(cast<LambdaExpr>(expr));
  case Expr::Kind::PackExpansion:
    report(Id::UnexpandedPack, expr->range, "...");
    return fail(expr);
  case Expr::Kind::SizeOfPack:
    return checkSizeOfPack(cast<SizeOfPackExpr>(expr));
  case Expr::Kind::Fold:
    return checkFold(cast<FoldExpr>(expr));
  }
  llvm_unreachable("unknown expression");
}

Expr *Checker::checkValue(Expr *expr) { return rvalue(checkExpr(expr)); }

// What is assigned or stepped is not read again.
Expr *Checker::checkDiscarded(Expr *expr) {
  Expr *checked = checkExpr(expr);
  const Expr *inner = withoutParens(checked);
  auto *step = dyn_cast<UnaryExpr>(inner);
  bool isWrite = inner->kind() == Expr::Kind::Assign ||
                 (step && (step->op == UnaryOp::PreInc || step->op == UnaryOp::PreDec));
  return isWrite ? checked : rvalue(checked);
}

Expr *Checker::checkLiteral(Expr *expr) {
  if (auto *integer = dyn_cast<IntLiteral>(expr))
    expr->type = builtin(integer->builtin);
  else if (auto *floating = dyn_cast<FloatLiteral>(expr))
    expr->type = builtin(floating->isFloat ? BuiltinKind::Float : BuiltinKind::Double);
  else if (expr->kind() == Expr::Kind::BoolLiteral)
    expr->type = builtin(BuiltinKind::Bool);
  else if (expr->kind() == Expr::Kind::NullPointer)
    expr->type = unit_.types.pointerTo(builtin(BuiltinKind::Void));
  else if (auto *string = dyn_cast<StringLiteral>(expr))
    expr->type = unit_.types.array(builtin(BuiltinKind::Char).withConst(), string->value.size() + 1);
  if (expr->kind() == Expr::Kind::StringLiteral)
    expr->category = Category::LValue;
  return expr;
}

Expr *Checker::enumeratorValue(EnumeratorDecl *enumerator, Range where) {
  auto *literal = unit_.make<IntLiteral>();
  literal->value = enumerator->value;
  literal->range = where;
  literal->type = unit_.types.enumeration(enumerator->parent);
  return literal;
}

// A name that nothing declares: a builtin, or an error.
Expr *Checker::checkUndeclared(NameExpr *expr) {
  if (VarDecl *variable = builtins_->variable(expr->name))
    return checkNameOfVariable(expr, variable);
  if (Expr *constant = builtins_->constant(expr->name)) {
    constant->range = expr->range;
    return constant;
  }
  if (Expr *trait = expr->hasArgs ? TypeTraits(*this).check(expr) : nullptr)
    return trait;
  if (!function_.unknownNames.insert(expr->name).second)
    return fail(expr);
  if (builtins_->function(expr->name))
    report(Id::UnsupportedFeature, expr->range, "a function used as a value is",
           "call the function by its name");
  else if (auto unsupported = unsupportedName(expr->name))
    report(Id::UnsupportedFeature, expr->range, unsupported->feature, unsupported->instead);
  else
    suggest(report(Id::UnknownName, expr->range, expr->name), expr->name, expr->range, false);
  return fail(expr);
}

Expr *Checker::checkName(NameExpr *expr) {
  Found found;
  if (expr->qualifier.empty()) {
    found = lookUp(expr->name, scope_);
  } else {
    Scope *scope = resolveQualifier(expr->qualifier, expr->range);
    if (!scope)
      return fail(expr);
    found = lookUpIn(expr->name, scope);
    if (!found && scope->kind() != Scope::Kind::Namespace) {
      reportNoMember(expr->name, scope, expr->range);
      return fail(expr);
    }
  }
  if (found.pack) {
    report(Id::UnexpandedPack, expr->range, expr->name);
    return fail(expr);
  }
  if (!found)
    return checkUndeclared(expr);
  Decl *decl = found.first();
  if (auto *pattern = dyn_cast<TemplateDecl>(decl); pattern && pattern->pattern->kind() == Decl::Kind::Var) {
    VarDecl *instance = expr->hasArgs ? variableInstance(pattern, expr->args, expr->range) : nullptr;
    if (!instance && !expr->hasArgs)
      report(Id::MissingTemplateArguments, expr->range, expr->name);
    return instance ? checkNameOfVariable(expr, instance) : fail(expr);
  }
  if (auto *enumerator = dyn_cast<EnumeratorDecl>(decl))
    return enumeratorValue(enumerator, expr->range);
  if (auto *variable = dyn_cast<VarDecl>(decl))
    return checkNameOfVariable(expr, variable);
  if (auto *field = dyn_cast<FieldDecl>(decl))
    return checkNameOfField(expr, field, found.scope->record);
  if (auto *param = dyn_cast<ParamDecl>(decl)) {
    if (!param->type)
      return fail(expr);
    expr->decl = param;
    return useOf(param, expr->range);
  }
  if (isFunctionLike(decl))
    return functionObject(expr, found);
  report(Id::TypeUsedAsValue, expr->range, expr->name).note(Id::DeclaredHere, nameRange(decl), decl->name);
  return fail(expr);
}

// The name of a function as a value, `apply(f, x)`: an object without data whose `operator()` is the
// function.
Expr *Checker::functionObject(NameExpr *expr, const Found &found) {
  auto isMethod = [](Decl *decl) {
    auto *function = dyn_cast<FunctionDecl>(decl);
    return function && function->thisParam;
  };
  if (llvm::any_of(found.decls, isMethod)) {
    report(Id::UnsupportedFeature, expr->range, "a method used as a value is",
           "use a lambda that calls it on an object");
    return fail(expr);
  }
  llvm::SmallVector<Decl *, 4> functions(found.decls.begin(), found.decls.end());
  if (expr->hasArgs) { // `f<int>`: that instance
    functions.clear();
    for (Decl *decl : found.decls)
      if (auto *pattern = dyn_cast<TemplateDecl>(decl)) {
        Template &info = templateOf(pattern);
        Bindings bindings;
        ErrorTrap trap(engine_);
        if (info.decl->pattern->kind() == Decl::Kind::Function &&
            resolveArgs(info.decl, info.scope, expr->args, bindings, false, expr->range) && !trap.failed())
          if (FunctionDecl *instance = instantiateFunction(info, bindings, expr->range))
            functions.push_back(instance);
      }
    if (functions.empty()) {
      report(Id::CannotDeduce, expr->range, expr->name, "these arguments");
      return fail(expr);
    }
  }
  RecordDecl *&record = functionObjects_[functions[0]];
  if (!record) {
    record = unit_.make<RecordDecl>();
    record->name = "function " + expr->name;
    record->range = expr->range;
    record->isComplete = record->hasBody = true;
    record->size = record->alignment = 1;
    records_[record] = Check::Done;
    RecordInfo &info = recordInfos_[record];
    info.context = scope_;
    info.scope = newScope(nullptr, Scope::Kind::Record);
    info.scope->record = record;
    for (Decl *each : functions)
      info.scope->add("operator()", each);
  }
  auto *value = unit_.make<InitListExpr>();
  value->range = expr->range;
  value->type = unit_.types.record(record);
  return value;
}

// In a method or lambda: `this->name`.
Expr *Checker::checkNameOfField(NameExpr *expr, FieldDecl *field, RecordDecl *record) {
  Expr *object = implicitObject(record, expr->range);
  if (!object && unevaluated_) { // `decltype(field)` in a class
    auto *placeholder = unit_.make<NullPointerExpr>();
    placeholder->type = unit_.types.pointerTo(unit_.types.record(record));
    placeholder->range = expr->range;
    object = placeholder;
  }
  if (!object) {
    report(Id::NeedsObject, expr->range, expr->name);
    return fail(expr);
  }
  auto *member = unit_.make<MemberExpr>();
  member->range = expr->range;
  member->base = object;
  member->isArrow = true;
  member->name = field->name;
  return checkMember(member);
}

// A type that `T(...)` names; class templates may leave out arguments that have defaults.
QualType Checker::resolveConstructed(ConstructExpr *expr) { return resolveType(expr->target); }

Expr *Checker::checkNameOfVariable(NameExpr *expr, VarDecl *decl) {
  expr->decl = decl;
  bool isHost = decl->isFileScope && !decl->isBuiltin && hostConstants_.count(decl);
  if (isHost)
    ensureHostConstant(decl);
  if (isHost && decl->memory == Memory::Private && decl->type) { // neither a constant nor in device memory
    if (function_.unknownNames.insert(expr->name).second)
      report(Id::HostVariable, expr->range, decl->name).note(Id::DeclaredHere, nameRange(decl), decl->name);
    return fail(expr);
  }
  if (!decl->type)
    return fail(expr);
  expr->type = decl->type;
  expr->category = Category::LValue;
  bool isShared = decl->memory == Memory::Shared || decl->memory == Memory::DynamicShared;
  bool isGlobal = decl->memory != Memory::Private && (decl->isFileScope || !isShared);
  if (isGlobal && function_.decl && !unevaluated_)
    uses_.push_back({function_.decl, decl});
  return decl->isReference ? useOf(decl, expr->range) : expr;
}

Expr *Checker::checkParen(ParenExpr *expr) {
  expr->operand = checkExpr(expr->operand);
  expr->type = expr->operand->type;
  expr->category = expr->operand->category;
  return expr;
}

Expr *Checker::checkConditional(ConditionalExpr *expr) {
  expr->condition = checkCondition(expr->condition);
  Expr *a = expr->thenExpr = checkExpr(expr->thenExpr);
  Expr *b = expr->elseExpr = checkExpr(expr->elseExpr);
  if (failed(expr->condition) || failed(a) || failed(b))
    return fail(expr);
  a = expr->thenExpr = decayFunction(a);
  b = expr->elseExpr = decayFunction(b);
  if (a->type == b->type && hasAddress(a) && hasAddress(b) && (a->type->isRecord() || a->type->isArray()))
    return chooseAddress(expr, a, b);
  if (a->type->isRecord() != b->type->isRecord() || (a->type->isRecord() && a->type.type != b->type.type))
    unifyClasses(a, b);
  if (failed(a) || failed(b))
    return fail(expr);
  bool differ = a->type.type != b->type.type;
  a = expr->thenExpr = a->type->isRecord() ? copyOf(a, a->type.unqualified()) : rvalue(a);
  b = expr->elseExpr = b->type->isRecord() ? copyOf(b, b->type.unqualified()) : rvalue(b);
  if (differ) {
    a = expr->thenExpr = promoteBitField(a);
    b = expr->elseExpr = promoteBitField(b);
  }
  if (failed(a) || failed(b))
    return fail(expr);
  QualType type;
  if (a->type.type == b->type.type)
    type = a->type;
  else if (a->type->isArithmetic() && b->type->isArithmetic() && !mixesSmallFloats(a->type, b->type))
    type = commonType(a->type, b->type);
  else if (a->type->isPointer() && isNullConstant(b))
    type = a->type;
  else if (b->type->isPointer() && standardRank(a, a->type, b->type) != kImpossible)
    type = b->type;
  else if (a->type->isPointer() && standardRank(b, b->type, a->type) != kImpossible)
    type = a->type;
  if (!type) {
    report(Id::ConditionalMismatch, expr->range, a->type.str(), b->type.str());
    return fail(expr);
  }
  expr->thenExpr = convertUnchecked(a, type);
  expr->elseExpr = convertUnchecked(b, type);
  expr->type = type.unqualified();
  return expr;
}

// `(c ? a : b)` of two places is a place: chosen by address.
Expr *Checker::chooseAddress(ConditionalExpr *expr, Expr *a, Expr *b) {
  QualType place = a->type;
  expr->thenExpr = addressOf(a);
  expr->elseExpr = addressOf(b);
  expr->type = unit_.types.pointerTo(place);
  return derefOf(expr, expr->range);
}

// The two places of `c ? a : b`. Scalars are chosen as values first, since most uses want those.
std::optional<std::pair<Expr *, Expr *>> Checker::chosenPlaces(const Expr *expr) const {
  auto *choice = dyn_cast<ConditionalExpr>(withoutParens(expr));
  if (!choice || !choice->type)
    return std::nullopt;
  auto placeOf = [&](Expr *side) -> Expr * {
    auto *load = dyn_cast<ImplicitCastExpr>(side);
    bool isLoad = load && load->castKind == CastKind::LValueToRValue && hasAddress(load->operand);
    return isLoad ? load->operand : nullptr;
  };
  Expr *a = placeOf(choice->thenExpr), *b = placeOf(choice->elseExpr);
  if (!a || !b || a->type != b->type)
    return std::nullopt;
  return std::pair(a, b);
}

// Where a place is wanted: the one that `c ? a : b` chooses; any other expression as it is.
Expr *Checker::asPlace(Expr *expr) {
  auto places = failed(expr) ? std::nullopt : chosenPlaces(expr);
  if (!places)
    return expr;
  auto *choice = cast<ConditionalExpr>(const_cast<Expr *>(withoutParens(expr)));
  return chooseAddress(choice, places->first, places->second);
}

// Makes one side the class of the other, or both what they convert to.
void Checker::unifyClasses(Expr *&a, Expr *&b) {
  bool toA = rankOf(b, a->type.unqualified()) != kImpossible;
  bool toB = rankOf(a, b->type.unqualified()) != kImpossible;
  if (toA && !toB)
    b = convert(b, a->type.unqualified(), "convert");
  else if (toB && !toA)
    a = convert(a, b->type.unqualified(), "convert");
  else
    a = convertToArithmetic(a), b = convertToArithmetic(b);
}

Expr *Checker::checkSizeOf(SizeOfExpr *expr) {
  QualType type;
  if (expr->target) {
    type = resolveType(*expr->target);
  } else {
    ++unevaluated_;
    expr->operand = checkExpr(expr->operand);
    --unevaluated_;
    type = expr->operand->type;
  }
  if (auto *reference = type ? dyn_cast<ReferenceType>(type.type) : nullptr)
    type = reference->referee;
  if (!type || !requireComplete(type, expr->range))
    return fail(expr);
  Constant value{builtin(BuiltinKind::ULong), expr->isAlignOf ? type->alignment() : type->size(), 0};
  return makeLiteral(unit_, value, expr->range);
}

} // namespace hd::sema
