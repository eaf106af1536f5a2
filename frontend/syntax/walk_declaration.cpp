// Declarations: functions, variables, templates, using, namespaces' aliases.
#include "frontend/syntax/walker.h"

namespace hd::syntax {

void Walker::entity(Where where) {
  switch (now()) {
  case Tok::SEMI:
    ++at_;
    return;
  case Tok::PUBLIC:
  case Tok::PRIVATE:
  case Tok::PROTECTED:
    at_ += type(at_ + 1) == Tok::COLON ? 2 : 1;
    return;
  case Tok::STATIC_ASSERT:
    return staticAssert();
  case Tok::USING:
    return usingDeclaration();
  case Tok::NAMESPACE:
    return namespaceAlias();
  case Tok::TEMPLATE:
    return templated(where);
  case Tok::HOST_MEMBER:
    return hostMember();
  default:
    return declaration(where);
  }
}

void Walker::hostMember() {
  for (++at_; now() != Tok::SEMI && !ends(at_); ++at_)
    if (isName(now()) && type(at_ - 1) == Tok::HOST_MEMBER && text(at_) != target()->name)
      declareValue(text(at_), true);
}

void Walker::templated(Where where) {
  Scope *outer = scope_;
  if (type(at_ + 1) != Tok::LESS) {
    set(at_++, Tok::INSTANTIATE);
    declaration(where);
    return;
  }
  ++at_;
  push(Scope::Kind::TemplateParams);
  templateParameters();
  entity(where);
  scope_ = outer;
}

// At the `<`. The parameters go into the scope in work.
void Walker::templateParameters() {
  size_t open = at_++;
  set(open, Tok::TEMPLATE_OPEN);
  ++templateDepth_;
  while (!isListEnd(at_) && !ends(at_) && now() != Tok::SEMI) {
    size_t before = at_;
    templateParameter();
    if (now() == Tok::COMMA)
      ++at_;
    else if (!isListEnd(at_) || at_ == before)
      break;
  }
  --templateDepth_;
  if (!isListEnd(at_))
    return;
  match_[open] = uint32_t(at_);
  set(at_++, Tok::TEMPLATE_CLOSE);
}

void Walker::templateParameter() {
  Symbol::Kind kind = Symbol::Kind::Type;
  if (now() == Tok::TEMPLATE && type(at_ + 1) == Tok::LESS && templateDepth_ < 16) {
    Scope *outer = scope_;
    push(Scope::Kind::TemplateParams);
    ++at_;
    templateParameters();
    scope_ = outer;
    kind = Symbol::Kind::TypeTemplate;
  }
  size_t after = at_ + 1;
  after += type(after) == Tok::ELLIPSIS;
  after += isName(type(after));
  bool isType = (now() == Tok::TYPENAME || now() == Tok::CLASS) &&
                (type(after) == Tok::COMMA || type(after) == Tok::ASSIGN || isListEnd(after));
  if (isType) {
    set(at_, Tok::TYPE_PARAM);
    if (isName(type(after - 1)))
      scope_->names[text(after - 1)] = {kind};
    at_ = after;
    if (now() == Tok::ASSIGN) {
      ++at_;
      typeId();
    }
    return;
  }
  specifiers(Where::Parameter);
  declarator(Where::Parameter);
  if (now() == Tok::ASSIGN) {
    ++at_;
    expression(Until::Argument);
  }
}

void Walker::declaration(Where where) {
  Scope *outer = scope_;
  specifiers(where);
  bool isTypedef = isTypedef_, isFriend = isFriend_;
  Symbol specified = specified_;
  while (!ends(at_)) {
    size_t before = at_;
    isTypedef_ = isTypedef;
    isFriend_ = isFriend;
    specified_ = specified;
    Declarator declared = declarator(where);
    isTypedef_ = isFriend_ = false;
    bool hasBody = functionBody(declared, where);
    if (!hasBody)
      initialiser(declared, where);
    scope_ = outer;
    if (hasBody)
      break;
    if (now() == Tok::COLON && where == Where::Statement)
      break; // `for (auto x : a)`
    if (now() == Tok::SEMI) {
      ++at_;
      break;
    }
    if (now() == Tok::COMMA || at_ == before)
      ++at_;
  }
  isTypedef_ = isFriend_ = false;
  scope_ = outer;
}

void Walker::initialiser(const Declarator &, Where where) {
  if (now() == Tok::COLON && where != Where::Statement) {
    ++at_;
    expression(Until::Comma);
  } else if (now() == Tok::ASSIGN) {
    ++at_;
    if (now() == Tok::DEFAULT || now() == Tok::DELETED)
      ++at_;
    else
      expression(Until::Comma);
  } else if (now() == Tok::LPAREN || now() == Tok::LBRACE) {
    bracketed();
  }
}

bool Walker::functionBody(const Declarator &declared, Where where) {
  if (!declared.isFunction)
    return false;
  size_t open = at_, colon = 0;
  if (now() == Tok::COLON) {
    // The body's brace comes after a bracket; those of initialisers after a name.
    for (open = at_ + 1; open < chunk_.size(); ++open) {
      Tok token = type(open), before = type(open - 1);
      if (token == Tok::SEMI || isClosing(token))
        return false;
      if (token == Tok::LBRACE && (isClosing(before) || before == Tok::ELLIPSIS))
        break;
      if (isOpening(token))
        open = match_[open];
    }
    colon = at_;
  }
  if (type(open) != Tok::LBRACE || where == Where::Statement)
    return false;
  if (colon)
    set(colon, Tok::INIT_COLON);
  set(open, Tok::BODY_OPEN);
  if (where == Where::Member && classDepth_ > 0)
    deferred_.push_back({scope_, colon, open});
  else
    walkBody(scope_, colon, open);
  at_ = match_[open] + 1;
  return true;
}

void Walker::walkBody(Scope *scope, size_t colon, size_t open) {
  Scope *outer = scope_;
  unsigned classDepth = classDepth_;
  classDepth_ = 0;
  scope_ = scope;
  if (colon) {
    at_ = colon + 1;
    memberInitialisers(open);
  }
  block(open);
  scope_ = outer;
  classDepth_ = classDepth;
}

void Walker::memberInitialisers(size_t open) {
  while (at_ < open) {
    if (isName(now()) || now() == Tok::SCOPE) {
      Path named = path(at_);
      if (named.symbol.isType() || (named.hasArgs && !named.symbol.isKnown()))
        markType(named, Tok::TYPE_NAME, Tok::TYPE_GLOBAL);
      at_ = std::max(named.last, at_ + 1);
    } else if (now() == Tok::LPAREN || now() == Tok::LBRACE) {
      bracketed();
    } else {
      ++at_;
    }
  }
}

// What `using namespace std;` would bring in is the host's.
void Walker::dropIfUnknown(const Path &named) {
  if (quiet_ && !named.symbol.isKnown() && !named.isDependent)
    ok_ = false;
}

void Walker::usingDeclaration() {
  ++at_;
  if (now() == Tok::NAMESPACE) {
    ++at_;
    Path named = path(at_);
    if (named.symbol.kind == Symbol::Kind::Namespace && named.symbol.scope &&
        !scope_->isInside(named.symbol.scope))
      target()->also.push_back(named.symbol.scope);
    dropIfUnknown(named);
    at_ = named.last;
  } else {
    size_t after = at_ + 1;
    while (type(after) == Tok::ATTRIBUTE)
      after = match_[after + 1] + 1;
    if (isName(now()) && type(after) == Tok::ASSIGN) {
      std::string_view name = text(at_);
      at_ = after + 1;
      typeId();
      declare(name, {Symbol::Kind::Type, specified_.scope});
    } else {
      bool isType = now() == Tok::TYPENAME;
      at_ += isType;
      Path named = path(at_);
      Symbol symbol = named.symbol;
      if (isType && !symbol.isType())
        symbol = {Symbol::Kind::Type};
      if (!isType && !named.endsInOperator)
        dropIfUnknown(named);
      if (symbol.isKnown() && !named.endsInOperator)
        target()->names[text(named.lastName)] = symbol;
      at_ = named.last;
    }
  }
  if (now() == Tok::SEMI)
    ++at_;
}

void Walker::namespaceAlias() {
  ++at_;
  if (isName(now()) && type(at_ + 1) == Tok::ASSIGN) {
    std::string_view name = text(at_);
    at_ += 2;
    Path named = path(at_);
    if (named.symbol.isKnown())
      target()->names[name] = named.symbol;
    dropIfUnknown(named);
    at_ = named.last;
  }
  if (now() == Tok::SEMI)
    ++at_;
}

void Walker::staticAssert() {
  ++at_;
  if (now() == Tok::LPAREN)
    bracketed();
  if (now() == Tok::SEMI)
    ++at_;
}

} // namespace hd::syntax
