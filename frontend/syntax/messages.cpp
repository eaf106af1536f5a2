// From the expected terminals and the rules in work to a sentence.
#include "frontend/syntax/messages.h"

#include <algorithm>

namespace hd::syntax {

namespace {

class Message {
public:
  Message(const ParseFailure &failure, const Terminals &chunk, const TypeNames &names, diag::Engine &engine)
      : failure_(failure), chunk_(chunk), names_(names), engine_(engine), index_(failure.index) {}

  void report() {
    if (unknownType() || strayElse() || keywordAsName())
      return;
    if (expects(Tok::INTEGER) && !expects(Tok::SEMI))
      return atToken(expressionWanted());
    if (expects(Tok::RPAREN) && insideParens())
      return closing(Tok::RPAREN, ")");
    if (expects(Tok::RBRACKET))
      return closing(Tok::RBRACKET, "]");
    if (expects(Tok::SEMI) && index_ > 0)
      return semicolon();
    if (failure_.expected.size() == 1 && failure_.expected[0] != Tok::End)
      return atToken(expectedOne(failure_.expected[0]));
    if (expects(Tok::IDENTIFIER))
      return atToken("expected a name");
    if (expects(Tok::VOID))
      return atToken("expected a declaration");
    atToken("unexpected");
  }

private:
  bool expects(Tok token) const {
    return std::find(failure_.expected.begin(), failure_.expected.end(), token) != failure_.expected.end();
  }
  bool isIn(Rule rule) const { return !failure_.rules.empty() && failure_.rules[0] == rule; }
  bool within(Rule rule) const {
    return std::find(failure_.rules.begin(), failure_.rules.end(), rule) != failure_.rules.end();
  }
  bool atEnd() const { return index_ >= chunk_.size(); }
  Tok type(size_t index) const { return index < chunk_.size() ? chunk_[index].type : Tok::End; }
  std::string_view found() const { return atEnd() ? "the end of the declaration" : chunk_[index_].text(); }
  diag::Range here() const { return atEnd() ? afterPrevious() : chunk_[index_].range(); }
  diag::Range afterPrevious() const {
    diag::Location end = chunk_[std::min<size_t>(index_, chunk_.size()) - 1].source->end();
    return {end, end};
  }

  void atToken(const std::string &message) {
    std::string_view what = atEnd() ? "" : found();
    std::string text = message == "unexpected" ? fmt::format("unexpected `{}`", what)
                       : what.empty()          ? message
                                               : fmt::format("{}, found `{}`", message, what);
    engine_.report(diag::Id::SyntaxError, here(), text);
  }

  static std::string expectedOne(Tok token) {
    return token == Tok::IDENTIFIER ? "expected a name" : fmt::format("expected `{}`", spellingOf(token));
  }

  std::string expressionWanted() const {
    return within(Rule::Statement) && isIn(Rule::Statement) && expects(Tok::RETURN)
               ? "expected a statement"
               : "expected an expression";
  }

  // `foo bar`, `foo * bar`: most likely `foo` was meant as a type.
  bool unknownType() {
    if (isIn(Rule::EnumBody) || index_ == 0 || type(index_) != Tok::IDENTIFIER ||
        type(index_ - 1) != Tok::IDENTIFIER)
      return false;
    Tok before = index_ > 1 ? type(index_ - 2) : Tok::SEMI;
    if (before != Tok::SEMI && before != Tok::LBRACE && before != Tok::RBRACE && before != Tok::LPAREN &&
        before != Tok::COMMA)
      return false;
    const Terminal &name = chunk_[index_ - 1];
    diag::Diagnostic &diagnostic = engine_.report(diag::Id::UnknownType, name.range(), name.text());
    if (std::string known = names_.suggestionFor(name.text()); !known.empty())
      diagnostic.note(diag::Id::DidYouMean, name.range(), known).fix(name.range(), known);
    return true;
  }

  bool strayElse() {
    if (type(index_) != Tok::ELSE)
      return false;
    bool afterStatement = index_ > 0 && (type(index_ - 1) == Tok::SEMI || type(index_ - 1) == Tok::RBRACE);
    if (afterStatement)
      engine_.report(diag::Id::SyntaxError, here(), "`else` without an `if` before it");
    return afterStatement;
  }

  bool keywordAsName() {
    bool wantsName = failure_.expected.size() <= 3 && expects(Tok::IDENTIFIER) && !expects(Tok::INTEGER);
    bool isWord = type(index_) >= Tok::VOID && type(index_) < Tok::LPAREN;
    if (!wantsName || !isWord)
      return false;
    engine_.report(diag::Id::SyntaxError, here(), fmt::format("expected a name; `{}` is a keyword", found()));
    return true;
  }

  // The bracket that is open where the error is.
  const Terminal *openBracket(Tok closer) const {
    int depth = 0;
    for (size_t i = std::min<size_t>(index_, chunk_.size()); i-- > 0;) {
      if (isClosing(chunk_[i].type))
        ++depth;
      else if (isOpening(chunk_[i].type) && depth-- == 0)
        return (chunk_[i].type == Tok::LBRACKET) == (closer == Tok::RBRACKET) ? &chunk_[i] : nullptr;
    }
    return nullptr;
  }
  bool insideParens() const {
    const Terminal *open = openBracket(Tok::RPAREN);
    return open && open->type != Tok::LBRACE;
  }

  void closing(Tok closer, const char *text) {
    diag::Diagnostic &diagnostic = engine_.report(diag::Id::SyntaxError, here(),
                                                  fmt::format("expected `{}`, found `{}`", text, found()));
    if (const Terminal *open = openBracket(closer))
      diagnostic.note(diag::Id::ToMatchThis, open->range(), open->text());
  }

  const char *whatEnds() const {
    for (Rule rule : failure_.rules) {
      if (rule == Rule::Declaration || rule == Rule::InitDeclarator || rule == Rule::ExternalDeclaration)
        return "declaration";
      if (rule == Rule::Entity)
        return within(Rule::Member) ? "member" : "declaration";
      if (rule == Rule::Member)
        return "member";
      if (rule == Rule::Statement)
        break;
    }
    for (size_t i = index_; i-- > 0;) {
      Tok token = chunk_[i].type;
      if (token == Tok::RETURN || token == Tok::BREAK || token == Tok::CONTINUE)
        return token == Tok::RETURN ? "`return` statement" : token == Tok::BREAK ? "`break`" : "`continue`";
      if (token == Tok::SEMI || token == Tok::LBRACE || token == Tok::RBRACE)
        break;
    }
    return "expression";
  }

  void semicolon() {
    diag::Range where = afterPrevious();
    bool sameLine = !atEnd() && chunk_[index_].source->location.line == where.begin.line;
    std::string message = fmt::format("expected `;` after {}", whatEnds());
    if (sameLine && type(index_) != Tok::RBRACE)
      message += fmt::format(", found `{}`", found());
    engine_.report(diag::Id::SyntaxError, where, message).fix(where, ";");
  }

  const ParseFailure &failure_;
  const Terminals &chunk_;
  const TypeNames &names_;
  diag::Engine &engine_;
  size_t index_;
};

} // namespace

void reportFailure(const ParseFailure &failure, const Terminals &chunk, const TypeNames &names,
                   diag::Engine &engine) {
  Message(failure, chunk, names, engine).report();
}

} // namespace hd::syntax
