// The walk over a chunk's tokens behind TypeNames::decide. For every open bracket a Level says what it
// holds and where in a declaration the walk is; the outermost Level is the chunk itself.
#include "frontend/syntax/type_names.h"

#include <algorithm>

namespace hd::syntax {

class ChunkWalker {
public:
  ChunkWalker(TypeNames &names, Terminals &chunk, bool quiet)
      : names_(names), chunk_(chunk), match_(matchBrackets(chunk)), quiet_(quiet) {}

  bool walk() {
    levels_.push_back({});
    levels_.back().holds = Holds::File;
    startStatement();
    for (at_ = 0; at_ < chunk_.size(); ++at_)
      step();
    return ok_;
  }

private:
  enum class Holds : uint8_t {
    File,
    Block,
    Record,
    Enumerators,
    Params,
    ForHead,
    Condition,
    Declarator,
    Type,
    Other
  };

  struct Level {
    Holds holds = Holds::Other;
    bool atStart = false;         // a statement, member or parameter may begin here
    bool inDeclaration = false;   // its first specifier has been seen
    bool seenType = false;        // ... and its type
    bool wantsDeclarator = false; // the next identifier is the name that is declared
    bool declared = false;        // the last token was that name
    bool isTypedef = false;
    bool wantsTag = false;    // after `struct`
    bool wantsBody = false;   // a `{` opens a record's or enumeration's body
    bool isEnum = false;      // which of the two
    bool inCase = false;      // between `case` and its `:`
    bool pushedScope = false; // closing the bracket closes a scope
    unsigned ternaries = 0;
    std::vector<int64_t> pendingIfs; // indices of `if`s that may get an `else`; -1 for `do`
  };

  Level &level() { return levels_.back(); }
  Tok type(size_t index) const { return index < chunk_.size() ? chunk_[index].type : Tok::End; }
  Tok previous() const { return at_ ? chunk_[at_ - 1].type : Tok::End; }

  void startStatement() {
    Level &now = level();
    now.atStart = true;
    now.inDeclaration = now.seenType = now.wantsDeclarator = now.declared = false;
    now.isTypedef = now.wantsTag = now.wantsBody = now.inCase = false;
    now.ternaries = 0;
  }

  bool holdsStatements() { return level().holds == Holds::Block || level().holds == Holds::File; }

  void step() {
    Tok token = chunk_[at_].type;
    bool wasDeclared = level().declared;
    level().declared = false;
    if (isOpening(token))
      open(token, wasDeclared);
    else if (isClosing(token))
      close(token);
    else if (token == Tok::IDENTIFIER)
      identifier();
    else
      other(token);
  }

  static bool isTypeKeyword(Tok token) { return token >= Tok::VOID && token <= Tok::AUTO; }
  static bool isTagKeyword(Tok token) { return token >= Tok::STRUCT && token <= Tok::ENUM; }
  static bool isQualifier(Tok token) {
    return token == Tok::CONST || token == Tok::VOLATILE || token == Tok::RESTRICT;
  }
  // Storage classes, qualifiers and attributes: they begin a declaration without naming its type.
  static bool isSpecifier(Tok token) { return token >= Tok::EXTERN && token <= Tok::ATTRIBUTE; }
  static bool isControl(Tok token) {
    return token == Tok::IF || token == Tok::IF_ELSE || token == Tok::WHILE || token == Tok::SWITCH;
  }

  // --- brackets
  void open(Tok token, bool wasDeclared) {
    Level inner;
    if (token == Tok::LBRACE)
      inner.holds = braceHolds();
    else if (token == Tok::LPAREN)
      inner.holds = parenHolds(wasDeclared);
    Level &outer = level();
    if (inner.holds == Holds::Params || inner.holds == Holds::ForHead || inner.holds == Holds::Block ||
        inner.holds == Holds::Record || inner.holds == Holds::Enumerators) {
      inner.pushedScope = true;
      names_.pushScope();
    }
    if (inner.holds == Holds::Block || inner.holds == Holds::Record || inner.holds == Holds::Params ||
        inner.holds == Holds::ForHead)
      inner.atStart = true;
    if (inner.holds == Holds::Declarator) {
      inner.inDeclaration = inner.seenType = inner.wantsDeclarator = true;
      inner.isTypedef = outer.isTypedef;
    }
    if (token != Tok::LPAREN || inner.holds != Holds::Declarator)
      outer.atStart = false;
    levels_.push_back(inner);
  }

