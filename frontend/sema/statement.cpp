// Statements.
#include "frontend/sema/checker.h"
#include "frontend/sema/guards.h"

namespace hd::sema {

// The statement, or what it is lowered to.
Stmt *Checker::checkAndLower(Stmt *stmt) {
  if (auto *loop = dyn_cast<RangeForStmt>(stmt)) {
    ScopeGuard scope(*this);
    return lowerRangeFor(loop);
  }
  if (auto *branch = dyn_cast<IfStmt>(stmt)) {
    if (Stmt *block = lowerIf(branch))
      return block;
    if (branch->isConstexpr)
      return checkConstexprIf(branch);
  }
  checkStmt(stmt);
  return stmt;
}

// Only the branch that is taken is looked at.
Stmt *Checker::checkConstexprIf(IfStmt *stmt) {
  ++unevaluated_;
  Expr *condition = toBool(checkExpr(stmt->condition));
  --unevaluated_;
  auto value = failed(condition) ? std::nullopt : evaluateConstant(condition);
  auto *nothing = unit_.make<NullStmt>();
  nothing->range = stmt->range;
  if (!value) {
    if (!failed(condition))
      reportNotConstant(Id::NotConstant, condition->range, "the condition of `if constexpr`");
    return nothing;
  }
  Stmt *taken = value->isZero() ? stmt->elseStmt : stmt->thenStmt;
  if (!taken)
    return nothing;
  ScopeGuard scope(*this);
  return checkAndLower(taken);
}

void Checker::checkStmt(Stmt *stmt) {
  switch (stmt->kind()) {
  case Stmt::Kind::Compound:
    return checkCompound(cast<CompoundStmt>(stmt), true);
  case Stmt::Kind::Expr: {
    auto *node = cast<ExprStmt>(stmt);
    node->expr = checkDiscarded(node->expr);
    return;
  }
  case Stmt::Kind::Decl:
    return checkDeclStmt(cast<DeclStmt>(stmt));
  case Stmt::Kind::If:
    return checkIf(cast<IfStmt>(stmt));
  case Stmt::Kind::While: {
    auto *node = cast<WhileStmt>(stmt);
    checkUnroll(node->unroll);
    node->condition = checkCondition(node->condition);
    node->body = checkLoopBody(node->body);
    return;
  }
  case Stmt::Kind::Do: {
    auto *node = cast<DoStmt>(stmt);
    checkUnroll(node->unroll);
    node->body = checkLoopBody(node->body);
    node->condition = checkCondition(node->condition);
    return;
  }
  case Stmt::Kind::For:
    return checkFor(cast<ForStmt>(stmt));
  case Stmt::Kind::Switch:
    return checkSwitch(cast<SwitchStmt>(stmt));
  case Stmt::Kind::Case:
    report(Id::MisplacedCase, stmt->range);
    return;
  case Stmt::Kind::Break:
    if (!function_.breakables)
      report(Id::MisplacedBreak, stmt->range, "break", "a loop or `switch`");
    return;
  case Stmt::Kind::Continue:
    if (!function_.loops)
      report(Id::MisplacedBreak, stmt->range, "continue", "a loop");
    return;
  case Stmt::Kind::Return:
    return checkReturn(cast<ReturnStmt>(stmt));
  case Stmt::Kind::Null:
  case Stmt::Kind::RangeFor:
    return;
  }
}

void Checker::checkCompound(CompoundStmt *stmt, bool opensScope) {
  std::optional<ScopeGuard> scope;
  if (opensScope)
    scope.emplace(*this);
  for (Stmt *&child : stmt->body)
    child = checkAndLower(child);
}

void Checker::checkDeclStmt(DeclStmt *stmt) {
  std::vector<Decl *> decls;
  for (Decl *decl : stmt->decls) {
    auto *variable = dyn_cast<VarDecl>(decl);
    if (variable && !variable->bindings.empty()) {
      lowerBindings(variable, decls);
      continue;
    }
    checkDecl(decl);
    decls.push_back(decl);
  }
  stmt->decls = std::move(decls);
}

Expr *Checker::checkCondition(Expr *expr) { return toBool(checkExpr(expr)); }

void Checker::checkIf(IfStmt *stmt) {
  while (true) { // `else if` chains can be long
    stmt->condition = checkCondition(stmt->condition);
    {
      ScopeGuard scope(*this);
      stmt->thenStmt = checkAndLower(stmt->thenStmt);
    }
    if (!stmt->elseStmt)
      return;
    auto *next = dyn_cast<IfStmt>(stmt->elseStmt);
    if (!next || next->isConstexpr || next->init || next->conditionVar)
      break;
    stmt = next;
  }
  ScopeGuard scope(*this);
  stmt->elseStmt = checkAndLower(stmt->elseStmt);
}

void Checker::checkFor(ForStmt *stmt) {
  ScopeGuard scope(*this);
  checkUnroll(stmt->unroll);
  if (stmt->init)
    checkStmt(stmt->init);
  if (stmt->condition)
    stmt->condition = checkCondition(stmt->condition);
  if (stmt->increment)
    stmt->increment = checkDiscarded(stmt->increment);
  stmt->body = checkLoopBody(stmt->body);
}

Stmt *Checker::checkLoopBody(Stmt *body) {
  ScopeGuard scope(*this);
  ++function_.loops, ++function_.breakables;
  body = checkAndLower(body);
  --function_.loops, --function_.breakables;
  return body;
}

void Checker::checkUnroll(UnrollHint &hint) {
  if (hint.kind != UnrollHint::Kind::Count || !hint.count)
    return;
  auto value = integerConstant(hint.count);
  if (failed(hint.count))
    return;
  if (!value)
    reportNotConstant(Id::BadUnroll, hint.count->range);
  else if (value->isNegative() || value->bits > INT32_MAX)
    report(Id::BadUnroll, hint.count->range);
  else if (value->bits == 0)
    hint.value = 1; // as nvcc: 0 and 1 forbid unrolling
  else
    hint.value = value->bits;
}

void Checker::checkSwitch(SwitchStmt *stmt) {
  Expr *condition = stmt->condition = checkValue(stmt->condition);
  QualType type;
  if (!failed(condition) && !condition->type->isInteger())
    report(Id::SwitchNotInteger, condition->range, condition->type.str());
  else if (!failed(condition))
    type = (stmt->condition = promote(condition))->type;
  std::unordered_map<uint64_t, CaseStmt *> seen;
  ScopeGuard scope(*this);
  ++function_.breakables;
  CaseStmt *defaultLabel = nullptr;
  bool hasLabel = false;
  for (Stmt *&child : stmt->body->body) {
    auto *label = dyn_cast<CaseStmt>(child);
    hasLabel |= label != nullptr;
    if (!hasLabel && child->kind() != Stmt::Kind::Decl && child->kind() != Stmt::Kind::Null)
      report(Id::BeforeFirstCase, child->range);
    if (!label) {
      child = checkAndLower(child);
    } else if (label->value) {
      checkCase(label, type, seen);
    } else if (defaultLabel) {
      report(Id::DuplicateCase, label->range, "default")
          .note(Id::DeclaredHere, defaultLabel->range, "default");
    } else {
      defaultLabel = label;
    }
  }
  --function_.breakables;
}

void Checker::checkCase(CaseStmt *stmt, QualType type, std::unordered_map<uint64_t, CaseStmt *> &seen) {
  auto value = integerConstant(stmt->value);
  if (failed(stmt->value) || !type)
    return;
  if (!value) {
    reportNotConstant(Id::NotConstant, stmt->value->range, "a case label");
    return;
  }
  value = convertConstant(*value, type);
  stmt->constant = value->bits;
  auto [slot, isNew] = seen.emplace(value->bits, stmt);
  if (!isNew)
    report(Id::DuplicateCase, stmt->range, "case " + std::to_string(value->asSigned()))
        .note(Id::DeclaredHere, slot->second->range, "case " + std::to_string(value->asSigned()));
}

void Checker::checkReturn(ReturnStmt *stmt) {
  FunctionDecl *function = function_.decl;
  if (!function->result && !deduceResult(function, stmt))
    return;
  QualType result = function->result;
  if (!stmt->value) {
    if (!result->isVoid())
      report(Id::ReturnWithoutValue, stmt->range, function->name, result.str());
    return;
  }
  if (function->returnsReference) {
    stmt->value = bind(stmt->value, function->declaredResult, "return");
    return;
  }
  if (!result->isVoid()) {
    stmt->value = checkInit(stmt->value, result.unqualified(), "return");
    return;
  }
  stmt->value = checkExpr(stmt->value);
  if (!failed(stmt->value) && !stmt->value->type->isVoid())
    report(Id::ReturnFromVoid, stmt->value->range, function->name);
}

// The first `return` says what `auto` is.
bool Checker::deduceResult(FunctionDecl *function, ReturnStmt *stmt) {
  QualType type = builtin(BuiltinKind::Void);
  if (stmt->value && stmt->value->kind() == Expr::Kind::InitList) {
    report(Id::AutoWithoutInitialiser, stmt->range);
    return false;
  }
  if (stmt->value) {
    bool isDecltype = function->syntax.base == TypeSyntax::Base::Decltype;
    if (isDecltype) {
      type = decltypeOf(stmt->value);
      stmt->value = checkExpr(stmt->value);
    } else {
      stmt->value = checkExpr(stmt->value);
    }
    if (failed(stmt->value))
      return false;
    if (!isDecltype)
      type = deduceAuto(function->syntax, stmt->value);
  }
  return type && setResult(function, type);
}

} // namespace hd::sema
