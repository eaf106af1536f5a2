#include "frontend/irgen/exits.h"

#include "frontend/irgen/walk.h"

#include "llvm/ADT/TypeSwitch.h"

using llvm::cast;
using llvm::dyn_cast;
using llvm::isa;

namespace hd::irgen {

Exits &Exits::operator|=(const Exits &other) {
  breaks |= other.breaks;
  continues |= other.continues;
  returns |= other.returns;
  return *this;
}

std::optional<bool> constantCondition(const ast::Expr *condition) {
  const ast::Expr *expr = strip(condition);
  while (auto *conversion = dyn_cast<ast::ImplicitCastExpr>(expr))
    expr = strip(conversion->operand);
  if (auto *literal = dyn_cast<ast::IntLiteral>(expr))
    return literal->value != 0;
  if (auto *literal = dyn_cast<ast::BoolLiteral>(expr))
    return literal->value;
  return std::nullopt;
}

Exits ExitAnalysis::of(const ast::Stmt *stmt) {
  if (!stmt)
    return {};
  if (auto known = known_.find(stmt); known != known_.end())
    return known->second;
  Exits exits = compute(stmt);
  known_[stmt] = exits;
  return exits;
}

Exits ExitAnalysis::compute(const ast::Stmt *stmt) {
  switch (stmt->kind()) {
  case ast::Stmt::Kind::Expr:
  case ast::Stmt::Kind::Decl:
  case ast::Stmt::Kind::Null:
  case ast::Stmt::Kind::Case:
  case ast::Stmt::Kind::RangeFor: // sema has made it a ForStmt
    return {};
  case ast::Stmt::Kind::Break:
    return {.breaks = true, .always = true};
  case ast::Stmt::Kind::Continue:
    return {.continues = true, .always = true};
  case ast::Stmt::Kind::Return:
    return {.returns = true, .always = true};
  case ast::Stmt::Kind::Compound: {
    Exits exits;
    for (const ast::Stmt *child : cast<ast::CompoundStmt>(stmt)->body) {
      Exits inner = of(child);
      exits |= inner;
      if ((exits.always = inner.always))
        break; // what follows is never reached
    }
    return exits;
  }
  case ast::Stmt::Kind::If: {
    auto *branch = cast<ast::IfStmt>(stmt);
    Exits exits = of(branch->thenStmt), other = of(branch->elseStmt);
    exits.always = exits.always && other.always;
    exits |= other;
    return exits;
  }
  case ast::Stmt::Kind::While: {
    auto *loop = cast<ast::WhileStmt>(stmt);
    return ofLoop(loop->body, constantCondition(loop->condition).value_or(false));
  }
  case ast::Stmt::Kind::Do: {
    auto *loop = cast<ast::DoStmt>(stmt);
    return ofLoop(loop->body, constantCondition(loop->condition).value_or(false));
  }
  case ast::Stmt::Kind::For: {
    auto *loop = cast<ast::ForStmt>(stmt);
    return ofLoop(loop->body, !loop->condition || constantCondition(loop->condition).value_or(false));
  }
  case ast::Stmt::Kind::Switch:
    return ofSwitch(cast<ast::SwitchStmt>(stmt));
  }
  llvm_unreachable("all kinds are handled");
}

Exits ExitAnalysis::ofLoop(const ast::Stmt *body, bool endless) {
  Exits inner = of(body);
  return {.returns = inner.returns, .always = endless && !inner.breaks};
}

Exits ExitAnalysis::ofSwitch(const ast::SwitchStmt *stmt) {
  Exits exits;
  bool hasDefault = false, lastExits = false;
  for (const ast::Stmt *child : stmt->body->body) {
    if (auto *label = dyn_cast<ast::CaseStmt>(child)) {
      hasDefault |= label->value == nullptr;
      lastExits = false;
      continue;
    }
    if (lastExits)
      continue; // not reached before the next label
    Exits inner = of(child);
    exits |= inner;
    lastExits = inner.always;
  }
  return {.continues = exits.continues,
          .returns = exits.returns,
          .always = hasDefault && lastExits && !exits.breaks};
}

} // namespace hd::irgen