  Holds braceHolds() {
    Level &outer = level();
    if (outer.wantsBody) {
      outer.wantsBody = outer.wantsTag = false;
      return outer.isEnum ? Holds::Enumerators : Holds::Record;
    }
    if (!holdsStatements())
      return Holds::Other;
    if (outer.atStart)
      return Holds::Block;
    // The body of a function; its parameters' scope is still open (see close).
    bool isBody = outer.holds == Holds::File && (previous() == Tok::RPAREN || previous() == Tok::CONST);
    return isBody ? Holds::Block : Holds::Other;
  }

  Holds parenHolds(bool wasDeclared) {
    Level &outer = level();
    Tok before = previous();
    if (before == Tok::FOR)
      return Holds::ForHead;
    if (isControl(before))
      return Holds::Condition;
    if (wasDeclared && outer.holds == Holds::File)
      return Holds::Params;
    if (outer.wantsDeclarator && !isAttributeWithArguments(before))
      return Holds::Declarator;
    if (before == Tok::SIZEOF || before == Tok::ALIGNOF || before == Tok::ALIGNAS) {
      if (!isTypeInParens())
        return Holds::Other;
      chunk_[at_].type = Tok::TYPE_OPEN;
      return Holds::Type;
    }
    bool isCall = before == Tok::IDENTIFIER || before == Tok::TYPE_CALL || before == Tok::RBRACKET ||
                  isAttributeWithArguments(before);
    if (isCall || !isTypeInParens())
      return Holds::Other;
    chunk_[at_].type = Tok::CAST_OPEN;
    return Holds::Type;
  }

  static bool isAttributeWithArguments(Tok token) {
    return token == Tok::LAUNCH_BOUNDS || token == Tok::ALIGN || token == Tok::ALIGNAS ||
           token == Tok::ATTRIBUTE;
  }

  // True for `( T )`, where T is a type with an abstract declarator.
  bool isTypeInParens() {
    size_t end = match_[at_], i = at_ + 1;
    bool seen = false;
    for (; i < end; ++i) {
      Tok token = chunk_[i].type;
      if (isTagKeyword(token) && type(i + 1) == Tok::IDENTIFIER) {
        ++i;
        seen = true;
      } else if (isTypeKeyword(token)) {
        seen = true;
      } else if (token == Tok::IDENTIFIER && !seen && namesType(i, end)) {
        seen = true;
      } else if (!isQualifier(token)) {
        break;
      }
    }
    if (!seen)
      return false;
    auto skipPointers = [&] {
      while (i < end && (type(i) == Tok::STAR || type(i) == Tok::AMP || isQualifier(type(i))))
        ++i;
    };
    skipPointers();
    if (type(i) == Tok::LPAREN && type(i + 1) == Tok::STAR) { // `float (*)[4]`
      size_t close = match_[i];
      ++i;
      skipPointers();
      if (i != close)
        return false;
      ++i;
    }
    while (i < end && type(i) == Tok::LBRACKET)
      i = match_[i] + 1;
    return i == end;
  }

  // A known type, or an unknown name that can only be one: `(foo *)`.
  bool namesType(size_t index, size_t end) {
    if (names_.isType(chunk_[index].text()))
      return true;
    size_t i = index + 1;
    while (i < end && type(i) == Tok::STAR)
      ++i;
    return i == end && i > index + 1;
  }

  void close(Tok) {
    if (levels_.size() == 1)
      return;
    Level inner = level();
    levels_.pop_back();
    // Parameters are seen in the function's body: their scope ends with it.
    bool bodyFollows = inner.holds == Holds::Params && bodyAfterParams();
    if (inner.pushedScope && !bodyFollows)
      names_.popScope();
    paramsStay_ = paramsStay_ || bodyFollows;
    if (inner.holds == Holds::Block && level().holds == Holds::File && paramsStay_) {
      names_.popScope();
      paramsStay_ = false;
    }
    Level &outer = level();
    if (inner.holds == Holds::Block) {
      endStatement();
    } else if (inner.holds == Holds::ForHead || inner.holds == Holds::Condition) {
      startStatement();
    } else if (inner.holds == Holds::Record || inner.holds == Holds::Enumerators) {
      outer.seenType = outer.wantsDeclarator = true;
    } else if (inner.holds == Holds::Declarator) {
      outer.wantsDeclarator = false;
      outer.declared = true;
    }
  }

