// Names, literals, and the way to the other expressions.
#include "frontend/sema/checker.h"

namespace hd::sema {

namespace {
constexpr unsigned kMaxDepth = 6000; // frames of dispatch; the parser's limits keep real programs far below
}

Expr *Checker::checkExpr(Expr *expr) {
  if (!failed(expr)) // reached twice, through braces that were left out
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
  case Expr::Kind::Construct:
  case Expr::Kind::Temporary:
  case Expr::Kind::Lambda:
  case Expr::Kind::PackExpansion:
  case Expr::Kind::SizeOfPack:
  case Expr::Kind::Fold:
    break;
  }
  llvm_unreachable("unknown expression");
}

Expr *Checker::checkValue(Expr *expr) { return rvalue(checkExpr(expr)); }

Expr *Checker::checkDiscarded(Expr *expr) { return rvalue(checkExpr(expr)); }

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
  if (expr->kind() == Expr::Kind::StringLiteral) {
    report(Id::UnsupportedFeature, expr->range, "a string outside `printf` is",
           "use an array of `char` with an initialiser");
    return fail(expr);
  }
  return expr;
}

Expr *Checker::checkName(NameExpr *expr) {
  Decl *decl = scope_->find(expr->name);
  if (!decl) {
    if (VarDecl *variable = builtins_->variable(expr->name))
      decl = variable;
    else if (Expr *constant = builtins_->constant(expr->name)) {
      constant->range = expr->range;
      return constant;
    }
  }
  if (!decl) {
    if (!function_.unknownNames.insert(expr->name).second)
      return fail(expr);
    if (builtins_->function(expr->name)) {
      report(Id::UnsupportedFeature, expr->range, "a function used as a value is",
             "call the function by its name");
      return fail(expr);
    }
    suggest(report(Id::UnknownName, expr->range, expr->name), expr->name, expr->range, false);
    return fail(expr);
  }
  if (auto *enumerator = dyn_cast<EnumeratorDecl>(decl)) {
    auto *literal = unit_.make<IntLiteral>();
    literal->value = enumerator->value;
    literal->range = expr->range;
    literal->type = unit_.types.enumeration(enumerator->parent);
    return literal;
  }
  if (auto *variable = dyn_cast<VarDecl>(decl))
    return checkNameOfVariable(expr, variable);
  if (auto *param = dyn_cast<ParamDecl>(decl)) {
    expr->decl = param;
    expr->type = param->type;
    expr->category = Category::LValue;
    return expr;
  }
  if (auto *function = dyn_cast<FunctionDecl>(decl)) {
    expr->decl = function;
    report(Id::UnsupportedFeature, expr->range, "a function used as a value is",
           "call the function by its name");
    return fail(expr);
  }
  report(Id::TypeUsedAsValue, expr->range, expr->name).note(Id::DeclaredHere, nameRange(decl), decl->name);
  return fail(expr);
}

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
  expr->type = decl->type;
  expr->category = Category::LValue;
  bool isShared = decl->memory == Memory::Shared || decl->memory == Memory::DynamicShared;
  bool isGlobal = decl->memory != Memory::Private && (decl->isFileScope || !isShared);
  if (isGlobal && function_.decl && !unevaluated_)
    uses_.push_back({function_.decl, decl});
  return expr;
}

Expr *Checker::checkParen(ParenExpr *expr) {
  expr->operand = checkExpr(expr->operand);
  expr->type = expr->operand->type;
  expr->category = expr->operand->category;
  return expr;
}

Expr *Checker::checkConditional(ConditionalExpr *expr) {
  expr->condition = checkCondition(expr->condition);
  Expr *a = expr->thenExpr = checkValue(expr->thenExpr);
  Expr *b = expr->elseExpr = checkValue(expr->elseExpr);
  if (failed(expr->condition) || failed(a) || failed(b))
    return fail(expr);
  QualType type;
  if (a->type.type == b->type.type)
    type = a->type;
  else if (a->type->isArithmetic() && b->type->isArithmetic())
    type = commonType(a->type, b->type);
  else if (b->type->isPointer() && conversionRank(a, b->type) != kImpossible)
    type = b->type;
  else if (a->type->isPointer() && conversionRank(b, a->type) != kImpossible)
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
  if (!type || !requireComplete(type, expr->range))
    return fail(expr);
  Constant value{builtin(BuiltinKind::ULong), expr->isAlignOf ? type->alignment() : type->size(), 0};
  return makeLiteral(unit_, value, expr->range);
}

} // namespace hd::sema
