// Qualified names and template arguments: where a `<` opens a list, and whether an argument is a type.
#include "frontend/syntax/walker.h"

#include "frontend/ast/builtin_types.h"

namespace hd::syntax {

namespace {

constexpr unsigned kMaxTemplateDepth = 48;
constexpr size_t kMaxLookahead = 256;

// By convention a type, where nothing is known of the class: `T::value_type`, `T::type`.
bool isTypeByConvention(std::string_view name) {
  return name == "type" || name.ends_with("_type") || name.ends_with("_t") || name.ends_with("Type");
}

} // namespace

Walker::Path Walker::path(size_t first) {
  if (!lastPath_ || lastPath_->first != first) {
    Path found = resolve(first);
    lastPath_ = found;
  }
  return *lastPath_;
}

Walker::Path Walker::typenamePath(size_t first) {
  afterTypename_ = true;
  Path found = path(first);
  afterTypename_ = false;
  return found;
}

Walker::Path Walker::resolve(size_t first) {
  Path out;
  out.first = first;
  size_t i = first;
  bool isType = afterTypename_;
  afterTypename_ = false;
  Scope *in = nullptr;
  bool isUnknownScope = false;
  std::string_view previous;
  if (type(i) == Tok::SCOPE || type(i) == Tok::TYPE_GLOBAL || type(i) == Tok::CALL_GLOBAL) {
    out.isGlobal = true;
    in = names_.file_;
    ++i;
  }
  for (;;) {
    bool isForced = out.isQualified && type(i) == Tok::TEMPLATE;
    i += isForced;
    out.lastName = i;
    if (type(i) == Tok::TILDE || type(i) == Tok::OPERATOR || type(i) == Tok::CONVERSION) {
      i = type(i) == Tok::TILDE ? i + 1 + isName(type(i + 1)) : afterOperator(i);
      out.symbol = {Symbol::Kind::Value};
      out.endsInOperator = true;
      out.owner = in;
      break;
    }
    if (!isName(type(i)))
      break;
    std::string_view name = text(i);
    Symbol symbol = in ? in->member(name) : isUnknownScope ? Symbol{} : scope_->lookup(name);
    if (in && in->kind == Scope::Kind::Namespace && !symbol.isKnown() && ast::isBuiltinTypeName(name))
      symbol = {Symbol::Kind::Type}; // `std::uint8_t`
    out.owner = in;
    out.isDependent = isUnknownScope ? out.isDependent : in && !symbol.isKnown() && in->hasOpenBase;
    if (in && in->kind == Scope::Kind::Class && name == previous) { // a constructor
      symbol = {Symbol::Kind::Value};
      out.endsInOperator = true;
    }
    out.symbol = symbol;
    ++i;
    out.hasArgs = true;
    if (type(i) == Tok::TEMPLATE_OPEN) {
      i = match_[i] + 1;
    } else if (type(i) == Tok::LESS &&
               (isForced || opensArguments(i, symbol, false) ||
                (isType && !symbol.isKnown() && templateDepth_ < kMaxTemplateDepth))) {
      size_t at = at_;
      at_ = i;
      templateArguments();
      i = at_;
      at_ = at;
    } else {
      out.hasArgs = false;
    }
    Tok next = type(i + 1);
    if (type(i) != Tok::SCOPE || !(isName(next) || next == Tok::TEMPLATE || next == Tok::TILDE ||
                                   next == Tok::OPERATOR || next == Tok::CONVERSION))
      break;
    in = symbol.scope;
    isUnknownScope = !in;
    if (isUnknownScope)
      out.isDependent = out.isDependent || symbol.isType();
    previous = name;
    out.isQualified = true;
    ++i;
  }
  out.last = i;
  return out;
}

bool Walker::opensArguments(size_t less, const Symbol &symbol, bool isMember) const {
  if (templateDepth_ >= kMaxTemplateDepth)
    return false;
  if (symbol.isTemplate())
    return true;
  return (isMember || !symbol.isKnown()) && looksLikeArguments(less);
}

// For names of which nothing is known: everything up to the matching `>` could be types and constants, and
// what follows could not continue a comparison.
bool Walker::looksLikeArguments(size_t less) const {
  unsigned depth = 1;
  size_t limit = std::min(chunk_.size(), less + kMaxLookahead);
  for (size_t i = less + 1; i < limit; ++i) {
    Tok token = type(i);
    if (token == Tok::LPAREN || token == Tok::LBRACKET) {
      i = match_[i];
    } else if (token == Tok::LESS || token == Tok::TEMPLATE_OPEN) {
      ++depth;
    } else if (isListEnd(i) || token == Tok::TEMPLATE_CLOSE) {
      if (--depth)
        continue;
      Tok next = type(i + 1);
      // All but the first two cannot begin the second operand of a comparison.
      return isName(next) || next == Tok::LPAREN || next == Tok::SCOPE || next == Tok::LBRACE ||
             isClosing(next) || (next >= Tok::SEMI && next <= Tok::ELLIPSIS) || next == Tok::CONST ||
             (next >= Tok::SLASH && next <= Tok::PERCENT) || (next >= Tok::LESS && next <= Tok::ASSIGN) ||
             isPointerOperator(next) || isListEnd(i + 1) || next == Tok::TEMPLATE_CLOSE;
    } else if (token == Tok::AMP_AMP) {
      if (type(i + 1) != Tok::COMMA && !isListEnd(i + 1))
        return false;
    } else if (!isName(token) && !isTypeKeyword(token) && !isQualifier(token) && !isTagKeyword(token) &&
               token != Tok::SCOPE && token != Tok::INTEGER && token != Tok::CHARACTER &&
               token != Tok::TRUE_VALUE && token != Tok::FALSE_VALUE && token != Tok::COMMA &&
               token != Tok::STAR && token != Tok::AMP && token != Tok::PLUS && token != Tok::MINUS &&
               token != Tok::SLASH && token != Tok::PERCENT && token != Tok::ELLIPSIS &&
               token != Tok::TYPENAME && token != Tok::ALIGNOF && token != Tok::TEMPLATE &&
               token != Tok::SIZEOF && token != Tok::DECLTYPE) {
      return false;
    }
  }
  return false;
}

// At the `<`; goes behind the `>`.
void Walker::templateArguments() {
  if (++templateDepth_ == kMaxTemplateDepth) {
    ok_ = false;
    if (!quiet_ && !isTooDeep_)
      names_.engine_.report(diag::Id::NestingTooDeep, chunk_[at_].range(), kMaxTemplateDepth);
    isTooDeep_ = true;
  }
  size_t open = at_++;
  set(open, Tok::TEMPLATE_OPEN);
  while (!isListEnd(at_) && !ends(at_) && now() != Tok::SEMI) {
    size_t before = at_;
    if (looksLikeType(at_, true))
      typeId();
    else
      expression(Until::Argument);
    if (now() == Tok::ELLIPSIS)
      ++at_;
    if (now() == Tok::COMMA)
      ++at_;
    else if (!isListEnd(at_) || at_ == before)
      break;
  }
  if (isListEnd(at_)) {
    set(at_, Tok::TEMPLATE_CLOSE);
    match_[open] = uint32_t(at_);
    ++at_;
  }
  --templateDepth_;
}

// One past the name of an operator function whose keyword is at `keyword`. A conversion's type is walked.
size_t Walker::afterOperator(size_t keyword) {
  size_t i = keyword + 1;
  Tok token = type(i);
  if ((token == Tok::LPAREN || token == Tok::LBRACKET) && match_[i] == i + 1)
    return i + 2;
  if (token == Tok::GREATER_GREATER)
    return i + 2;
  if (isTypeKeyword(token) || isName(token) || token == Tok::CONST || token == Tok::SCOPE ||
      token == Tok::TYPENAME || token == Tok::TYPE_GLOBAL) {
    set(keyword, Tok::CONVERSION);
    if (keyword > 0 && type(keyword - 1) == Tok::SCOPE)
      set(keyword - 1, Tok::CONVERSION_SCOPE);
    size_t at = at_;
    at_ = i;
    simpleType();
    std::swap(at, at_);
    return at;
  }
  i += token == Tok::LPAREN || isClosing(token) ? 0 : 1;
  if (type(i) == Tok::LESS && opensArguments(i, {}, true)) { // `operator()<int>`, `operator+<int>`
    size_t at = at_;
    at_ = i;
    templateArguments();
    std::swap(at, at_);
    return at;
  }
  return i;
}

void Walker::markType(const Path &path, Tok name, Tok global) {
  for (size_t i = path.first; i < path.last; ++i) {
    Tok token = type(i);
    if (token == Tok::TEMPLATE_OPEN && match_[i] > i)
      i = match_[i];
    else if (isName(token))
      set(i, name);
    else if (i == path.first && token == Tok::SCOPE)
      set(i, global);
  }
}

// Whether a type begins at `first`, in a place that may also hold an expression.
bool Walker::looksLikeType(size_t first, bool isArgument) {
  Tok token = type(first);
  if (isQualifier(token) || isTagKeyword(token))
    return true;
  if (token == Tok::DECLTYPE && type(first + 1) == Tok::LPAREN) {
    Tok next = type(match_[first + 1] + 1);
    return next != Tok::LPAREN && next != Tok::LBRACE;
  }
  size_t after = first;
  if (isTypeKeyword(token)) {
    while (isTypeKeyword(type(after)) || isQualifier(type(after)))
      ++after;
  } else if (token == Tok::TYPENAME) {
    after = typenamePath(first + 1).last;
  } else if (isName(token) || token == Tok::SCOPE || token == Tok::TYPE_GLOBAL) {
    Path named = path(first);
    after = named.last;
    if (named.endsInOperator || after == first)
      return false;
    if (!named.symbol.isType()) {
      if (named.symbol.isKnown())
        return false;
      Tok next = type(after), second = type(after + 1);
      if (next == Tok::LPAREN || next == Tok::LBRACE)
        return false;
      bool isPointer = isPointerOperator(next) && (second == Tok::COMMA || isListEnd(after + 1) ||
                                                   isPointerOperator(second) || second == Tok::CONST);
      bool isLast = next == Tok::COMMA || isListEnd(after) || next == Tok::ELLIPSIS;
      return isArgument && (isPointer || next == Tok::CONST || (named.hasArgs && isLast) ||
                            (named.isDependent && isLast && isTypeByConvention(text(named.lastName))));
    }
  } else {
    return false;
  }
  if (type(after) == Tok::LBRACE)
    return false;
  if (type(after) != Tok::LPAREN)
    return type(after) != Tok::DOT && type(after) != Tok::ARROW;
  return isPointerOperator(type(after + 1)) || isParameterList(after, Where::Type);
}

// Whether the `(` after a declared name, or after a type, holds parameters and not values.
bool Walker::isParameterList(size_t open, Where where) {
  size_t close = match_[open], first = open + 1;
  if (close == first || where == Where::Member || type(first) == Tok::ELLIPSIS)
    return true;
  if (where == Where::File) {
    Tok next = type(close + 1);
    if (next == Tok::LBRACE || next == Tok::CONST || next == Tok::NO_EXCEPT || next == Tok::ARROW ||
        isSpecifier(next))
      return true;
  }
  if (isSpecifier(type(first)) || type(first) == Tok::TYPENAME || looksLikeType(first, false))
    return true;
  if (!isName(type(first)) && type(first) != Tok::SCOPE)
    return false;
  Path named = path(first);
  if (named.symbol.isKnown() || named.endsInOperator)
    return false;
  Tok next = type(named.last), second = type(named.last + 1);
  if (isName(next) || next == Tok::CONST)
    return true;
  return where == Where::File && isPointerOperator(next) && (isName(second) || second == Tok::RESTRICT);
}

// After a `.` or `->`, which at_ is at.
void Walker::memberName() {
  ++at_;
  for (;;) {
    bool isForced = now() == Tok::TEMPLATE;
    at_ += isForced;
    if (now() == Tok::TILDE) {
      at_ += isName(type(at_ + 1)) ? 2 : 1;
      return;
    }
    if (now() == Tok::OPERATOR) {
      at_ = afterOperator(at_);
      return;
    }
    if (!isName(now()))
      return;
    ++at_;
    if (now() == Tok::LESS && (isForced || opensArguments(at_, {}, true)))
      templateArguments();
    if (now() != Tok::SCOPE || !(isName(type(at_ + 1)) || type(at_ + 1) == Tok::TILDE ||
                                 type(at_ + 1) == Tok::TEMPLATE || type(at_ + 1) == Tok::OPERATOR))
      return;
    ++at_;
  }
}

} // namespace hd::syntax
