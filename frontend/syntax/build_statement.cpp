// Statements.
#include "frontend/syntax/builder.h"

namespace hd::syntax {

using namespace ast;

CompoundStmt *Builder::compound(const Node *node) {
  auto *result = make<CompoundStmt>(range(node));
  for (const Node *child = node->child; child; child = child->next)
    if (child->is(Rule::Statement))
      result->body.push_back(statement(child));
  return result;
}

Stmt *Builder::statement(const Node *node) {
  const Node *first = node->child;
  diag::Range where = range(node);
  if (first->is(Rule::Compound))
    return compound(first);
  if (first->is(Rule::Declaration) || first->is(Rule::StaticAssert) || first->is(Rule::Alias))
    return declStatement(first);
  if (!first->is(Rule::Terminal)) {
    auto *result = make<ExprStmt>(where);
    result->expr = expression(first);
    return result;
  }
  switch (first->token) {
  case Tok::IF:
  case Tok::IF_ELSE:
    return ifStatement(node);
  case Tok::WHILE:
    return whileStatement(node);
  case Tok::DO:
    return doStatement(node);
  case Tok::FOR:
    return forStatement(node);
  case Tok::SWITCH:
    return switchStatement(node);
  case Tok::CASE:
  case Tok::DEFAULT: {
    auto *label = make<CaseStmt>(where);
    label->value = first->is(Tok::CASE) ? expression(first->next) : nullptr;
    return label;
  }
  case Tok::BREAK:
    return make<BreakStmt>(where);
  case Tok::CONTINUE:
    return make<ContinueStmt>(where);
  case Tok::RETURN:
    return returnStatement(node);
  case Tok::UNROLL:
    return unrolled(node);
  default:
    return make<NullStmt>(where);
  }
}

Stmt *Builder::declStatement(const Node *node) {
  auto *result = make<DeclStmt>(range(node));
  if (node->is(Rule::Declaration))
    declaration(node, result->decls);
  else
    result->decls.push_back(node->is(Rule::Alias) ? alias(node) : staticAssert(node));
  return result;
}

Stmt *Builder::ifStatement(const Node *node) {
  auto *result = make<IfStmt>(range(node));
  const Node *condition = node->child->next->next;
  const Node *thenNode = condition->next->next;
  result->condition = expression(condition);
  result->thenStmt = statement(thenNode);
  if (thenNode->next)
    result->elseStmt = statement(node->lastChild);
  return result;
}

Stmt *Builder::whileStatement(const Node *node) {
  auto *result = make<WhileStmt>(range(node));
  result->condition = expression(node->child->next->next);
  result->body = statement(node->lastChild);
  return result;
}

Stmt *Builder::doStatement(const Node *node) {
  auto *result = make<DoStmt>(range(node));
  const Node *body = node->child->next;
  result->body = statement(body);
  result->condition = expression(body->next->next->next);
  return result;
}

Stmt *Builder::forStatement(const Node *node) {
  auto *result = make<ForStmt>(range(node));
  const Node *at = node->child->next->next;
  if (at->is(Rule::Declaration)) {
    result->init = declStatement(at);
    at = at->next;
  } else {
    if (!at->is(Tok::SEMI)) {
      auto *init = make<ExprStmt>(range(at));
      init->expr = expression(at);
      result->init = init;
      at = at->next;
    }
    at = at->next;
  }
  if (!at->is(Tok::SEMI)) {
    result->condition = expression(at);
    at = at->next;
  }
  at = at->next;
  if (!at->is(Tok::RPAREN))
    result->increment = expression(at);
  result->body = statement(node->lastChild);
  return result;
}

Stmt *Builder::switchStatement(const Node *node) {
  auto *result = make<SwitchStmt>(range(node));
  result->condition = expression(node->child->next->next);
  Stmt *body = statement(node->lastChild);
  if (body->kind() == Stmt::Kind::Compound) {
    result->body = static_cast<CompoundStmt *>(body);
  } else {
    result->body = make<CompoundStmt>(body->range);
    result->body->body.push_back(body);
  }
  return result;
}

Stmt *Builder::returnStatement(const Node *node) {
  auto *result = make<ReturnStmt>(range(node));
  const Node *value = node->child->next;
  if (!value->is(Tok::SEMI))
    result->value = expression(value);
  return result;
}

Stmt *Builder::unrolled(const Node *node) {
  UnrollHint hint;
  hint.kind = UnrollHint::Kind::Full;
  if (const Node *count = node->child->next; !count->is(Tok::PRAGMA_END)) {
    hint.kind = UnrollHint::Kind::Count;
    hint.count = expression(count);
  }
  Stmt *loop = statement(node->lastChild);
  switch (loop->kind()) {
  case Stmt::Kind::For:
    static_cast<ForStmt *>(loop)->unroll = hint;
    break;
  case Stmt::Kind::While:
    static_cast<WhileStmt *>(loop)->unroll = hint;
    break;
  case Stmt::Kind::Do:
    static_cast<DoStmt *>(loop)->unroll = hint;
    break;
  default:
    engine_.report(diag::Id::UnrollWithoutLoop, range(node->child));
    break;
  }
  return loop;
}

} // namespace hd::syntax
