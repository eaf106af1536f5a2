// Expressions: a flat run over operands and operators, which only tells whether an operand may come next.
#include "frontend/syntax/walker.h"

namespace hd::syntax {

void Walker::expression(Until until) {
  bool wantsOperand = true;
  unsigned ternaries = 0;
  while (!ends(at_) && now() != Tok::SEMI && now() != Tok::PRAGMA_END) {
    Tok token = now();
    if (token == Tok::COMMA && (until == Until::Comma || until == Until::Argument))
      return;
    if (until == Until::Argument && isListEnd(at_))
      return;
    if (token == Tok::COLON && until == Until::Colon && ternaries-- == 0)
      return;
    ternaries += token == Tok::QUESTION;
    if (isName(token) || (wantsOperand && (token == Tok::SCOPE || token == Tok::OPERATOR))) {
      operandName(wantsOperand);
    } else if (isTypeKeyword(token)) {
      typeWords(wantsOperand);
    } else if (token == Tok::LPAREN) {
      openParen(wantsOperand);
    } else if (token == Tok::LBRACKET && wantsOperand) {
      lambda();
      wantsOperand = false;
    } else if (isOpening(token)) {
      bracketed();
      wantsOperand = false;
    } else if (token == Tok::DOT || token == Tok::ARROW) {
      if (wantsOperand) { // a designator
        at_ += isName(type(at_ + 1)) ? 2 : 1;
      } else {
        memberName();
      }
    } else {
      operatorOrLiteral(wantsOperand);
    }
  }
}

void Walker::operatorOrLiteral(bool &wantsOperand) {
  Tok token = now();
  switch (token) {
  case Tok::SIZEOF:
  case Tok::ALIGNOF:
    return sizeOf(wantsOperand);
  case Tok::STATIC_CAST:
  case Tok::REINTERPRET_CAST:
  case Tok::CONST_CAST:
    namedCast();
    wantsOperand = false;
    return;
  case Tok::TYPENAME: {
    Path named = typenamePath(at_ + 1);
    Tok next = type(named.last);
    if (next == Tok::LPAREN || next == Tok::LBRACE) {
      set(at_, Tok::TYPENAME_CALL);
      markType(named, Tok::TYPE_CALL, Tok::CALL_GLOBAL);
    }
    at_ = std::max(named.last, at_ + 1);
    wantsOperand = false;
    return;
  }
  case Tok::DECLTYPE:
    set(at_++, Tok::DECLTYPE_CALL);
    if (now() == Tok::LPAREN)
      bracketed();
    wantsOperand = false;
    return;
  case Tok::NO_EXCEPT:
    ++at_;
    wantsOperand = false;
    return;
  case Tok::ELLIPSIS:
    if (wantsOperand)
      set(at_, Tok::DOTS);
    ++at_;
    wantsOperand = false;
    return;
  case Tok::SHIFT_TAIL: // its first half has closed a list of template arguments
    if (at_ > 0 && type(at_ - 1) == Tok::TEMPLATE_CLOSE)
      set(at_, Tok::GREATER);
    ++at_;
    wantsOperand = true;
    return;
  case Tok::INCREMENT:
  case Tok::DECREMENT:
    ++at_;
    return;
  default:
    ++at_;
    wantsOperand = !((token >= Tok::INTEGER && token <= Tok::STRING) || token == Tok::THIS ||
                     (token >= Tok::TRUE_VALUE && token <= Tok::NULL_VALUE));
  }
}

void Walker::operandName(bool &wantsOperand) {
  Path named = path(at_);
  Tok next = type(named.last);
  bool isUnknown = !named.symbol.isKnown() && !named.endsInOperator;
  bool isMade = next == Tok::LBRACE && isUnknown && wantsOperand; // `Unknown{1}`
  if (!named.endsInOperator && (named.symbol.isType() || isMade)) {
    bool isCall = next == Tok::LPAREN || next == Tok::LBRACE;
    markType(named, isCall ? Tok::TYPE_CALL : Tok::TYPE_NAME, isCall ? Tok::CALL_GLOBAL : Tok::TYPE_GLOBAL);
    if (isMade && named.isPlain()) {
      ok_ = false;
      if (!quiet_)
        names_.reportUnknown(chunk_[at_]);
    }
  }
  at_ = std::max(named.last, at_ + 1);
  wantsOperand = false;
}

void Walker::typeWords(bool &wantsOperand) {
  size_t first = at_;
  while (isTypeKeyword(now()))
    ++at_;
  if (now() == Tok::LPAREN || now() == Tok::LBRACE)
    for (size_t i = first; i < at_; ++i)
      set(i, Tok::CALL_WORD);
  wantsOperand = false;
}

void Walker::openParen(bool &wantsOperand) {
  size_t close = match_[at_];
  if (!wantsOperand || !isCast(at_)) {
    bracketed();
    wantsOperand = false;
    return;
  }
  set(at_++, Tok::CAST_OPEN);
  typeId();
  at_ = close + 1;
  if (now() == Tok::LBRACE) { // `(float2){1, 2}`
    bracketed();
    wantsOperand = false;
  }
}

// Whether the parentheses hold a type and nothing else.
bool Walker::isCast(size_t open) {
  size_t close = match_[open], i = open + 1;
  bool isKnown = true;
  auto skip = [&](auto predicate) {
    size_t first = i;
    while (i < close && predicate(type(i)))
      ++i;
    return i > first;
  };
  auto isWord = [](Tok token) { return isQualifier(token) || isTypeKeyword(token); };
  bool seen = skip(isWord);
  bool isQualifierOnly =
      seen && std::all_of(chunk_.begin() + ptrdiff_t(open) + 1, chunk_.begin() + ptrdiff_t(i),
                          [](const Terminal &word) { return isQualifier(word.type); });
  if (i < close && (!seen || isQualifierOnly)) {
    if (isTagKeyword(type(i)))
      ++i;
    bool isTypename = type(i) == Tok::TYPENAME;
    i += isTypename;
    if (type(i) == Tok::DECLTYPE && type(i + 1) == Tok::LPAREN) {
      i = match_[i + 1] + 1;
    } else if (isName(type(i)) || type(i) == Tok::SCOPE) {
      Path named = isTypename ? typenamePath(i) : path(i);
      if (named.endsInOperator)
        return false;
      isKnown = isTypename || named.symbol.isType() || isQualifierOnly || isTagKeyword(type(open + 1));
      if (!isKnown && named.symbol.isKnown())
        return false;
      i = named.last;
    } else {
      return false;
    }
    skip(isWord);
  } else if (!seen) {
    return false;
  }
  auto isPart = [](Tok token) { return isPointerOperator(token) || isQualifier(token); };
  size_t pointers = i;
  bool hasPointers = skip([](Tok token) { return isPointerOperator(token) || isQualifier(token); });
  if (!isKnown) { // `(foo *)x`; `(foo)x`
    Tok next = type(close + 1);
    bool operandFollows = isName(next) || (next >= Tok::INTEGER && next <= Tok::STRING) ||
                          next == Tok::THIS || next == Tok::SIZEOF || next == Tok::STATIC_CAST;
    return i == close && (hasPointers ? type(pointers) == Tok::STAR : operandFollows);
  }
  if (type(i) == Tok::LPAREN && i < close && isPointerOperator(type(i + 1))) { // `float (*)[4]`
    size_t inner = match_[i++];
    skip(isPart);
    if (i != inner)
      return false;
    ++i;
  }
  while (i < close && (type(i) == Tok::LBRACKET || (type(i) == Tok::LPAREN && type(i - 1) == Tok::RPAREN)))
    i = match_[i] + 1;
  return i == close;
}

void Walker::sizeOf(bool &wantsOperand) {
  ++at_;
  wantsOperand = true;
  if (now() == Tok::ELLIPSIS && type(at_ + 1) == Tok::LPAREN) {
    at_ = match_[at_ + 1] + 1;
    wantsOperand = false;
  } else if (now() == Tok::LPAREN && looksLikeType(at_ + 1, false)) {
    size_t close = match_[at_];
    set(at_++, Tok::TYPE_OPEN);
    typeId();
    at_ = close + 1;
    wantsOperand = false;
  }
}

void Walker::namedCast() {
  ++at_;
  if (now() != Tok::LESS)
    return;
  size_t open = at_;
  set(at_++, Tok::TEMPLATE_OPEN);
  ++templateDepth_;
  typeId();
  --templateDepth_;
  if (!isListEnd(at_))
    return;
  match_[open] = uint32_t(at_);
  set(at_++, Tok::TEMPLATE_CLOSE);
}

void Walker::lambda() {
  Scope *outer = scope_;
  size_t close = match_[at_];
  push(Scope::Kind::Block);
  captures(close);
  at_ = close + 1;
  if (now() == Tok::LESS)
    templateParameters();
  while (isSpecifier(now())) {
    ++at_;
    attributeArguments();
  }
  if (now() == Tok::LPAREN) {
    parameters();
    functionQualifiers();
  }
  if (now() == Tok::LBRACE)
    block(at_);
  scope_ = outer;
}

void Walker::captures(size_t close) {
  for (++at_; at_ < close;) {
    bool isNamed = isName(now());
    if (isNamed &&
        (type(at_ + 1) == Tok::ASSIGN || type(at_ + 1) == Tok::LBRACE || type(at_ + 1) == Tok::LPAREN)) {
      size_t name = at_++;
      expression(Until::Comma);
      scope_->names[text(name)] = {Symbol::Kind::Value};
    } else {
      ++at_;
    }
  }
}

// An opening bracket and what it holds.
void Walker::bracketed() {
  size_t close = match_[at_++];
  while (at_ < close) {
    size_t before = at_;
    expression(Until::Bracket);
    if (at_ == before || now() == Tok::SEMI)
      ++at_;
  }
  at_ = close + 1;
}

} // namespace hd::syntax
