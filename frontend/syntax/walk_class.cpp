// Classes and enumerations. Bodies of methods are walked when the class is complete, as they may use members
// that are declared after them.
#include "frontend/syntax/walker.h"

namespace hd::syntax {

void Walker::record() {
  Scope *outer = scope_;
  bool isFriend = isFriend_;
  ++at_;
  while (isSpecifier(now())) {
    ++at_;
    attributeArguments();
  }
  Symbol symbol{Symbol::Kind::Type};
  std::string_view name;
  bool isDefinition = now() == Tok::LBRACE || now() == Tok::COLON;
  if (isName(now())) {
    Path head = path(at_);
    name = text(head.lastName);
    at_ = head.last;
    if (now() == Tok::IDENTIFIER && text(at_) == "final" &&
        (type(at_ + 1) == Tok::LBRACE || type(at_ + 1) == Tok::COLON))
      set(at_++, Tok::FINAL);
    isDefinition = now() == Tok::LBRACE || now() == Tok::COLON;
    symbol = head.symbol;
    bool isNew = isDefinition || now() == Tok::SEMI || !symbol.isType();
    if (head.isPlain() && isNew) {
      // The scope of a declaration before goes on, but not that of a type of the same name further out.
      auto known = target()->names.find(name);
      bool isAgain = known != target()->names.end() && known->second.isType() && known->second.scope;
      bool isKnownFriend = isFriend && symbol.isType();
      if (!isAgain && !isKnownFriend)
        symbol = {Symbol::Kind::Type, &names_.makeScope(Scope::Kind::Class, scope_)};
      if (!isKnownFriend)
        declare(name, isAgain ? known->second : symbol);
      symbol = isAgain ? known->second : symbol;
    } else if (head.isQualified && head.owner) {
      enter(head.owner);
    }
    if (!symbol.isType())
      symbol = {Symbol::Kind::Type};
  }
  if (isDefinition) {
    if (!symbol.scope || scope_->isInside(symbol.scope))
      symbol.scope = &names_.makeScope(Scope::Kind::Class, scope_);
    isFriend_ = false;
    recordBody(symbol.scope, name);
  }
  scope_ = outer;
  specified_ = symbol;
}

void Walker::recordBody(Scope *members, std::string_view name) {
  members->name = name;
  members->parent = scope_;
  if (now() == Tok::COLON)
    bases(members);
  if (now() != Tok::LBRACE)
    return;
  size_t close = match_[at_], from = deferred_.size();
  scope_ = members;
  ++classDepth_;
  for (++at_; at_ < close;) {
    size_t before = at_;
    entity(Where::Member);
    if (at_ == before)
      ++at_;
  }
  if (--classDepth_ == 0)
    runDeferred(from);
  at_ = close + 1;
}

void Walker::bases(Scope *members) {
  set(at_++, Tok::BASE_COLON);
  while (now() != Tok::LBRACE && now() != Tok::SEMI && !ends(at_)) {
    if (!isName(now()) && now() != Tok::SCOPE) {
      ++at_;
      continue;
    }
    Path base = path(at_);
    markType(base, Tok::TYPE_NAME, Tok::TYPE_GLOBAL);
    at_ = std::max(base.last, at_ + 1);
    if (base.symbol.scope && base.symbol.scope != members)
      members->also.push_back(base.symbol.scope);
    else
      members->hasOpenBase = true;
  }
}

void Walker::runDeferred(size_t from) {
  while (deferred_.size() > from) {
    std::vector<Deferred> bodies(deferred_.begin() + ptrdiff_t(from), deferred_.end());
    deferred_.resize(from);
    for (const Deferred &body : bodies)
      walkBody(body.scope, body.colon, body.open);
  }
}

void Walker::enumeration() {
  ++at_;
  bool isScoped = now() == Tok::CLASS || now() == Tok::STRUCT;
  at_ += isScoped;
  while (isSpecifier(now())) {
    ++at_;
    attributeArguments();
  }
  Symbol symbol{Symbol::Kind::Type, &names_.makeScope(Scope::Kind::Block, nullptr)};
  if (isName(now())) {
    Path head = path(at_);
    Tok next = type(head.last);
    if (head.isPlain() && (next == Tok::LBRACE || next == Tok::COLON || next == Tok::SEMI))
      declare(text(at_), symbol);
    else if (head.symbol.isType())
      symbol = head.symbol;
    at_ = head.last;
  }
  if (now() == Tok::COLON) {
    set(at_++, Tok::BASE_COLON);
    simpleType();
  }
  if (now() == Tok::LBRACE) {
    size_t close = match_[at_++];
    while (at_ < close) {
      if (isName(now())) {
        if (symbol.scope)
          symbol.scope->names[text(at_)] = {Symbol::Kind::Value};
        if (!isScoped)
          target()->names[text(at_)] = {Symbol::Kind::Value};
      }
      ++at_;
      if (now() == Tok::ASSIGN)
        expression(Until::Comma);
      if (now() == Tok::COMMA)
        ++at_;
    }
    at_ = close + 1;
  }
  specified_ = symbol;
}

} // namespace hd::syntax