  bool bodyAfterParams() const {
    size_t i = at_ + 1;
    while (type(i) == Tok::CONST || isSpecifier(type(i)))
      ++i;
    return type(i) == Tok::LBRACE;
  }

  // --- statements
  void endStatement() {
    startStatement();
    std::vector<int64_t> &pending = level().pendingIfs;
    if (type(at_ + 1) == Tok::ELSE) {
      while (!pending.empty() && pending.back() < 0)
        pending.pop_back();
      if (!pending.empty()) {
        chunk_[size_t(pending.back())].type = Tok::IF_ELSE;
        pending.pop_back();
      }
    } else if (type(at_ + 1) == Tok::WHILE && !pending.empty() && pending.back() < 0) {
      pending.pop_back();
    } else {
      pending.clear();
    }
  }

  void other(Tok token) {
    Level &now = level();
    if (isTypeKeyword(token))
      return typeSpecifier(token);
    if (isTagKeyword(token))
      return tagKeyword(token);
    if (token == Tok::TYPEDEF || isSpecifier(token))
      return specifier(token);
    switch (token) {
    case Tok::SEMI:
      return semicolon();
    case Tok::COMMA:
      return comma();
    case Tok::COLON:
      return colon();
    case Tok::ASSIGN:
      now.wantsDeclarator = false;
      break;
    case Tok::QUESTION:
      ++now.ternaries;
      break;
    case Tok::CASE:
    case Tok::DEFAULT:
      now.inCase = true;
      break;
    case Tok::ELSE:
    case Tok::PRAGMA_END:
      return startStatement();
    case Tok::DO:
      now.pendingIfs.push_back(-1);
      return startStatement();
    case Tok::IF:
      now.pendingIfs.push_back(int64_t(at_));
      break;
    default:
      break;
    }
    bool inDeclarator = token == Tok::STAR || token == Tok::AMP || token == Tok::AMP_AMP;
    if (!inDeclarator)
      now.wantsDeclarator = now.wantsDeclarator && token == Tok::COLON;
    now.atStart = false;
  }

  void semicolon() {
    Level &now = level();
    if (holdsStatements())
      return endStatement();
    bool startsAgain = now.holds == Holds::Record;
    startStatement();
    now.atStart = startsAgain;
  }

  void comma() {
    Level &now = level();
    if (now.holds == Holds::Params)
      return startStatement();
    if (now.inDeclaration && now.seenType && now.holds != Holds::Other)
      now.wantsDeclarator = true;
  }

  void colon() {
    Level &now = level();
    if (now.ternaries)
      --now.ternaries;
    else if (now.inCase)
      startStatement();
    else
      now.wantsDeclarator = false;
  }

  // --- declarations
  void beginDeclaration() {
    Level &now = level();
    now.atStart = false;
    now.inDeclaration = true;
  }

  void typeSeen() {
    Level &now = level();
    beginDeclaration();
    now.seenType = now.wantsDeclarator = true;
  }

  // `T(` in an expression is a cast; at the start of a statement `T (*p)` is a declaration.
  bool isFunctionalCast() {
    Tok next = type(at_ + 1);
    if (next != Tok::LPAREN && next != Tok::LBRACE)
      return false;
    Level &now = level();
    if (now.holds == Holds::Type || now.holds == Holds::Params || now.holds == Holds::Record ||
        now.holds == Holds::File || (now.inDeclaration && !now.seenType) || now.wantsBody)
      return now.holds != Holds::Type && now.inDeclaration && now.seenType && !now.wantsDeclarator &&
             !now.wantsBody;
    if (now.wantsDeclarator && isTypeKeyword(previous()))
      return false; // `unsigned int (*p)[4]`
    return !(now.atStart && next == Tok::LPAREN && type(at_ + 2) == Tok::STAR);
  }

  void typeSpecifier(Tok) {
    Level &now = level();
    if (isFunctionalCast()) {
      chunk_[at_].type = Tok::TYPE_CALL;
      now.atStart = false;
    } else if (now.atStart || (now.inDeclaration && (!now.seenType || now.wantsDeclarator))) {
      typeSeen();
    }
  }

