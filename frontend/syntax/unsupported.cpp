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
      return qualified(i);
    case Tok::LBRACKET:
      return lambda(i);
    case Tok::LPAREN:
      return functionPointer(i);
    case Tok::USING:
      if (type(i + 1) == Tok::UNSUPPORTED)
        return Feature{"namespaces are", "leave `using namespace` out"};
      return std::nullopt;
    case Tok::FOR:
      return rangeFor(i);
    default:
      return std::nullopt;
    }
  }

private:
  Tok type(size_t index) const { return index < chunk_.size() ? chunk_[index].type : Tok::End; }
  static bool isTypeWord(Tok token) { return token >= Tok::VOID && token <= Tok::AUTO; }

  std::optional<Feature> identifier(size_t i) const {
    if (auto feature = nameFeature(chunk_[i].text()))
      return feature;
    if (type(i + 1) == Tok::LESS && (isTypeWord(type(i + 2)) || type(i + 2) == Tok::CONST))
      return Feature{fmt::format("template arguments (`{}<...>`) are", chunk_[i].text()),
                     "call a plain function"};
    bool starts =
        i > 0 && (type(i - 1) == Tok::SEMI || type(i - 1) == Tok::LBRACE || type(i - 1) == Tok::RBRACE);
    if (starts && type(i + 1) == Tok::COLON)
      return Feature{"labels are", "use a loop with `break`, `continue` or an early `return`"};
    return std::nullopt;
  }

  std::optional<Feature> launch(size_t i) const {
    bool adjacent = type(i + 1) == Tok::LESS && !chunk_[i + 1].source->spaceBefore;
    if (!adjacent || i == 0 || type(i - 1) != Tok::IDENTIFIER)
      return std::nullopt;
    return Feature{"launching kernels from device code (`<<<...>>>`) is",
                   "launch from the host, or call a `__device__` function"};
  }

  std::optional<Feature> qualified(size_t i) const {
    std::string name = i + 1 < chunk_.size() ? std::string(chunk_[i + 1].text()) : "";
    return Feature{"names with `::` are",
                   fmt::format("write `{}` without the qualifier, or the CUDA function for it", name)};
  }

  std::optional<Feature> lambda(size_t i) const {
    Tok before = i ? type(i - 1) : Tok::End;
    bool opensExpression =
        before == Tok::ASSIGN || before == Tok::LPAREN || before == Tok::COMMA || before == Tok::RETURN;
    if (!opensExpression)
      return std::nullopt;
    return Feature{"lambdas are", "write a `__device__` function"};
  }

  // `(*name)(`
  std::optional<Feature> functionPointer(size_t i) const {
    if (type(i + 1) != Tok::STAR || type(i + 2) != Tok::IDENTIFIER || type(i + 3) != Tok::RPAREN ||
        type(i + 4) != Tok::LPAREN)
      return std::nullopt;
    return Feature{"function pointers are", "use `switch` and call the functions by name"};
  }

  std::optional<Feature> rangeFor(size_t i) const {
    int depth = 0, ternaries = 0;
    for (size_t j = i + 1; j < chunk_.size(); ++j) {
      if (isOpening(chunk_[j].type))
        ++depth;
      if (isClosing(chunk_[j].type) && --depth == 0)
        return std::nullopt;
      ternaries += depth == 1 && chunk_[j].type == Tok::QUESTION;
      if (chunk_[j].type == Tok::SEMI)
        return std::nullopt;
      if (depth == 1 && chunk_[j].type == Tok::COLON && ternaries == 0)
        return Feature{"the range-based `for` is", "write a `for` with an index"};
    }
    return std::nullopt;
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
