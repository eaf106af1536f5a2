// Finds the bounds of a statement by brackets, `;` and the words that begin statements.
#include "frontend/syntax/recovery.h"

#include <algorithm>

namespace hd::syntax {

namespace {

class Dropper {
public:
  explicit Dropper(Terminals &chunk) : chunk_(chunk), match_(matchBrackets(chunk)) {}

  std::optional<size_t> drop(size_t index) {
    index = std::min(index, chunk_.size() - 1);
    auto open = enclosingBlock(index);
    if (!open)
      return std::nullopt;
    if (header_)
      return replaceHeader(*header_);
    size_t first = begin(*open, index), last = end(first, match_[*open]);
    return replace(first, last, Tok::SEMI, chunk_[std::min(first, chunk_.size() - 1)]);
  }

private:
  Tok type(size_t index) const { return chunk_[index].type; }

  // The `{` of statements or members around `index`; on the way notes the parentheses of a control
  // statement that hold it.
  std::optional<size_t> enclosingBlock(size_t index) {
    std::optional<size_t> open =
        isClosing(type(index)) ? std::optional<size_t>(match_[index]) : enclosing(index);
    for (;; open = enclosing(*open)) {
      if (!open)
        return std::nullopt;
      bool isParen = type(*open) == Tok::LPAREN && *open > 0;
      if (isParen && isControl(type(*open - 1)))
        header_ = *open;
      if (isBrace(type(*open)) && !isInitializer(*open))
        return open;
    }
  }

  std::optional<size_t> enclosing(size_t index) const {
    for (size_t i = index; i-- > 0;) {
      if (isOpening(type(i)))
        return i;
      if (isClosing(type(i)))
        i = match_[i];
    }
    return std::nullopt;
  }

  static bool isBrace(Tok token) { return token == Tok::LBRACE || token == Tok::BODY_OPEN; }

  bool isInitializer(size_t open) const {
    Tok before = open ? type(open - 1) : Tok::End;
    if (type(open) == Tok::BODY_OPEN)
      return false;
    if (before == Tok::TYPE_CALL || before == Tok::CALL_WORD || before == Tok::TEMPLATE_CLOSE)
      return !isRecordBody(open);
    return before == Tok::ASSIGN || before == Tok::COMMA || before == Tok::LPAREN || before == Tok::RETURN ||
           before == Tok::RBRACKET;
  }

  // `struct S<T> {`
  bool isRecordBody(size_t open) const {
    for (size_t i = open; i-- > 0 && type(i) != Tok::SEMI && type(i) != Tok::ASSIGN && !isBrace(type(i));)
      if (type(i) == Tok::STRUCT || type(i) == Tok::CLASS || type(i) == Tok::UNION)
        return true;
    return false;
  }

  static bool isControl(Tok token) {
    return token == Tok::IF || token == Tok::IF_ELSE || token == Tok::WHILE || token == Tok::FOR ||
           token == Tok::SWITCH;
  }

  size_t begin(size_t open, size_t index) const {
    size_t first = open + 1;
    for (size_t i = open + 1; i < index; ++i) {
      if (type(i) == Tok::SEMI || type(i) == Tok::PRAGMA_END || type(i) == Tok::ELSE || type(i) == Tok::DO)
        first = i + 1;
      if (!isOpening(type(i)))
        continue;
      bool isBlock = isBrace(type(i)) && !isInitializer(i), isHead = i > 0 && isControl(type(i - 1));
      if (match_[i] >= index)
        break;
      i = match_[i];
      if (isBlock || isHead)
        first = i + 1;
    }
    return first;
  }

  // One past the statement's `;` or block, with the `else` that hangs on it.
  size_t end(size_t first, size_t close) const {
    for (size_t i = first; i < close; ++i) {
      bool isBlock = isBrace(type(i)) && i > first && !isInitializer(i);
      if (isOpening(type(i)))
        i = match_[i];
      if (type(i) != Tok::SEMI && !isBlock)
        continue;
      if (isBlock && i + 1 < close && type(i + 1) == Tok::SEMI)
        ++i;
      return i + 1;
    }
    return close;
  }

  std::optional<size_t> replaceHeader(size_t open) {
    Terminal model = chunk_[open];
    bool isFor = type(open - 1) == Tok::FOR;
    size_t at = replace(open + 1, match_[open], isFor ? Tok::SEMI : Tok::INTEGER, model);
    if (isFor)
      chunk_.insert(chunk_.begin() + ptrdiff_t(at), chunk_[at]);
    else
      chunk_[at].source = &kZero;
    return at + isFor;
  }

  size_t replace(size_t first, size_t last, Tok type, Terminal model) {
    model.type = type;
    chunk_.erase(chunk_.begin() + ptrdiff_t(first), chunk_.begin() + ptrdiff_t(std::max(first, last)));
    chunk_.insert(chunk_.begin() + ptrdiff_t(first), model);
    return first;
  }

  static inline const preprocess::Token kZero{preprocess::TokenKind::Number, false, "0", {}, 0};
  Terminals &chunk_;
  std::vector<uint32_t> match_;
  std::optional<size_t> header_;
};

} // namespace

std::optional<size_t> dropStatement(Terminals &chunk, size_t index) {
  if (chunk.empty())
    return std::nullopt;
  return Dropper(chunk).drop(index);
}

} // namespace hd::syntax
