// Primary expressions: names, literals, casts, folds, lambdas.
#include "frontend/syntax/builder.h"
#include "frontend/syntax/literals.h"

namespace hd::syntax {

using namespace ast;

Expr *Builder::primary(const Node *node) {
  const Node *first = node->child;
  diag::Range where = range(node);
  if (first->is(Rule::QualifiedId))
    return name(first);
  if (first->is(Rule::Lambda))
    return lambda(first);
  switch (first->token) {
  case Tok::INTEGER:
    return intLiteral(unit_, engine_, terminal(first));
  case Tok::FLOATING:
    return floatLiteral(unit_, engine_, terminal(first));
  case Tok::CHARACTER:
    return characterLiteral(unit_, engine_, terminal(first));
  case Tok::STRING:
    return stringLiteral(node);
  case Tok::TRUE_VALUE:
  case Tok::FALSE_VALUE:
  case Tok::NO_EXCEPT: { // nothing throws
    auto *literal = make<BoolLiteral>(where);
    literal->value = first->token != Tok::FALSE_VALUE;
    return literal;
  }
  case Tok::NULL_VALUE:
    return make<NullPointerExpr>(where);
  case Tok::THIS:
    return make<ThisExpr>(where);
  case Tok::LPAREN:
    return parenthesised(node);
  case Tok::STATIC_CAST:
  case Tok::REINTERPRET_CAST:
  case Tok::CONST_CAST:
    return namedCast(node);
  case Tok::DOTS:
    engine_.report(diag::Id::SyntaxError, where, "`...` needs the parentheses of a fold: `(pack + ...)`");
    return make<IntLiteral>(where);
  default:
    return construct(node);
  }
}

Expr *Builder::name(const Node *node) {
  auto *name = make<NameExpr>(range(node));
  NameSegment last;
  takeName(node, name->qualifier, last);
  name->name = std::move(last.name);
  name->hasArgs = last.hasArgs;
  name->args = std::move(last.args);
  return name;
}

// `T(a, b)`, `T{a, b}`. A builtin type with one argument is a plain cast.
Expr *Builder::construct(const Node *node) {
  const Node *first = node->child, *value = node->lastChild;
  TypeSyntax target = first->is(Rule::CallRef)    ? typeRef(first)
                      : first->is(Tok::CALL_WORD) ? callWords(first)
                                                  : decltypeOf(first);
  bool isBraced = value->is(Rule::InitializerList);
  const Node *list = value;
  if (!isBraced)
    for (const Node *child = first; child; child = child->next)
      if (child->is(Rule::Arguments))
        list = child;
  std::vector<Expr *> args = arguments(list);
  if (first->is(Tok::CALL_WORD) && !isBraced && args.size() == 1 &&
      args[0]->kind() != Expr::Kind::PackExpansion) {
    auto *cast = make<CastExpr>(range(node));
    cast->style = CastExpr::Style::Functional;
    cast->target = std::move(target);
    cast->operand = args[0];
    return cast;
  }
  auto *construct = make<ConstructExpr>(range(node));
  construct->target = std::move(target);
  construct->args = std::move(args);
  construct->isBraced = isBraced;
  return construct;
}

Expr *Builder::namedCast(const Node *node) {
  auto *cast = make<CastExpr>(range(node));
  Tok keyword = node->child->token;
  cast->style = keyword == Tok::STATIC_CAST        ? CastExpr::Style::Static
                : keyword == Tok::REINTERPRET_CAST ? CastExpr::Style::Reinterpret
                                                   : CastExpr::Style::Const;
  for (const Node *child = node->child; child; child = child->next) {
    if (child->is(Rule::TypeName))
      cast->target = typeName(child);
    else if (!child->is(Rule::Terminal))
      cast->operand = expression(child);
  }
  return cast;
}

namespace {

bool isDots(const Node *node) {
  return node->is(Rule::Primary) && node->child->is(Tok::DOTS) && !node->child->next;
}

bool hasDots(const Node *node) {
  if (!node->is(Rule::Binary) && !node->is(Rule::Expression) && !node->is(Rule::Assignment))
    return isDots(node);
  for (const Node *child = node->child; child; child = child->next)
    if (isDots(child))
      return true;
  return false;
}

} // namespace

Expr *Builder::parenthesised(const Node *node) {
  const Node *inner = node->child->next;
  if (hasDots(inner))
    return fold(inner, range(node));
  auto *paren = make<ParenExpr>(range(node));
  paren->operand = expression(inner);
  return paren;
}

// `pack op ...`, `... op pack`, `a op ... op b`
Expr *Builder::fold(const Node *node, diag::Range where) {
  auto *fold = make<FoldExpr>(where);
  std::vector<const Node *> operands;
  std::vector<Tok> operators;
  for (const Node *child = node->child; child; child = child->next) {
    if (child->is(Rule::BinaryOperator) || child->is(Rule::AssignOperator))
      operators.push_back(child->child->token);
    else if (child->is(Tok::COMMA))
      operators.push_back(Tok::COMMA);
    else
      operands.push_back(child);
  }
  size_t count = operands.size();
  bool isUnary = count == 2 && isDots(operands[0]) != isDots(operands[1]);
  bool isBinary = count == 3 && isDots(operands[1]) && !isDots(operands[0]) && !isDots(operands[2]) &&
                  operators[0] == operators[1];
  if (!isUnary && !isBinary) {
    engine_.report(diag::Id::SyntaxError, where,
                   "a fold is `(pack op ...)`, `(... op pack)` or `(a op ... op b)` with one operator");
    return make<IntLiteral>(where);
  }
  Tok op = operators[0];
  fold->isAssign = op >= Tok::ASSIGN && op <= Tok::PIPE_ASSIGN;
  fold->op = op == Tok::COMMA ? BinaryOp::Comma : fold->isAssign ? compoundOp(op) : binaryOp(op);
  fold->lhs = isDots(operands[0]) ? nullptr : expression(operands[0]);
  fold->rhs = isDots(operands[count - 1]) ? nullptr : expression(operands[count - 1]);
  return fold;
}

Expr *Builder::lambda(const Node *node) {
  auto *result = make<LambdaExpr>(range(node));
  auto *call = make<FunctionDecl>(range(node));
  call->name = "operator()";
  call->form = FunctionDecl::Form::Operator;
  call->nameLocation = call->range.begin;
  call->isDevice = call->isMember = call->isInline = true;
  call->contract = contract_;
  call->syntax.base = TypeSyntax::Base::Auto;
  call->syntax.range = {call->range.begin, call->range.begin};
  result->callOperator = call;
  for (const Node *child = node->child; child; child = child->next) {
    if (child->is(Rule::Capture)) {
      LambdaCapture captured = capture(child, *result);
      if (!captured.name.empty())
        result->captures.push_back(std::move(captured));
    } else if (child->is(Rule::TemplateParameters)) {
      result->templateParams = templateParams(child);
    } else if (child->is(Rule::Parameters)) {
      call->params = parameters(child);
    } else if (child->is(Rule::FunctionQualifier)) {
      result->isMutable |= child->child->is(Tok::MUTABLE);
      call->isConstexpr |= child->child->is(Tok::CONSTEXPR);
    } else if (child->is(Rule::SimpleType)) {
      call->syntax = simpleType(child);
      call->hasTrailingResult = true;
    } else if (child->is(Rule::Compound)) {
      call->body = compound(child);
    }
  }
  call->isConstMember = !result->isMutable;
  return result;
}

// One without a name is the default, which goes into `lambda`.
LambdaCapture Builder::capture(const Node *node, LambdaExpr &lambda) {
  LambdaCapture out;
  out.range = range(node);
  const Node *first = node->child;
  out.byReference = first->is(Tok::AMP);
  if (first->is(Tok::ASSIGN) || (first->is(Tok::AMP) && !first->next)) {
    lambda.captureDefault =
        first->is(Tok::ASSIGN) ? LambdaExpr::Default::Copy : LambdaExpr::Default::Reference;
    return out;
  }
  for (const Node *child = first; child; child = child->next) {
    if (child->is(Tok::IDENTIFIER) || child->is(Tok::THIS))
      out.name = terminal(child).text();
    out.isExpansion |= child->is(Tok::ELLIPSIS);
    if (child->is(Rule::InitializerPart))
      out.init = initializerOf(child);
  }
  return out;
}

} // namespace hd::syntax
