// Names of the kinds of tokens, as `--emit tokens` prints them.
#include "frontend/preprocess/token.h"

namespace hd::preprocess {

const char *nameOf(TokenKind kind) {
  switch (kind) {
  case TokenKind::Identifier:
    return "identifier";
  case TokenKind::Number:
    return "number";
  case TokenKind::Character:
    return "character";
  case TokenKind::String:
    return "string";
  case TokenKind::Punctuator:
    return "punctuator";
  case TokenKind::PragmaUnroll:
    return "pragma-unroll";
  case TokenKind::PragmaEnd:
    return "pragma-end";
  case TokenKind::ContractOn:
    return "contract-on";
  case TokenKind::ContractOff:
    return "contract-off";
  case TokenKind::End:
    return "end";
  }
  return "";
}

} // namespace hd::preprocess
