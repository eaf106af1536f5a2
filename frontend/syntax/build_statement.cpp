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
  if (first->is(Rule::Declaration) || first->is(Rule::StaticAssert) || first->is(Rule::UsingDeclaration) ||
      first->is(Rule::NamespaceAlias))
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
    result->decls.push_back(node->is(Rule::UsingDeclaration) ? usingDeclaration(node)
                            : node->is(Rule::NamespaceAlias) ? namespaceAlias(node)
                                                             : staticAssert(node));
  return result;
}

// `T x = a, y = b`, from the specifiers to before `end`.
DeclStmt *Builder::declarators(const Node *specifiersNode, const Node *end) {
  auto *result = make<DeclStmt>(range(specifiersNode));
  Specifiers specs = specifiers(specifiersNode);
  for (const Node *child = specifiersNode->next; child != end; child = child->next) {
    if (!child->is(Rule::InitDeclarator))
      continue;
    result->range.end = range(child).end;
    initDeclarator(child, specs, result->range, result->decls);
  }
  return result;
}

Stmt *Builder::conditionPart(const Node *node) {
  if (node->child->is(Rule::DeclSpecifiers))
    return declarators(node->child, nullptr);
  auto *result = make<ExprStmt>(range(node));
  result->expr = expression(node->child);
  return result;
}

Stmt *Builder::ifStatement(const Node *node) {
  auto *result = make<IfStmt>(range(node));
  const Node *at = node->child->next;
  if (at->is(Tok::CONSTEXPR)) {
    result->isConstexpr = true;
    at = at->next;
  }
  const Node *condition = at->next, *thenNode = condition->next->next;
  const Node *first = condition->child, *last = condition->lastChild;
  if (first != last)
    result->init = conditionPart(first);
  takeCondition(last, *result);
  result->thenStmt = statement(thenNode);
  if (thenNode->next)
    result->elseStmt = statement(node->lastChild);
  return result;
}

Stmt *Builder::whileStatement(const Node *node) {
  auto *result = make<WhileStmt>(range(node));
  const Node *condition = node->child->next->next;
  if (condition->child != condition->lastChild)
    engine_.report(diag::Id::SyntaxError, range(condition), "`while` takes one condition");
  if (!condition->lastChild->child->is(Rule::DeclSpecifiers)) {
    result->condition = expression(condition->lastChild->child);
    result->body = statement(node->lastChild);
    return result;
  }
  // `while (T x = e) body` is `while (true) if (T x = e) body else break;`
  auto *always = make<BoolLiteral>(range(condition));
  always->value = true;
  result->condition = always;
  auto *choice = make<IfStmt>(range(node));
  takeCondition(condition->lastChild, *choice);
  choice->thenStmt = statement(node->lastChild);
  choice->elseStmt = make<BreakStmt>(range(condition));
  result->body = choice;
  return result;
}

// `T x = e`, or an expression.
void Builder::takeCondition(const Node *part, IfStmt &out) {
  if (!part->child->is(Rule::DeclSpecifiers)) {
    out.condition = expression(part->child);
    return;
  }
  DeclStmt *declared = declarators(part->child, nullptr);
  if (declared->decls.size() == 1 && declared->decls[0]->kind() == Decl::Kind::Var) {
    out.conditionVar = static_cast<VarDecl *>(declared->decls[0]);
    return;
  }
  engine_.report(diag::Id::SyntaxError, range(part), "a condition declares one variable");
  out.condition = make<BoolLiteral>(range(part));
}

Stmt *Builder::doStatement(const Node *node) {
  auto *result = make<DoStmt>(range(node));
  const Node *body = node->child->next;
  result->body = statement(body);
  result->condition = expression(body->next->next->next);
  return result;
}

Stmt *Builder::forStatement(const Node *node) {
  const Node *head = node->child->next->next, *at = head->child;
  for (const Node *child = at; child; child = child->next)
    if (child->is(Tok::COLON))
      return rangeFor(node, head);
  auto *result = make<ForStmt>(range(node));
  const Node *semi = at;
  while (!semi->is(Tok::SEMI))
    semi = semi->next;
  if (at->is(Rule::DeclSpecifiers)) {
    result->init = declarators(at, semi);
  } else if (at != semi) {
    auto *init = make<ExprStmt>(range(at));
    init->expr = expression(at);
    result->init = init;
  }
  at = semi->next->child;
  if (!at->is(Tok::SEMI)) {
    result->condition = expression(at);
    at = at->next;
  }
  if (at->next)
    result->increment = expression(at->next);
  result->body = statement(node->lastChild);
  return result;
}

Stmt *Builder::rangeFor(const Node *node, const Node *head) {
  auto *result = make<RangeForStmt>(range(node));
  const Node *colon = head->child->next->next;
  DeclStmt *declared = declarators(head->child, colon);
  if (declared->decls.size() == 1 && declared->decls[0]->kind() == Decl::Kind::Var)
    result->variable = static_cast<VarDecl *>(declared->decls[0]);
  else
    result->variable = make<VarDecl>(declared->range);
  if (result->variable->init)
    engine_.report(diag::Id::SyntaxError, declared->range,
                   "the variable of a range-based `for` has no initialiser");
  result->variable->init = nullptr;
  result->range = expression(head->lastChild);
  result->body = statement(node->lastChild);
  return result;
}

Stmt *Builder::switchStatement(const Node *node) {
  auto *result = make<SwitchStmt>(range(node));
  const Node *condition = node->child->next->next;
  const Node *value = condition->lastChild;
  Stmt *init = condition->child != value ? conditionPart(condition->child) : nullptr;
  if (value->child->is(Rule::DeclSpecifiers)) {
    unsupported(range(value), "a declaration in the condition of `switch` is", "declare it before");
    result->condition = make<IntLiteral>(range(value));
  } else {
    result->condition = expression(value->child);
  }
  Stmt *body = statement(node->lastChild);
  if (body->kind() == Stmt::Kind::Compound) {
    result->body = static_cast<CompoundStmt *>(body);
  } else {
    result->body = make<CompoundStmt>(body->range);
    result->body->body.push_back(body);
  }
  if (!init)
    return result;
  auto *around = make<CompoundStmt>(result->range); // `switch (init; x)`
  around->body = {init, result};
  return around;
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
  case Stmt::Kind::RangeFor:
    static_cast<RangeForStmt *>(loop)->unroll = hint;
    break;
  default:
    engine_.report(diag::Id::UnrollWithoutLoop, range(node->child));
    break;
  }
  return loop;
}

} // namespace hd::syntax
