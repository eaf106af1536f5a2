// A preprocessed token: what is left of the source after macros, includes and conditionals.
#pragma once

#include "frontend/diag/location.h"

#include <string_view>

namespace hd::preprocess {

enum class TokenKind : uint8_t {
  Identifier, // keywords too: the syntax phase tells them apart
  Number,     // integer or floating
  Character,
  String,
  Punctuator,
  PragmaUnroll, // `#pragma unroll`; the tokens of its count follow, then PragmaEnd
  PragmaEnd,    // end of the line of a pragma
  ContractOn,   // `#pragma STDC FP_CONTRACT ON` or DEFAULT
  ContractOff,  // `#pragma STDC FP_CONTRACT OFF`
  End,          // always the last one
};

struct Token {
  TokenKind kind = TokenKind::End;
  bool spaceBefore = false; // white space or a line's end stands before it
  std::string_view text;    // owned by the SourceManager
  diag::Location location;  // of a macro's token: the place of use, with `expansion` set
  uint32_t endColumn = 0;   // one past its last byte, on the same line

  diag::Location end() const { return {location.file, location.line, endColumn, location.expansion}; }
  diag::Range range() const { return {location, end()}; }
};

const char *nameOf(TokenKind kind);

} // namespace hd::preprocess
