// The parse tree of one chunk, without ANTLR: nodes of an arena, made while ANTLR runs the grammar. Rules
// of expressions with a single child are left out: `a` is a Primary, not an Expression of an Assignment ...
#pragma once

#include "frontend/syntax/terminal.h"

#include <deque>
#include <optional>

namespace hd::syntax {

enum class Rule : uint8_t {
#define HD_RULE(NAME) NAME,
#include "frontend/syntax/rules.def"
  Terminal, // a token
};

struct Node {
  Rule rule = Rule::Terminal;
  Tok token = Tok::End; // of a Terminal
  uint32_t first = 0;   // index of its first token in the chunk
  uint32_t last = 0;    // one past its last token
  Node *child = nullptr, *lastChild = nullptr, *next = nullptr;

  bool is(Rule other) const { return rule == other; }
  bool is(Tok other) const { return rule == Rule::Terminal && token == other; }
};

struct Tree {
  std::deque<Node> nodes;
  Node *root = nullptr;
};

// Where and why a chunk did not parse.
struct ParseFailure {
  uint32_t index = 0;        // of the token in the chunk that does not fit; the chunk's size at its end
  std::vector<Tok> expected; // what would
  std::vector<Rule> rules;   // in work, innermost first
};

// Runs the grammar's rule `chunk`.
std::optional<ParseFailure> parseChunk(const Terminals &chunk, Tree &tree);

} // namespace hd::syntax
