// One pass over the tokens of the declaration that does not enter brackets.
#include "frontend/syntax/shape.h"

namespace hd::syntax {

namespace {

class Scanner {
public:
  Scanner(const Terminals &terminals, const std::vector<uint32_t> &match, size_t first, size_t limit)
      : terminals_(terminals), match_(match), limit_(limit), at_(first) {
    out_.first = first;
  }

  Shape run() {
    templateHeads();
    out_.head = at_;
    while (at_ < limit_ && step())
      ++at_;
    out_.last = std::max(std::min(at_, limit_), out_.first);
    return out_;
  }

private:
  Tok type(size_t index) const { return index < limit_ ? terminals_[index].type : Tok::End; }

  void templateHeads() {
    while (type(at_) == Tok::TEMPLATE) {
      if (type(at_ + 1) != Tok::LESS) {
        out_.isInstantiation = true;
        ++at_;
        return;
      }
      size_t after = afterAngles(terminals_, match_, at_ + 1, limit_);
      out_.isTemplate = true;
      at_ = after == at_ + 1 ? at_ + 2 : after;
    }
  }

  // False at the declaration's end, with at_ one past it.
  bool step() {
    Tok token = type(at_);
    switch (token) {
    case Tok::SEMI:
      ++at_;
      return false;
    case Tok::RBRACE:
    case Tok::RPAREN:
    case Tok::RBRACKET:
    case Tok::End:
      return false;
    case Tok::ASSIGN:
      isInitialised_ = true;
      out_.isDefaulted = type(at_ + 1) == Tok::DEFAULT || type(at_ + 1) == Tok::DELETED;
      return true;
    case Tok::OPERATOR:
      if (!isInitialised_ && !out_.params)
        operatorName();
      return true;
    case Tok::LPAREN:
      paren();
      return true;
    case Tok::LBRACE:
      return brace();
    case Tok::LBRACKET:
      at_ = match_[at_];
      return true;
    case Tok::LESS:
      angles();
      return true;
    case Tok::COLON:
      hasInitialisers_ |= out_.params != 0;
      return true;
    default:
      word(token);
      return true;
    }
  }

  void word(Tok token) {
    bool isEarly = !isInitialised_ && !out_.params;
    out_.isDevice |= isDeviceAttribute(token) && !isInitialised_;
    out_.isConstexpr |= token == Tok::CONSTEXPR && isEarly;
    out_.isTypedef |= token == Tok::TYPEDEF;
    out_.isFriend |= token == Tok::FRIEND;
    out_.isEnum |= token == Tok::ENUM && isEarly;
    isRecord_ |= isEarly && token >= Tok::STRUCT && token <= Tok::ENUM;
  }

  void operatorName() {
    out_.name = at_;
    size_t i = at_ + 1;
    if (type(i) == Tok::LPAREN && match_[i] == i + 1)
      i += 2;
    while (type(i) != Tok::LPAREN && type(i) != Tok::SEMI && type(i) != Tok::LBRACE && type(i) != Tok::End)
      ++i;
    if (type(i) != Tok::LPAREN)
      return;
    out_.params = i;
    out_.isQualified = at_ > out_.head && type(at_ - 1) == Tok::SCOPE;
    at_ = match_[i];
  }

  void paren() {
    Tok before = at_ > out_.head ? type(at_ - 1) : Tok::End;
    bool isNamed = before == Tok::IDENTIFIER || (afterArguments_ == at_ && argumentsName_);
    if (!isInitialised_ && !out_.params && isNamed) {
      out_.params = at_;
      out_.name = before == Tok::IDENTIFIER ? at_ - 1 : argumentsName_;
      bool isDestructor = out_.name > out_.head && type(out_.name - 1) == Tok::TILDE;
      size_t scope = out_.name - isDestructor;
      out_.isQualified = scope > out_.head && type(scope - 1) == Tok::SCOPE;
    }
    at_ = match_[at_];
  }

  bool brace() {
    bool isBody = out_.params && !isInitialised_ && !out_.recordBody;
    if (isBody && hasInitialisers_)
      isBody = isClosing(type(at_ - 1)) || type(at_ - 1) == Tok::ELLIPSIS;
    if (isBody) {
      out_.body = at_;
      at_ = match_[at_] + 1;
      return false;
    }
    if (isRecord_ && !out_.recordBody && !out_.params && !isInitialised_)
      out_.recordBody = at_;
    at_ = match_[at_];
    return true;
  }

  void angles() {
    if (!hasAngles_ || isInitialised_ || at_ == out_.head || type(at_ - 1) != Tok::IDENTIFIER)
      return;
    size_t after = afterAngles(terminals_, match_, at_, limit_);
    hasAngles_ = after != at_; // else not to be tried again: that would be quadratic
    if (!hasAngles_)
      return;
    argumentsName_ = at_ - 1;
    afterArguments_ = after;
    at_ = after - 1;
  }

  const Terminals &terminals_;
  const std::vector<uint32_t> &match_;
  size_t limit_, at_, afterArguments_ = 0, argumentsName_ = 0;
  bool isInitialised_ = false, isRecord_ = false, hasInitialisers_ = false, hasAngles_ = true;
  Shape out_;
};

} // namespace

bool isDeviceAttribute(Tok token) {
  return token == Tok::DEVICE || token == Tok::GLOBAL || token == Tok::SHARED || token == Tok::CONSTANT ||
         token == Tok::MANAGED;
}

size_t afterAngles(const Terminals &terminals, const std::vector<uint32_t> &match, size_t less,
                   size_t limit) {
  unsigned depth = 0;
  for (size_t i = less; i < limit; ++i) {
    switch (terminals[i].type) {
    case Tok::LESS:
      ++depth;
      break;
    case Tok::GREATER:
    case Tok::GREATER_GREATER:
    case Tok::SHIFT_TAIL:
      if (--depth == 0)
        return i + 1;
      break;
    case Tok::LPAREN:
    case Tok::LBRACKET:
    case Tok::LBRACE:
      i = match[i];
      break;
    case Tok::SEMI:
    case Tok::RPAREN:
    case Tok::RBRACKET:
    case Tok::RBRACE:
    case Tok::End:
      return less;
    default:
      break;
    }
  }
  return less;
}

Shape shapeOf(const Terminals &terminals, const std::vector<uint32_t> &match, size_t first, size_t limit) {
  return Scanner(terminals, match, first, limit).run();
}

} // namespace hd::syntax
