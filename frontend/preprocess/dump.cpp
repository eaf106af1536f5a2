// Tokens as text.
#include "frontend/preprocess/dump.h"

namespace hd::preprocess {

std::string dumpTokens(const std::vector<Token> &tokens, const diag::SourceManager &sources) {
  std::string out;
  for (const Token &token : tokens) {
    out += fmt::format("{}:{}:{} {} {}", sources.path(token.location.file), token.location.line,
                       token.location.column, nameOf(token.kind), token.text);
    if (const diag::Expansion *expansion = sources.expansion(token.location.expansion))
      out += fmt::format(" (from macro {})", expansion->macro);
    out += "\n";
  }
  return out;
}

} // namespace hd::preprocess
