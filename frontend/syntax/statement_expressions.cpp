#include "frontend/syntax/statement_expressions.h"

namespace hd::syntax {

namespace {

class Rewriter {
public:
  explicit Rewriter(const Terminals &chunk) : chunk_(chunk), match_(matchBrackets(chunk)) {}

  Terminals run() {
    copy(0, chunk_.size());
    return std::move(out_);
  }

private:
  Tok type(size_t index) const { return index < chunk_.size() ? chunk_[index].type : Tok::End; }
  void add(Tok type, size_t like) { out_.push_back({type, chunk_[like].source}); }

  void copy(size_t first, size_t last) {
    for (size_t i = first; i < last; ++i) {
      if (isStatementExpression(i)) {
        rewrite(i);
        i = match_[i];
      } else {
        out_.push_back(chunk_[i]);
      }
    }
  }

  bool isStatementExpression(size_t open) const {
    if (type(open) != Tok::LPAREN || type(open + 1) != Tok::LBRACE || match_[open + 1] + 1 != match_[open])
      return false;
    bool hasStatement = false;
    for (size_t i = open + 2; i < match_[open + 1]; ++i) {
      if (type(i) == Tok::RETURN || type(i) == Tok::BREAK || type(i) == Tok::CONTINUE)
        return false;
      hasStatement |= type(i) == Tok::SEMI;
    }
    return hasStatement;
  }

  void rewrite(size_t open) {
    size_t brace = open + 1, close = match_[brace], value = lastExpression(brace);
    for (Tok each :
         {Tok::LPAREN, Tok::LBRACKET, Tok::AMP, Tok::RBRACKET, Tok::LPAREN, Tok::RPAREN, Tok::LBRACE})
      add(each, brace);
    copy(brace + 1, value);
    if (value < close)
      add(Tok::RETURN, value);
    copy(value, close);
    for (Tok each : {Tok::RBRACE, Tok::LPAREN, Tok::RPAREN, Tok::RPAREN})
      add(each, close);
  }

  // Where the expression begins that is the last statement; the closing brace when that is another one.
  size_t lastExpression(size_t brace) const {
    size_t close = match_[brace], start = brace + 1;
    if (type(close - 1) != Tok::SEMI)
      return close;
    for (size_t i = start; i + 1 < close; ++i) {
      bool isBlock = type(i) == Tok::LBRACE && startsStatement(i, brace);
      if (isOpening(type(i)))
        i = match_[i];
      if (type(i) == Tok::SEMI || isBlock)
        start = i + 1;
    }
    Tok token = type(start), next = type(start + 1);
    bool isKeyword = token >= Tok::VOID && token <= Tok::CONSTEXPR;
    bool isDeclaration = token == Tok::IDENTIFIER && next == Tok::IDENTIFIER;
    bool isLoop = token == Tok::IF || token == Tok::FOR || token == Tok::WHILE || token == Tok::DO ||
                  token == Tok::SWITCH;
    return isKeyword || isDeclaration || isLoop || start + 1 >= close ? close : start;
  }

  // Of a block, and not of an initialiser.
  bool startsStatement(size_t open, size_t outer) const {
    Tok before = type(open - 1);
    return open - 1 == outer || before == Tok::SEMI || before == Tok::RBRACE || before == Tok::RPAREN ||
           before == Tok::ELSE || before == Tok::DO;
  }

  const Terminals &chunk_;
  std::vector<uint32_t> match_;
  Terminals out_;
};

} // namespace

void lowerStatementExpressions(Terminals &chunk) {
  for (size_t i = 0; i + 1 < chunk.size(); ++i)
    if (chunk[i].type == Tok::LPAREN && chunk[i + 1].type == Tok::LBRACE) {
      chunk = Rewriter(chunk).run();
      return;
    }
}

} // namespace hd::syntax