  void specifier(Tok token) {
    Level &now = level();
    if (token == Tok::TYPEDEF)
      now.isTypedef = true;
    if (token == Tok::STATIC_ASSERT) {
      now.atStart = false;
      return;
    }
    if (now.atStart)
      beginDeclaration();
  }

  void tagKeyword(Tok token) {
    Level &now = level();
    if (now.isEnum && now.wantsTag && token != Tok::ENUM) // `enum class`
      return;
    beginDeclaration();
    now.wantsTag = now.wantsBody = true;
    now.isEnum = token == Tok::ENUM;
  }

  void tag() {
    Level &now = level();
    std::string_view name = chunk_[at_].text();
    Tok next = type(at_ + 1);
    now.wantsTag = false;
    now.wantsBody = next == Tok::LBRACE || next == Tok::COLON;
    if (now.wantsBody || next == Tok::SEMI || !names_.isType(name)) {
      if (now.holds == Holds::Type || now.holds == Holds::Params)
        names_.declareFileType(name);
      else
        names_.declare(name, true);
    }
    now.seenType = true;
    now.wantsDeclarator = !now.wantsBody;
  }

  void identifier() {
    Level &now = level();
    std::string_view name = chunk_[at_].text();
    Tok before = previous();
    if (before == Tok::DOT || before == Tok::ARROW || before == Tok::SCOPE)
      return;
    if (now.wantsTag)
      return tag();
    if (before == Tok::USING) {
      names_.declare(name, true);
      now.inDeclaration = false;
      now.atStart = false;
      return;
    }
    if (now.holds == Holds::Enumerators)
      return enumerator(before);
    if (now.wantsDeclarator && now.seenType && !(now.wantsBody && now.isEnum))
      return declarator(name);
    if (names_.isType(name))
      return knownType();
    if (mustBeType())
      return unknownType();
    now.atStart = false;
  }

  void enumerator(Tok before) {
    if (before == Tok::LBRACE || before == Tok::COMMA)
      names_.declareAt(names_.scopes_.size() - 2, chunk_[at_].text(), false);
    else if (names_.isType(chunk_[at_].text()))
      knownType();
  }

  void declarator(std::string_view name) {
    Level &now = level();
    now.wantsDeclarator = false;
    now.declared = true;
    now.atStart = false;
    names_.declare(name, now.isTypedef);
  }

  void knownType() {
    Level &now = level();
    if (isFunctionalCast()) {
      chunk_[at_].type = Tok::TYPE_CALL;
      now.atStart = false;
      return;
    }
    chunk_[at_].type = Tok::TYPE_NAME;
    if (now.atStart || (now.inDeclaration && !now.seenType))
      typeSeen();
  }

  // An unknown identifier where the grammar has only room for a type.
  bool mustBeType() {
    Level &now = level();
    if (now.holds == Holds::Type)
      return true;
    if (now.holds == Holds::Other || now.holds == Holds::Condition || now.holds == Holds::Declarator)
      return false;
    Tok next = type(at_ + 1), afterNext = type(at_ + 2);
    if (now.inDeclaration && !now.seenType)
      return next == Tok::IDENTIFIER || next == Tok::STAR || next == Tok::AMP || isSpecifier(next) ||
             now.holds == Holds::Params;
    if (!now.atStart)
      return false;
    if (now.holds == Holds::Params || next == Tok::IDENTIFIER)
      return next != Tok::LPAREN;
    bool endsDeclarator =
        type(at_ + 3) == Tok::SEMI || type(at_ + 3) == Tok::ASSIGN || type(at_ + 3) == Tok::COMMA;
    return next == Tok::STAR && afterNext == Tok::IDENTIFIER && (endsDeclarator || now.holds == Holds::File);
  }

  void unknownType() {
    ok_ = false;
    if (!quiet_)
      names_.reportUnknown(chunk_[at_]);
    knownType();
    chunk_[at_].type = Tok::TYPE_NAME;
  }

  TypeNames &names_;
  Terminals &chunk_;
  std::vector<uint32_t> match_;
  std::vector<Level> levels_;
  size_t at_ = 0;
  bool quiet_, ok_ = true, paramsStay_ = false;
};

bool TypeNames::decide(Terminals &chunk, bool quiet) {
  bool ok = ChunkWalker(*this, chunk, quiet).walk();
  while (scopes_.size() > 1)
    popScope();
  return ok;
}

} // namespace hd::syntax
