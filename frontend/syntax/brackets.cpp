// Both checks are one pass with an explicit stack, so that no input can overflow ours.
#include "frontend/syntax/brackets.h"

#include <algorithm>

namespace hd::syntax {

namespace {

const char *partnerOf(Tok token) {
  switch (token) {
  case Tok::LPAREN:
    return ")";
  case Tok::LBRACKET:
    return "]";
  case Tok::LBRACE:
    return "}";
  case Tok::RPAREN:
    return "(";
  case Tok::RBRACKET:
    return "[";
  default:
    return "{";
  }
}

void reportUnclosed(const Terminals &file, size_t open, size_t at, diag::Engine &engine) {
  diag::Location where =
      file[at].type == Tok::End || at == 0 ? file[at].source->location : file[at - 1].source->end();
  engine.report(diag::Id::MissingBracket, {where, where}, partnerOf(file[open].type))
      .note(diag::Id::ToMatchThis, file[open].range(), file[open].text());
}

// Depth of what one open bracket holds.
struct Level {
  unsigned operators = 0; // of the expression in work: each makes the tree deeper
  unsigned nested = 0;    // deepest operators in brackets that it has closed
  unsigned recursion = 0; // `?` and assignments in work
  unsigned controls = 0;  // control statements without braces in work
  unsigned chain = 0;     // `else`s in work; kLinksPerLevel of them count as one level
  unsigned prefixes = 0;  // prefix operators and casts before the operand to come
  unsigned deepest = 0;   // recursion of closed brackets in this statement
  bool isBrace = false;
};

// What a link of `else if` takes of the stack is little beside brackets inside each other.
constexpr unsigned kLinksPerLevel = 8;

bool isOperand(Tok token) {
  return token == Tok::IDENTIFIER || (token >= Tok::INTEGER && token <= Tok::STRING) ||
         (token >= Tok::TRUE_VALUE && token <= Tok::NULL_VALUE);
}

class Guard {
public:
  Guard(const Terminals &chunk, diag::Engine &engine) : chunk_(chunk), engine_(engine) {}

  bool run() {
    levels_.push_back({});
    levels_.back().isBrace = true;
    for (at_ = 0; at_ < chunk_.size(); ++at_) {
      step(chunk_[at_].type);
      if (!check())
        return false;
    }
    return true;
  }

private:
  Level &now() { return levels_.back(); }

  void step(Tok token) {
    if (isOpening(token)) {
      base_ += ownRecursion();
      levels_.push_back({});
      now().isBrace = token == Tok::LBRACE;
    } else if (isClosing(token)) {
      close(token);
    } else if (token == Tok::SEMI) {
      endStatement();
    } else if (token == Tok::COMMA) {
      // A comma operator makes the tree deeper, a comma of a list does not: the builder counts the former.
      now().operators = now().prefixes = now().recursion = now().deepest = 0;
    } else if (token == Tok::QUESTION || (token >= Tok::ASSIGN && token <= Tok::PIPE_ASSIGN)) {
      ++now().recursion;
      now().prefixes = 0;
    } else if (token == Tok::ELSE) {
      ++now().chain;
    } else if (isControl(token)) {
      ++now().controls;
    } else if (isOperand(token)) {
      now().prefixes = 0;
    } else if (token >= Tok::DOT && token <= Tok::PIPE_PIPE) {
      ++now().operators;
      bool isPrefix = at_ == 0 || !endsOperand(chunk_[at_ - 1].type);
      now().prefixes = isPrefix ? now().prefixes + 1 : 0;
    }
  }

  static bool isControl(Tok token) {
    return token == Tok::IF || token == Tok::WHILE || token == Tok::FOR || token == Tok::DO ||
           token == Tok::SWITCH || token == Tok::SIZEOF;
  }

  // A `)` may end a cast, after which an operator is a prefix: counting it as one is the safe side.
  static bool endsOperand(Tok token) { return isOperand(token) || token == Tok::RBRACKET; }

  unsigned ownRecursion() {
    return 1 + now().recursion + now().controls + now().prefixes + now().chain / kLinksPerLevel;
  }

  void close(Tok token) {
    if (levels_.size() == 1)
      return;
    Level inner = now();
    levels_.pop_back();
    base_ -= ownRecursion();
    Level &outer = now();
    outer.nested = std::max(outer.nested, inner.operators + inner.nested + 1);
    if (token == Tok::RBRACE && outer.isBrace)
      return endStatement();
    ++outer.operators;
    bool operandFollows = at_ + 1 < chunk_.size() && token == Tok::RPAREN &&
                          (isOperand(chunk_[at_ + 1].type) || isOpening(chunk_[at_ + 1].type) ||
                           (chunk_[at_ + 1].type >= Tok::INCREMENT && chunk_[at_ + 1].type <= Tok::TILDE) ||
                           chunk_[at_ + 1].type == Tok::STAR || chunk_[at_ + 1].type == Tok::AMP ||
                           chunk_[at_ + 1].type == Tok::MINUS || chunk_[at_ + 1].type == Tok::PLUS);
    outer.prefixes = operandFollows ? outer.prefixes + 1 : 0;
  }

  void endStatement() {
    // An `else` ends the `if` that it belongs to; the statements around that one go on.
    unsigned chain = 0;
    if (at_ + 1 < chunk_.size() && chunk_[at_ + 1].type == Tok::ELSE)
      chain = now().chain + (now().controls > 1 ? (now().controls - 1) * kLinksPerLevel : 0);
    bool isBrace = now().isBrace;
    now() = {};
    now().isBrace = isBrace;
    now().chain = chain;
  }

  bool check() {
    const Terminal &terminal = chunk_[at_];
    if (base_ + ownRecursion() > kMaxNesting + 1) {
      engine_.report(diag::Id::NestingTooDeep, terminal.range(), kMaxNesting);
      return false;
    }
    if (now().operators + now().nested > kMaxOperators) {
      engine_.report(diag::Id::ExpressionTooComplex, terminal.range(), kMaxOperators);
      return false;
    }
    return true;
  }

  const Terminals &chunk_;
  diag::Engine &engine_;
  std::vector<Level> levels_;
  unsigned base_ = 0;
  size_t at_ = 0;
};

} // namespace

bool checkBalance(const Terminals &file, diag::Engine &engine) {
  std::vector<size_t> open;
  for (size_t i = 0; i < file.size(); ++i) {
    Tok token = file[i].type;
    if (isOpening(token)) {
      open.push_back(i);
    } else if (isClosing(token)) {
      if (open.empty()) {
        engine.report(diag::Id::UnbalancedBracket, file[i].range(), file[i].text(), partnerOf(token));
        return false;
      }
      if (file[i].text() != partnerOf(file[open.back()].type)) {
        reportUnclosed(file, open.back(), i, engine);
        return false;
      }
      open.pop_back();
    }
  }
  if (open.empty())
    return true;
  reportUnclosed(file, open.back(), file.size() - 1, engine);
  return false;
}

bool checkComplexity(const Terminals &chunk, diag::Engine &engine) { return Guard(chunk, engine).run(); }

} // namespace hd::syntax
