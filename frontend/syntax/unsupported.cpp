// Recognises features by short token patterns; each has its entry in unsupported.def or here.
#include "frontend/syntax/unsupported.h"
#include "frontend/syntax/recovery.h"

#include <optional>

namespace hd::syntax {

namespace {

struct Feature {
  std::string what, instead;
};

std::optional<Feature> keywordFeature(std::string_view text) {
#define HD_UNSUPPORTED_KEYWORD(TEXT, WHAT, INSTEAD)                                                          \
  if (text == TEXT)                                                                                          \
    return Feature{WHAT, INSTEAD};
#include "frontend/syntax/unsupported.def"
  return std::nullopt;
}

std::optional<Feature> nameFeature(std::string_view text) {
#define HD_UNSUPPORTED_NAME(TEXT, WHAT, INSTEAD)                                                             \
  if (text == TEXT)                                                                                          \
    return Feature{WHAT, INSTEAD};
#include "frontend/syntax/unsupported.def"
  return std::nullopt;
}

class Finder {
public:
  explicit Finder(const Terminals &chunk) : chunk_(chunk) {}

  std::optional<Feature> at(size_t i) const {
    const Terminal &terminal = chunk_[i];
    switch (terminal.type) {
    case Tok::UNSUPPORTED:
      return keywordFeature(terminal.text());
    case Tok::IDENTIFIER:
      return identifier(i);
    case Tok::LESS_LESS:
      return launch(i);
    case Tok::SCOPE:
      if (type(i + 1) == Tok::STAR)
        return Feature{"pointers to members are", "pass the member itself"};
      return std::nullopt;
    case Tok::LPAREN:
      if (type(i + 1) == Tok::LBRACE && holdsStatements(i + 1))
        return Feature{"jumps out of a statement expression (`({...})`) are",
                       "leave it by its last expression, not by `return`, `break` or `continue`"};
      return std::nullopt;
    case Tok::OPERATOR:
      if (type(i + 1) == Tok::STRING)
        return Feature{"user-defined literals are", "call a function"};
      return std::nullopt;
    default:
      return std::nullopt;
    }
  }

private:
  Tok type(size_t index) const { return index < chunk_.size() ? chunk_[index].type : Tok::End; }

  std::optional<Feature> identifier(size_t i) const {
    bool isTemplate = chunk_[i].text() == "texture" || chunk_[i].text() == "surface"; // else a user's name
    if (auto feature = nameFeature(chunk_[i].text()); feature && (!isTemplate || type(i + 1) == Tok::LESS))
      return feature;
    bool starts =
        i > 0 && (type(i - 1) == Tok::SEMI || type(i - 1) == Tok::LBRACE || type(i - 1) == Tok::RBRACE);
    if (starts && type(i + 1) == Tok::COLON)
      return Feature{"labels are", "use a loop with `break`, `continue` or an early `return`"};
    return std::nullopt;
  }

  bool holdsStatements(size_t open) const {
    constexpr size_t kMaxLength = 256;
    size_t depth = 0;
    for (size_t i = open; i < chunk_.size() && i < open + kMaxLength; ++i) {
      depth += isOpening(chunk_[i].type);
      if (isClosing(chunk_[i].type) && --depth == 0)
        return false;
      if (chunk_[i].type == Tok::SEMI && depth == 1)
        return true;
    }
    return false;
  }

  std::optional<Feature> launch(size_t i) const {
    bool adjacent = type(i + 1) == Tok::LESS && !chunk_[i + 1].source->spaceBefore;
    bool afterName = i > 0 && (type(i - 1) == Tok::IDENTIFIER || type(i - 1) == Tok::GREATER);
    if (!adjacent || !afterName)
      return std::nullopt;
    return Feature{"launching kernels from device code (`<<<...>>>`) is",
                   "launch from the host, or call a `__device__` function"};
  }

  const Terminals &chunk_;
};

} // namespace

void reportUnsupported(diag::Engine &engine, const Terminal &keyword) {
  auto feature =
      keyword.type == Tok::UNSUPPORTED ? keywordFeature(keyword.text()) : nameFeature(keyword.text());
  if (feature)
    engine.report(diag::Id::UnsupportedFeature, keyword.range(), feature->what, feature->instead);
}

bool removeUnsupported(Terminals &chunk, diag::Engine &engine, bool &found) {
  for (size_t i = 0; i < chunk.size(); ++i) {
    auto feature = Finder(chunk).at(i);
    if (!feature)
      continue;
    found = true;
    if (chunk[i].text() != "catch") // its `try` was reported
      engine.report(diag::Id::UnsupportedFeature, chunk[i].range(), feature->what, feature->instead);
    auto dropped = dropStatement(chunk, i);
    if (!dropped)
      return false;
    i = *dropped;
  }
  return true;
}

} // namespace hd::syntax
