// Expressions. Binary operators come as a flat list; binary() gives them their precedence.
#include "frontend/syntax/brackets.h"
#include "frontend/syntax/builder.h"
#include "frontend/syntax/literals.h"

namespace hd::syntax {

using namespace ast;

namespace {

struct BinaryInfo {
  BinaryOp op;
  int precedence; // higher binds tighter
};

BinaryInfo binaryInfo(Tok token) {
  switch (token) {
  case Tok::STAR:
    return {BinaryOp::Mul, 10};
  case Tok::SLASH:
    return {BinaryOp::Div, 10};
  case Tok::PERCENT:
    return {BinaryOp::Rem, 10};
  case Tok::PLUS:
    return {BinaryOp::Add, 9};
  case Tok::MINUS:
    return {BinaryOp::Sub, 9};
  case Tok::LESS_LESS:
    return {BinaryOp::Shl, 8};
  case Tok::GREATER_GREATER:
    return {BinaryOp::Shr, 8};
  case Tok::LESS:
    return {BinaryOp::Lt, 7};
  case Tok::GREATER:
    return {BinaryOp::Gt, 7};
  case Tok::LESS_EQUAL:
    return {BinaryOp::Le, 7};
  case Tok::GREATER_EQUAL:
    return {BinaryOp::Ge, 7};
  case Tok::EQUAL_EQUAL:
    return {BinaryOp::Eq, 6};
  case Tok::NOT_EQUAL:
    return {BinaryOp::Ne, 6};
  case Tok::AMP:
    return {BinaryOp::And, 5};
  case Tok::CARET:
    return {BinaryOp::Xor, 4};
  case Tok::PIPE:
    return {BinaryOp::Or, 3};
  case Tok::AMP_AMP:
    return {BinaryOp::LogicalAnd, 2};
  default: // PIPE_PIPE: the grammar's rule binaryOperator has no other
    return {BinaryOp::LogicalOr, 1};
  }
}

UnaryOp prefixOp(Tok token) {
  switch (token) {
  case Tok::INCREMENT:
    return UnaryOp::PreInc;
  case Tok::DECREMENT:
    return UnaryOp::PreDec;
  case Tok::STAR:
    return UnaryOp::Deref;
  case Tok::AMP:
    return UnaryOp::AddressOf;
  case Tok::PLUS:
    return UnaryOp::Plus;
  case Tok::MINUS:
    return UnaryOp::Minus;
  case Tok::NOT:
    return UnaryOp::Not;
  default: // TILDE: the grammar's rule unary has no other
    return UnaryOp::BitNot;
  }
}

} // namespace

std::optional<BinaryOp> Builder::compoundOp(Tok token) {
  switch (token) {
  case Tok::STAR_ASSIGN:
    return BinaryOp::Mul;
  case Tok::SLASH_ASSIGN:
    return BinaryOp::Div;
  case Tok::PERCENT_ASSIGN:
    return BinaryOp::Rem;
  case Tok::PLUS_ASSIGN:
    return BinaryOp::Add;
  case Tok::MINUS_ASSIGN:
    return BinaryOp::Sub;
  case Tok::LEFT_ASSIGN:
    return BinaryOp::Shl;
  case Tok::RIGHT_ASSIGN:
    return BinaryOp::Shr;
  case Tok::AMP_ASSIGN:
    return BinaryOp::And;
  case Tok::CARET_ASSIGN:
    return BinaryOp::Xor;
  case Tok::PIPE_ASSIGN:
    return BinaryOp::Or;
  default:
    return std::nullopt;
  }
}

std::optional<BinaryOp> Builder::binaryOp(Tok token) { return binaryInfo(token).op; }

Expr *Builder::expression(const Node *node) {
  switch (node->rule) {
  case Rule::Expression:
    return comma(node);
  case Rule::Assignment:
    return assignment(node);
  case Rule::Conditional:
    return conditional(node);
  case Rule::Binary:
    return binary(node);
  case Rule::Unary:
    return unary(node);
  case Rule::InitializerList:
    return initializerList(node);
  case Rule::Argument:
  case Rule::ListItem:
    return expansion(expression(node->child), node->lastChild);
  default:
    return primary(node);
  }
}

Expr *Builder::comma(const Node *node) {
  Expr *result = expression(node->child);
  unsigned count = 0;
  for (const Node *op = node->child->next; op; op = op->next->next) {
    if (++count > kMaxOperators) {
      engine_.report(diag::Id::ExpressionTooComplex, range(op), kMaxOperators);
      return result;
    }
    Expr *rhs = expression(op->next);
    auto *binary = make<BinaryExpr>({result->range.begin, rhs->range.end});
    binary->op = BinaryOp::Comma;
    binary->lhs = result;
    binary->rhs = rhs;
    binary->opLocation = terminal(op).source->location;
    result = binary;
  }
  return result;
}

Expr *Builder::assignment(const Node *node) {
  const Node *opNode = node->child->next->child;
  auto *assign = make<AssignExpr>(range(node));
  assign->op = compoundOp(opNode->token);
  assign->opLocation = terminal(opNode).source->location;
  assign->lhs = expression(node->child);
  assign->rhs = expression(node->lastChild);
  // a ? b : c = d  ->  a ? b : (c = d)
  if (assign->lhs->kind() == Expr::Kind::Conditional) {
    auto *conditional = static_cast<ConditionalExpr *>(assign->lhs);
    assign->lhs = conditional->elseExpr;
    assign->range.begin = assign->lhs->range.begin;
    conditional->elseExpr = assign;
    conditional->range = range(node);
    return conditional;
  }
  return assign;
}

Expr *Builder::conditional(const Node *node) {
  auto *conditional = make<ConditionalExpr>(range(node));
  const Node *thenNode = node->child->next->next;
  conditional->condition = expression(node->child);
  conditional->thenExpr = expression(thenNode);
  conditional->elseExpr = expression(node->lastChild);
  return conditional;
}

// Operator precedence with two stacks, so that depth does not grow with the number of terms.
Expr *Builder::binary(const Node *node) {
  struct Pending {
    BinaryInfo info;
    diag::Location location;
  };
  std::vector<Expr *> operands{expression(node->child)};
  std::vector<Pending> pending;
  auto reduce = [&] {
    auto *result = unit_.make<BinaryExpr>();
    result->rhs = operands.back();
    operands.pop_back();
    result->lhs = operands.back();
    result->op = pending.back().info.op;
    result->opLocation = pending.back().location;
    result->range = {result->lhs->range.begin, result->rhs->range.end};
    operands.back() = result;
    pending.pop_back();
  };
  for (const Node *op = node->child->next; op; op = op->next->next) {
    BinaryInfo info = binaryInfo(op->child->token);
    while (!pending.empty() && pending.back().info.precedence >= info.precedence)
      reduce();
    pending.push_back({info, terminal(op->child).source->location});
    operands.push_back(expression(op->next));
  }
  while (!pending.empty())
    reduce();
  return operands.back();
}

Expr *Builder::unary(const Node *node) {
  const Node *first = node->child;
  if (!first->is(Rule::Terminal)) {
    Expr *result = expression(first);
    for (const Node *op = first->next; op; op = op->next)
      result = postfix(result, op);
    return result;
  }
  if (first->is(Tok::CAST_OPEN) || first->is(Tok::SIZEOF) || first->is(Tok::ALIGNOF))
    return castLike(node);
  auto *unary = make<UnaryExpr>(range(node));
  unary->op = prefixOp(first->token);
  unary->operand = expression(first->next);
  return unary;
}

Expr *Builder::castLike(const Node *node) {
  const Node *first = node->child;
  if (first->is(Tok::CAST_OPEN)) {
    auto *cast = make<CastExpr>(range(node));
    cast->target = typeName(first->next);
    cast->operand = expression(node->lastChild);
    if (node->lastChild->is(Rule::InitializerList))
      cast->style = CastExpr::Style::Functional; // `(float2){1, 2}`
    return cast;
  }
  if (first->next->is(Tok::ELLIPSIS)) {
    auto *count = make<SizeOfPackExpr>(range(node));
    count->name = terminal(first->next->next->next).text();
    return count;
  }
  auto *sizeOf = make<SizeOfExpr>(range(node));
  sizeOf->isAlignOf = first->is(Tok::ALIGNOF);
  if (first->next->is(Tok::TYPE_OPEN))
    sizeOf->target = typeName(first->next->next);
  else
    sizeOf->operand = expression(first->next);
  return sizeOf;
}

Expr *Builder::postfix(Expr *base, const Node *node) {
  const Node *first = node->child;
  diag::Range where{base->range.begin, range(node).end};
  switch (first->token) {
  case Tok::LBRACKET: {
    auto *subscript = make<SubscriptExpr>(where);
    subscript->base = base;
    subscript->index = expression(first->next);
    return subscript;
  }
  case Tok::LPAREN: {
    auto *call = make<CallExpr>(where);
    call->callee = base;
    call->args = arguments(first->next);
    return call;
  }
  case Tok::DOT:
  case Tok::ARROW:
    return member(base, node);
  default: {
    auto *unary = make<UnaryExpr>(where);
    unary->op = first->token == Tok::INCREMENT ? UnaryOp::PostInc : UnaryOp::PostDec;
    unary->operand = base;
    return unary;
  }
  }
}

Expr *Builder::member(Expr *base, const Node *node) {
  auto *member = make<MemberExpr>({base->range.begin, range(node).end});
  NameSegment last;
  takeName(node, member->qualifier, last);
  member->base = base;
  member->name = std::move(last.name);
  member->hasArgs = last.hasArgs;
  member->args = std::move(last.args);
  member->isArrow = node->child->is(Tok::ARROW);
  return member;
}

Expr *Builder::expansion(Expr *pattern, const Node *dots) {
  if (!dots->is(Tok::ELLIPSIS))
    return pattern;
  auto *expansion = make<PackExpansionExpr>({pattern->range.begin, range(dots).end});
  expansion->pattern = pattern;
  return expansion;
}

Expr *Builder::stringLiteral(const Node *node) {
  auto *literal = make<StringLiteral>(range(node));
  for (const Node *child = node->child; child; child = child->next)
    literal->value += stringValue(engine_, terminal(child));
  return literal;
}

Expr *Builder::listOf(std::vector<Expr *> inits, diag::Range where) {
  auto *list = make<InitListExpr>(where);
  list->inits = std::move(inits);
  return list;
}

Expr *Builder::initializerList(const Node *node) {
  auto *list = make<InitListExpr>(range(node));
  bool hasDesignators = false;
  for (const Node *child = node->child; child; child = child->next) {
    if (child->is(Rule::Terminal))
      continue;
    const Node *designator = child->is(Rule::ListItem) && child->child->is(Rule::Designator) ? child->child
                             : child->is(Rule::Designator)                                   ? child
                                                                                             : nullptr;
    hasDesignators |= designator != nullptr;
    const Node *value = designator ? designator->lastChild : child;
    list->designators.emplace_back(designator ? terminal(designator->child->next).text() : "");
    list->inits.push_back(expression(value));
  }
  if (!hasDesignators)
    list->designators.clear();
  return list;
}

std::vector<Expr *> Builder::arguments(const Node *node) {
  std::vector<Expr *> result;
  for (const Node *child = node->child; child; child = child->next) {
    if (child->is(Rule::Designator) || (child->is(Rule::ListItem) && child->child->is(Rule::Designator)))
      engine_.report(diag::Id::SyntaxError, range(child), "a designator stands only in the list of a record");
    else if (!child->is(Rule::Terminal))
      result.push_back(expression(child));
  }
  return result;
}

} // namespace hd::syntax
