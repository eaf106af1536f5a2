#include "frontend/sema/control_flow.h"

#include "frontend/sema/builtins.h"

namespace hd::sema {

using namespace ast;
using llvm::cast;
using llvm::dyn_cast;
using llvm::dyn_cast_or_null;

namespace {

bool isAlwaysTrue(const Expr *condition) {
  if (!condition)
    return true;
  while (true) {
    if (auto *paren = dyn_cast<ParenExpr>(condition))
      condition = paren->operand;
    else if (auto *conversion = dyn_cast<ImplicitCastExpr>(condition))
      condition = conversion->operand;
    else
      break;
  }
  if (auto *boolean = dyn_cast<BoolLiteral>(condition))
    return boolean->value;
  auto *integer = dyn_cast<IntLiteral>(condition);
  return integer && integer->value;
}

// A `break` that leaves this statement, not one of a loop or switch inside.
bool hasBreak(const Stmt *stmt) {
  if (!stmt)
    return false;
  if (stmt->kind() == Stmt::Kind::Break)
    return true;
  if (auto *compound = dyn_cast<CompoundStmt>(stmt)) {
    for (const Stmt *child : compound->body)
      if (hasBreak(child))
        return true;
    return false;
  }
  while (auto *branch = dyn_cast_or_null<IfStmt>(stmt)) {
    if (hasBreak(branch->thenStmt))
      return true;
    stmt = branch->elseStmt;
    if (stmt && stmt->kind() != Stmt::Kind::If)
      return hasBreak(stmt);
  }
  return false;
}

bool switchFallsThrough(const SwitchStmt *stmt) {
  bool hasDefault = false;
  for (const Stmt *child : stmt->body->body)
    if (auto *label = dyn_cast<CaseStmt>(child))
      hasDefault |= !label->value;
  return !hasDefault || hasBreak(stmt->body) || fallsThrough(stmt->body);
}

bool neverReturns(const Expr *expr) {
  auto *call = dyn_cast<CallExpr>(expr);
  return call && call->builtin &&
         (call->builtin->id == BuiltinId::Trap || call->builtin->id == BuiltinId::Unreachable);
}

// After a statement that is not left, a label of a switch makes the next one reachable again.
bool compoundFallsThrough(const CompoundStmt *compound) {
  bool isReachable = true;
  for (const Stmt *child : compound->body) {
    if (child->kind() == Stmt::Kind::Case)
      isReachable = true;
    else if (isReachable)
      isReachable = fallsThrough(child);
  }
  return isReachable;
}

} // namespace

bool fallsThrough(const Stmt *stmt) {
  while (auto *branch = dyn_cast<IfStmt>(stmt)) { // `else if` chains can be long
    if (!branch->elseStmt || fallsThrough(branch->thenStmt))
      return true;
    stmt = branch->elseStmt;
  }
  switch (stmt->kind()) {
  case Stmt::Kind::Return:
  case Stmt::Kind::Break:
  case Stmt::Kind::Continue:
    return false;
  case Stmt::Kind::Compound:
    return compoundFallsThrough(cast<CompoundStmt>(stmt));
  case Stmt::Kind::While: {
    auto *loop = cast<WhileStmt>(stmt);
    return !isAlwaysTrue(loop->condition) || hasBreak(loop->body);
  }
  case Stmt::Kind::For: {
    auto *loop = cast<ForStmt>(stmt);
    return !isAlwaysTrue(loop->condition) || hasBreak(loop->body);
  }
  case Stmt::Kind::Do: {
    auto *loop = cast<DoStmt>(stmt);
    bool onlyReturns = !fallsThrough(loop->body) && !hasBreak(loop->body);
    return !(onlyReturns || (isAlwaysTrue(loop->condition) && !hasBreak(loop->body)));
  }
  case Stmt::Kind::Switch:
    return switchFallsThrough(cast<SwitchStmt>(stmt));
  case Stmt::Kind::Expr:
    return !neverReturns(cast<ExprStmt>(stmt)->expr);
  case Stmt::Kind::If:
  case Stmt::Kind::Decl:
  case Stmt::Kind::Case:
  case Stmt::Kind::Null:
  case Stmt::Kind::RangeFor:
    break;
  }
  return true;
}

} // namespace hd::sema
