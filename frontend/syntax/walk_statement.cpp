// Statements.
#include "frontend/syntax/walker.h"

namespace hd::syntax {

void Walker::statement() {
  switch (now()) {
  case Tok::LBRACE:
    return block(at_);
  case Tok::SEMI:
    ++at_;
    return;
  case Tok::IF:
    return ifStatement();
  case Tok::FOR:
    return forStatement();
  case Tok::WHILE:
  case Tok::SWITCH: {
    Scope *outer = scope_;
    push(Scope::Kind::Block);
    ++at_;
    condition();
    statement();
    scope_ = outer;
    return;
  }
  case Tok::DO:
    ++at_;
    statement();
    if (now() == Tok::WHILE)
      ++at_;
    break; // the condition
  case Tok::CASE:
  case Tok::DEFAULT:
    ++at_;
    expression(Until::Colon);
    if (now() == Tok::COLON)
      ++at_;
    return;
  case Tok::UNROLL:
    ++at_;
    expression(Until::Bracket);
    if (now() == Tok::PRAGMA_END)
      ++at_;
    return;
  case Tok::STATIC_ASSERT:
    return staticAssert();
  case Tok::USING:
    return usingDeclaration();
  case Tok::NAMESPACE:
    return namespaceAlias();
  case Tok::RETURN:
    ++at_;
    break;
  default:
    if (startsDeclaration())
      return declaration(Where::Statement);
    break;
  }
  expression(Until::Bracket);
  if (now() == Tok::SEMI)
    ++at_;
}

// An `if` with an `else` is marked, so that the parser need not look for it.
void Walker::ifStatement() {
  Scope *outer = scope_;
  size_t keyword = at_++;
  push(Scope::Kind::Block);
  if (now() == Tok::CONSTEXPR)
    ++at_;
  condition();
  statement();
  if (now() == Tok::ELSE) {
    set(keyword, Tok::IF_ELSE);
    ++at_;
    statement();
  }
  scope_ = outer;
}

void Walker::condition() {
  if (now() != Tok::LPAREN)
    return;
  size_t close = match_[at_++];
  while (at_ < close) {
    size_t before = at_;
    if (startsDeclaration())
      declaration(Where::Statement);
    else
      expression(Until::Bracket);
    if (now() == Tok::SEMI || at_ == before)
      ++at_;
  }
  at_ = close + 1;
}

void Walker::forStatement() {
  Scope *outer = scope_;
  push(Scope::Kind::Block);
  ++at_;
  condition(); // the same parts: declarations and expressions with `;` or `:` between
  statement();
  scope_ = outer;
}

// `(*name)`, `(&name)[3]`: not the arguments of a constructor, as in `Type(&value, 1);`.
bool Walker::isDeclaratorInParens(size_t open) const {
  const size_t close = match_[open];
  size_t i = open + 1;
  if (!isPointerOperator(type(i)))
    return false;
  while (isPointerOperator(type(i)) || isQualifier(type(i)))
    ++i;
  if (type(i) == Tok::LPAREN) {
    i = match_[i] + 1;
  } else if (isName(type(i))) {
    ++i;
  }
  while (i < close && (type(i) == Tok::LPAREN || type(i) == Tok::LBRACKET))
    i = match_[i] + 1;
  const Tok behind = type(close + 1);
  return i == close &&
         (behind == Tok::SEMI || behind == Tok::ASSIGN || behind == Tok::COMMA || behind == Tok::LPAREN ||
          behind == Tok::LBRACKET || behind == Tok::LBRACE || behind == Tok::COLON);
}

bool Walker::startsDeclaration() {
  Tok token = now();
  if (isQualifier(token) || isTagKeyword(token) || (isSpecifier(token) && token != Tok::STATIC_ASSERT))
    return true;
  if (isTypeKeyword(token)) {
    size_t i = at_;
    while (isTypeKeyword(type(i)))
      ++i;
    return type(i) != Tok::LBRACE && (type(i) != Tok::LPAREN || isDeclaratorInParens(i));
  }
  if (token == Tok::DECLTYPE) {
    Tok next = type(at_ + 1) == Tok::LPAREN ? type(match_[at_ + 1] + 1) : Tok::LPAREN;
    return isName(next) || isPointerOperator(next) || isQualifier(next) || next == Tok::LBRACKET;
  }
  bool isTypename = token == Tok::TYPENAME;
  if (!isTypename && !isName(token) && token != Tok::SCOPE)
    return false;
  Path named = isTypename ? typenamePath(at_ + 1) : path(at_);
  if (named.endsInOperator || named.last == at_)
    return false;
  if (!isTypename && !named.symbol.isType())
    return isUnknownType(named, Where::Statement);
  Tok next = type(named.last);
  if (next == Tok::LPAREN)
    return isDeclaratorInParens(named.last);
  return isName(next) || isPointerOperator(next) || isQualifier(next) || isSpecifier(next) ||
         next == Tok::SCOPE || next == Tok::LBRACKET || next == Tok::SEMI;
}

} // namespace hd::syntax
