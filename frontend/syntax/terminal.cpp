// Spelling to terminal.
#include "frontend/syntax/terminal.h"

#include <unordered_map>

namespace hd::syntax {

using preprocess::TokenKind;

namespace {

const std::unordered_map<std::string_view, Tok> &spellings() {
  static const std::unordered_map<std::string_view, Tok> table = [] {
    std::unordered_map<std::string_view, Tok> all = {
#define HD_KEYWORD(NAME, TEXT) {TEXT, Tok::NAME},
#define HD_PUNCTUATOR(NAME, TEXT) {TEXT, Tok::NAME},
#define HD_ALIAS(NAME, TEXT) {TEXT, Tok::NAME},
#include "frontend/syntax/token_types.def"
#define HD_UNSUPPORTED_KEYWORD(TEXT, WHAT, INSTEAD) {TEXT, Tok::UNSUPPORTED},
#include "frontend/syntax/unsupported.def"
    };
    return all;
  }();
  return table;
}

bool isFloating(std::string_view text) {
  bool isHex = text.size() > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  return text.find_first_of(isHex ? ".pP" : ".eE") != text.npos;
}

Tok classifyOne(const preprocess::Token &token) {
  switch (token.kind) {
  case TokenKind::Identifier: {
    auto found = spellings().find(token.text);
    return found == spellings().end() ? Tok::IDENTIFIER : found->second;
  }
  case TokenKind::Punctuator: {
    auto found = spellings().find(token.text);
    return found == spellings().end() ? Tok::OTHER : found->second;
  }
  case TokenKind::Number:
    return isFloating(token.text) ? Tok::FLOATING : Tok::INTEGER;
  case TokenKind::Character:
    return Tok::CHARACTER;
  case TokenKind::String:
    return Tok::STRING;
  case TokenKind::PragmaUnroll:
    return Tok::UNROLL;
  case TokenKind::PragmaEnd:
    return Tok::PRAGMA_END;
  case TokenKind::ContractOn:
  case TokenKind::ContractOff:
    return Tok::OTHER;
  case TokenKind::End:
    return Tok::End;
  }
  return Tok::OTHER;
}

// One past the `[[...]]` that begins at `first`; `first` itself when none does.
size_t afterAttribute(const std::vector<preprocess::Token> &tokens, size_t first) {
  constexpr size_t kMaxLength = 64;
  if (first + 1 >= tokens.size() || tokens[first].text != "[" || tokens[first + 1].text != "[")
    return first;
  unsigned depth = 0;
  for (size_t i = first; i < tokens.size() && i < first + kMaxLength; ++i) {
    depth += tokens[i].text == "[";
    if (tokens[i].text == "]" && --depth == 0)
      return tokens[i - 1].text == "]" ? i + 1 : first;
  }
  return first;
}

} // namespace

const char *spellingOf(Tok type) {
  static constexpr const char *texts[] = {
      "end of file",
#define HD_TERMINAL(NAME, TEXT) TEXT,
#include "frontend/syntax/token_types.def"
  };
  return texts[size_t(type)];
}

Terminals classify(const std::vector<preprocess::Token> &tokens, std::deque<preprocess::Token> &made) {
  Terminals out;
  out.reserve(tokens.size() + 16);
  for (size_t i = 0; i < tokens.size(); ++i) {
    if (size_t after = afterAttribute(tokens, i); after != i) {
      i = after - 1;
      continue;
    }
    const preprocess::Token &token = tokens[i];
    Tok type = classifyOne(token);
    bool isDeleted = token.text == "delete" && i && tokens[i - 1].text == "=" && i + 1 < tokens.size() &&
                     tokens[i + 1].text == ";";
    out.push_back({isDeleted ? Tok::DELETED : type, &token});
    if (type == Tok::GREATER_GREATER) {
      preprocess::Token &tail = made.emplace_back(token);
      tail.spaceBefore = false;
      tail.text = token.text.substr(1);
      ++tail.location.column;
      out.push_back({Tok::SHIFT_TAIL, &tail});
    }
  }
  return out;
}

bool isOpening(Tok type) {
  return type == Tok::LPAREN || type == Tok::CAST_OPEN || type == Tok::TYPE_OPEN ||
         type == Tok::PARAMS_OPEN || type == Tok::LBRACKET || type == Tok::BINDING_OPEN ||
         type == Tok::LBRACE || type == Tok::BODY_OPEN;
}

bool isClosing(Tok type) { return type == Tok::RPAREN || type == Tok::RBRACKET || type == Tok::RBRACE; }

std::vector<uint32_t> matchBrackets(const Terminals &terminals) {
  std::vector<uint32_t> match(terminals.size()), open;
  for (uint32_t i = 0; i < terminals.size(); ++i) {
    match[i] = i;
    if (isOpening(terminals[i].type)) {
      open.push_back(i);
    } else if (isClosing(terminals[i].type) && !open.empty()) {
      match[i] = open.back();
      match[open.back()] = i;
      open.pop_back();
    }
  }
  return match;
}

} // namespace hd::syntax
