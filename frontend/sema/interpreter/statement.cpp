// Statements.
#include "frontend/sema/interpreter/interpreter.h"

namespace hd::sema {

using namespace ast;
using llvm::cast;
using llvm::dyn_cast;

Interpreter::Flow Interpreter::run(const Stmt *stmt) {
  if (!enter(stmt->range))
    return Flow::Failed;
  Flow flow = dispatch(stmt);
  --nodes_;
  return flow;
}

Interpreter::Flow Interpreter::dispatch(const Stmt *stmt) {
  switch (stmt->kind()) {
  case Stmt::Kind::Compound: {
    Scope scope(*this);
    return compound(cast<CompoundStmt>(stmt));
  }
  case Stmt::Kind::Expr: {
    Scope scope(*this);
    return discard(cast<ExprStmt>(stmt)->expr) ? Flow::Next : Flow::Failed;
  }
  case Stmt::Kind::Decl:
    for (const Decl *decl : cast<DeclStmt>(stmt)->decls)
      if (auto *variable = dyn_cast<VarDecl>(decl))
        if (declare(variable) == Flow::Failed)
          return Flow::Failed;
    return Flow::Next;
  case Stmt::Kind::If:
    return branch(cast<IfStmt>(stmt));
  case Stmt::Kind::While: {
    auto *node = cast<WhileStmt>(stmt);
    return loop(node->condition, nullptr, node->body, true);
  }
  case Stmt::Kind::Do: {
    auto *node = cast<DoStmt>(stmt);
    return loop(node->condition, nullptr, node->body, false);
  }
  case Stmt::Kind::For: {
    auto *node = cast<ForStmt>(stmt);
    Scope scope(*this);
    if (node->init && run(node->init) == Flow::Failed)
      return Flow::Failed;
    return loop(node->condition, node->increment, node->body, true);
  }
  case Stmt::Kind::Switch:
    return select(cast<SwitchStmt>(stmt));
  case Stmt::Kind::Break:
    return Flow::Break;
  case Stmt::Kind::Continue:
    return Flow::Continue;
  case Stmt::Kind::Return:
    return returnFrom(cast<ReturnStmt>(stmt));
  case Stmt::Kind::Case:
  case Stmt::Kind::Null:
    return Flow::Next;
  case Stmt::Kind::RangeFor: // sema leaves none
    break;
  }
  return fail(Id::ConstantNotEvaluated, stmt->range, "this statement");
}

Interpreter::Flow Interpreter::compound(const CompoundStmt *stmt, size_t first) {
  for (size_t i = first; i < stmt->body.size(); ++i)
    if (Flow flow = run(stmt->body[i]); flow != Flow::Next)
      return flow;
  return Flow::Next;
}

// What the initialiser makes on the way lives on: references may be bound to it.
Interpreter::Flow Interpreter::declare(const VarDecl *decl) {
  if (!decl->type)
    return failBefore();
  if (decl->memory != ast::Memory::Private) // `static const`: a constant; else of the running program
    return Flow::Next;
  Place object = push(decl->type, decl, decl->range);
  if (!object)
    return Flow::Failed;
  bind(decl, *object);
  return !decl->init || initialise(*object, decl->init) ? Flow::Next : Flow::Failed;
}

std::optional<bool> Interpreter::test(const Expr *condition) {
  Scope scope(*this);
  Scalar result = value(condition);
  return result ? std::optional(!result.constant.isZero()) : std::nullopt;
}

Interpreter::Flow Interpreter::branch(const IfStmt *stmt) {
  while (true) { // `else if` chains can be long
    auto isTrue = test(stmt->condition);
    if (!isTrue)
      return Flow::Failed;
    const Stmt *chosen = *isTrue ? stmt->thenStmt : stmt->elseStmt;
    if (!chosen)
      return Flow::Next;
    auto *next = *isTrue ? nullptr : dyn_cast<IfStmt>(chosen);
    if (!next) {
      Scope scope(*this);
      return run(chosen);
    }
    stmt = next;
  }
}

Interpreter::Flow Interpreter::loop(const Expr *condition, const Expr *increment, const Stmt *body,
                                    bool testsFirst) {
  for (bool tests = testsFirst;; tests = true) {
    if (tests && condition) {
      auto isTrue = test(condition);
      if (!isTrue)
        return Flow::Failed;
      if (!*isTrue)
        return Flow::Next;
    }
    Scope scope(*this);
    Flow flow = run(body);
    if (flow == Flow::Break)
      return Flow::Next;
    if (flow == Flow::Return || flow == Flow::Failed)
      return flow;
    if (increment && !discard(increment))
      return Flow::Failed;
  }
}

Interpreter::Flow Interpreter::select(const SwitchStmt *stmt) {
  Scope scope(*this);
  Scalar condition = value(stmt->condition);
  if (!condition)
    return Flow::Failed;
  const auto &body = stmt->body->body;
  if (!spend(1 + body.size() / 8, stmt->range))
    return Flow::Failed;
  size_t first = body.size();
  for (size_t i = 0; i < body.size(); ++i) {
    auto *label = dyn_cast<CaseStmt>(body[i]);
    if (label && label->value && label->constant == condition.constant.bits) {
      first = i;
      break;
    }
    if (label && !label->value)
      first = i; // `default`, wherever it stands
  }
  Flow flow = compound(stmt->body, first);
  return flow == Flow::Break ? Flow::Next : flow;
}

Interpreter::Flow Interpreter::returnFrom(const ReturnStmt *stmt) {
  Scope scope(*this);
  QualType type = frame_->function->result;
  if (!stmt->value)
    return Flow::Return;
  if (type->isVoid())
    return discard(stmt->value) ? Flow::Return : Flow::Failed;
  if (type->isScalar()) {
    frame_->value = value(stmt->value);
    return frame_->value ? Flow::Return : Flow::Failed;
  }
  return initialise(*frame_->result, stmt->value) ? Flow::Return : Flow::Failed;
}

} // namespace hd::sema
