// Specifiers, declarators, parameters.
#include "frontend/syntax/walker.h"

namespace hd::syntax {

// False when they name no type, as before constructors.
bool Walker::specifiers(Where where) {
  bool isTypedef = false, isFriend = false, seen = false;
  Symbol specified;
  while (!ends(at_)) {
    Tok token = now();
    isFriend_ = isFriend;
    specified_ = {};
    if (isQualifier(token) || (isSpecifier(token) && token != Tok::STATIC_ASSERT)) {
      isTypedef |= token == Tok::TYPEDEF;
      isFriend |= token == Tok::FRIEND;
      ++at_;
      attributeArguments();
    } else if (isTypeKeyword(token)) {
      seen = true;
      ++at_;
    } else if (isTagKeyword(token)) {
      if (token == Tok::ENUM)
        enumeration();
      else
        record();
      specified = specified_;
      seen = true;
    } else if (seen) {
      break;
    } else if (token == Tok::DECLTYPE) {
      ++at_;
      if (now() == Tok::LPAREN)
        bracketed();
      seen = true;
    } else if (token == Tok::TYPENAME) {
      Path named = typenamePath(++at_);
      markType(named, Tok::TYPE_NAME, Tok::TYPE_GLOBAL);
      specified = named.symbol;
      at_ = named.last;
      seen = true;
    } else if ((isName(token) || token == Tok::SCOPE || token == Tok::TYPE_GLOBAL) && namedSpecifier(where)) {
      specified = specified_;
      seen = true;
    } else {
      break;
    }
  }
  isTypedef_ = isTypedef;
  isFriend_ = isFriend;
  specified_ = specified;
  return seen;
}

bool Walker::namedSpecifier(Where where) {
  Path named = path(at_);
  if (named.endsInOperator || named.last == at_)
    return false;
  bool isConstructor = where == Where::Member && named.isPlain() && type(named.last) == Tok::LPAREN &&
                       text(at_) == target()->name;
  if (isConstructor || (!named.symbol.isType() && !isUnknownType(named, where)))
    return false;
  if (!named.symbol.isType()) {
    bool isHostOnly = !named.isDependent || named.isPlain();
    if (isHostOnly && (quiet_ || named.isPlain()))
      ok_ = false;
    if (named.isPlain() && !quiet_)
      names_.reportUnknown(chunk_[at_]);
  }
  markType(named, Tok::TYPE_NAME, Tok::TYPE_GLOBAL);
  specified_ = named.symbol;
  at_ = named.last;
  return true;
}

// A name of which nothing is known stands where the grammar has only room for a type.
bool Walker::isUnknownType(const Path &named, Where where) {
  if (named.symbol.isKnown())
    return false;
  Tok next = type(named.last), second = type(named.last + 1), third = type(named.last + 2);
  if (where == Where::Type)
    return true;
  if (isName(next) || next == Tok::CONST || next == Tok::RESTRICT)
    return true;
  if (where == Where::Parameter)
    return isPointerOperator(next) || next == Tok::COMMA || next == Tok::RPAREN || next == Tok::ELLIPSIS ||
           next == Tok::ASSIGN || isListEnd(named.last) || next == Tok::LPAREN;
  bool isDeclared = isPointerOperator(next) && (isName(second) || second == Tok::RESTRICT);
  if (where != Where::Statement)
    return isDeclared || (isPointerOperator(next) && second == Tok::OPERATOR) || next == Tok::OPERATOR ||
           (where == Where::Member && isPointerOperator(next));
  return isDeclared && (third == Tok::SEMI || third == Tok::ASSIGN || third == Tok::COMMA ||
                        second == Tok::RESTRICT || named.hasArgs);
}

void Walker::typeId() {
  bool isTypedef = isTypedef_, isFriend = isFriend_;
  Scope *outer = scope_;
  specifiers(Where::Type);
  isTypedef_ = isFriend_ = false;
  Symbol specified = specified_;
  declarator(Where::Type);
  scope_ = outer;
  specified_ = specified;
  isTypedef_ = isTypedef;
  isFriend_ = isFriend;
}

// A type without brackets after it: of conversions, trailing results, enumerations.
void Walker::simpleType() {
  bool seen = false;
  while (!ends(at_)) {
    if (isTypeKeyword(now())) {
      seen = true;
      ++at_;
    } else if (now() == Tok::CONST || now() == Tok::VOLATILE) {
      ++at_;
    } else if (seen) {
      break;
    } else if (now() == Tok::DECLTYPE && type(at_ + 1) == Tok::LPAREN) {
      ++at_;
      bracketed();
      seen = true;
    } else if (now() == Tok::TYPENAME || isName(now()) || now() == Tok::SCOPE || now() == Tok::TYPE_GLOBAL) {
      bool isTypename = now() == Tok::TYPENAME;
      at_ += isTypename;
      Path named = isTypename ? typenamePath(at_) : path(at_);
      markType(named, Tok::TYPE_NAME, Tok::TYPE_GLOBAL);
      at_ = std::max(named.last, at_ + 1);
      seen = true;
    } else {
      break;
    }
  }
  pointerOperators();
}

void Walker::pointerOperators() {
  bool seen = false; // attributes may stand behind a pointer: `T *__device__ f()`
  while (isPointerOperator(now()) || isQualifier(now()) || (seen && isAttribute(now()))) {
    seen |= isPointerOperator(now());
    ++at_;
    attributeArguments();
  }
}

Walker::Declarator Walker::declarator(Where where) {
  Declarator out;
  pointerOperators();
  if (now() == Tok::ELLIPSIS && (where == Where::Parameter || where == Where::Type || where == Where::Member))
    ++at_;
  bool isNested = false;
  if (now() == Tok::LPAREN) {
    Tok next = type(at_ + 1);
    bool mayBeAbstract = where == Where::Type || where == Where::Parameter;
    isNested = !mayBeAbstract || isPointerOperator(next) ||
               (where == Where::Parameter && isName(next) && !isParameterList(at_, Where::Statement));
    if (isNested) {
      size_t close = match_[at_++];
      out = declarator(where);
      at_ = close + 1;
    }
  } else if (now() == Tok::LBRACKET && where != Where::Type && where != Where::Parameter) {
    size_t close = match_[at_];
    set(at_++, Tok::BINDING_OPEN);
    for (; at_ < close; ++at_)
      if (isName(now()))
        scope_->names[text(at_)] = {Symbol::Kind::Value};
    at_ = close + 1;
    return out;
  } else {
    declaratorName(out, where);
  }
  if (isNested)
    out.hasName = false; // parameters that follow are not those of the function itself
  suffixes(out, where);
  return out;
}

void Walker::declaratorName(Declarator &out, Where where) {
  if (now() == Tok::TILDE) {
    out.hasName = true;
    at_ += isName(type(at_ + 1)) ? 2 : 1;
    return;
  }
  if (!isName(now()) && now() != Tok::OPERATOR)
    return;
  Path named = path(at_);
  out.hasName = true;
  out.name = named.lastName;
  out.isQualified = named.isQualified;
  out.hasArgs = named.hasArgs;
  at_ = std::max(named.last, at_ + 1);
  if (named.isQualified) {
    if (named.owner)
      enter(named.owner);
    return;
  }
  if (named.hasArgs || named.endsInOperator || where == Where::Type)
    return;
  std::string_view name = text(named.lastName);
  if (isTypedef_)
    declare(name, {Symbol::Kind::Type, specified_.scope});
  else if (where == Where::Parameter)
    scope_->names[name] = {Symbol::Kind::Value};
  else if (where != Where::Member || name != target()->name) // no constructor
    declareValue(name, now() == Tok::LPAREN);
}

void Walker::suffixes(Declarator &out, Where where) {
  for (;;) {
    if (now() == Tok::LBRACKET) {
      bracketed();
    } else if (now() == Tok::LPAREN &&
               (where == Where::Type || where == Where::Parameter || isParameterList(at_, where))) {
      Scope *outer = scope_;
      parameters();
      functionQualifiers();
      // The parameters of the declared function are seen in its body, too.
      if (out.hasName && !out.isFunction)
        out.isFunction = true;
      else
        scope_ = outer;
    } else if (isSpecifier(now()) && now() != Tok::STATIC_ASSERT) {
      ++at_;
      attributeArguments();
    } else {
      return;
    }
  }
}

// At the `(`.
void Walker::parameters() {
  size_t close = match_[at_];
  set(at_++, Tok::PARAMS_OPEN);
  push(Scope::Kind::Block);
  bool isTypedef = isTypedef_, isFriend = isFriend_;
  Symbol specified = specified_;
  while (at_ < close) {
    size_t before = at_;
    Scope *outer = scope_;
    specifiers(Where::Parameter);
    isTypedef_ = isFriend_ = false;
    declarator(Where::Parameter);
    scope_ = outer;
    if (now() == Tok::ASSIGN) {
      ++at_;
      expression(Until::Comma);
    }
    if (at_ < close && (now() == Tok::COMMA || at_ == before))
      ++at_;
  }
  isTypedef_ = isTypedef;
  isFriend_ = isFriend;
  specified_ = specified;
  at_ = close + 1;
}

void Walker::functionQualifiers() {
  for (; !ends(at_);) {
    Tok token = now();
    if (token == Tok::NO_EXCEPT) {
      ++at_;
      if (now() != Tok::LPAREN)
        continue;
      size_t open = at_;
      bracketed();
      set(open, Tok::TYPE_OPEN);
    } else if (token == Tok::IDENTIFIER && (text(at_) == "override" || text(at_) == "final")) {
      set(at_, text(at_) == "final" ? Tok::FINAL : Tok::OVERRIDE);
      ++at_;
    } else if (token == Tok::ARROW) {
      ++at_;
      simpleType();
    } else if (isQualifier(token) || token == Tok::AMP || token == Tok::AMP_AMP || isSpecifier(token)) {
      ++at_;
      attributeArguments();
    } else {
      return;
    }
  }
}

// The parentheses behind the attribute that was passed.
void Walker::attributeArguments() {
  Tok attribute = type(at_ - 1);
  if (now() != Tok::LPAREN)
    return;
  size_t open = at_, close = match_[at_];
  switch (attribute) {
  case Tok::EXPLICIT:
    bracketed();
    set(open, Tok::TYPE_OPEN);
    return;
  case Tok::ALIGNAS:
    if (looksLikeType(at_ + 1, false)) {
      set(at_++, Tok::TYPE_OPEN);
      typeId();
      at_ = close + 1;
      return;
    }
    [[fallthrough]];
  case Tok::ALIGN:
  case Tok::LAUNCH_BOUNDS:
    return bracketed();
  case Tok::ATTRIBUTE:
    for (at_ += 2; at_ < close;)
      if (now() == Tok::LPAREN)
        bracketed();
      else
        ++at_;
    at_ = close + 1;
    return;
  default:
    return;
  }
}

} // namespace hd::syntax
