// The parser's view of a token: its terminal of the grammar, and the preprocessed token it came from.
#pragma once

#include "frontend/preprocess/token.h"

#include <deque>
#include <vector>

namespace hd::syntax {

enum class Tok : uint8_t {
  End = 0,
#define HD_TERMINAL(NAME, TEXT) NAME,
#include "frontend/syntax/token_types.def"
};

// How a message calls it: a spelling, or a word like `identifier`.
const char *spellingOf(Tok type);

struct Terminal {
  Tok type = Tok::End;
  const preprocess::Token *source = nullptr;

  std::string_view text() const { return source->text; }
  diag::Range range() const { return source->range(); }
  bool isPragma() const { // of FP_CONTRACT, which chunks.h takes out
    return source->kind == preprocess::TokenKind::ContractOn ||
           source->kind == preprocess::TokenKind::ContractOff;
  }
};
using Terminals = std::vector<Terminal>;

// Keywords, punctuators, literals by their spelling. Identifiers stay IDENTIFIER: see type_names.h.
// Pragmas that the grammar does not know (FP_CONTRACT) come as OTHER. `>>` becomes two terminals; `made` owns
// the tokens of the second ones. Attributes in `[[...]]` are left out: none changes what a program does.
Terminals classify(const std::vector<preprocess::Token> &tokens, std::deque<preprocess::Token> &made);

// For each bracket the index of its partner, for all else its own. All brackets must be balanced.
std::vector<uint32_t> matchBrackets(const Terminals &terminals);

bool isOpening(Tok type);
bool isClosing(Tok type);

} // namespace hd::syntax
