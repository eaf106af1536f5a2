// Walks over the members of a record by balanced brackets.
#include "frontend/syntax/records.h"
#include "frontend/syntax/unsupported.h"

#include <algorithm>

namespace hd::syntax {

namespace {

class Stripper {
public:
  Stripper(Terminals &chunk, diag::Engine &engine)
      : chunk_(chunk), match_(matchBrackets(chunk)), engine_(engine) {}

  bool run() {
    size_t open = bodyOpen();
    if (!open)
      return true;
    if (hasBases(open)) {
      reportOnce("inheritance is", "put the base's fields into the record", chunk_[record_]);
      return false;
    }
    Terminals out(chunk_.begin(), chunk_.begin() + ptrdiff_t(open) + 1);
    size_t close = match_[open];
    for (size_t at = open + 1; at < close;) {
      size_t end = memberEnd(at, close);
      if (!takeMember(at, end, out))
        return false;
      at = end;
    }
    out.insert(out.end(), chunk_.begin() + ptrdiff_t(close), chunk_.end());
    chunk_ = std::move(out);
    return true;
  }

private:
  Tok type(size_t index) const { return index < chunk_.size() ? chunk_[index].type : Tok::End; }

  // The `{` of a record's body before any parentheses or `=`; 0 when there is none.
  size_t bodyOpen() {
    bool isRecord = false;
    for (size_t i = 0; i < chunk_.size(); ++i) {
      Tok token = chunk_[i].type;
      if (token == Tok::STRUCT || token == Tok::UNION || token == Tok::CLASS) {
        isRecord = true;
        record_ = i;
      }
      if (token == Tok::ENUM || token == Tok::ASSIGN || token == Tok::SEMI)
        return 0;
      if (token == Tok::LBRACE)
        return isRecord ? i : 0;
      if (isOpening(token))
        i = match_[i];
    }
    return 0;
  }

  bool hasBases(size_t open) const {
    for (size_t i = record_; i < open; ++i)
      if (chunk_[i].type == Tok::COLON)
        return true;
    return false;
  }

  size_t memberEnd(size_t at, size_t close) const {
    std::string_view word = chunk_[at].text();
    if (word == "public" || word == "private" || word == "protected")
      return std::min(at + 2, close);
    for (size_t i = at; i < close; ++i) {
      if (type(i) == Tok::SEMI)
        return i + 1;
      bool isBody =
          type(i) == Tok::LBRACE &&
          (type(i - 1) == Tok::RPAREN || type(i - 1) == Tok::CONST || chunk_[i - 1].text() == "noexcept" ||
           chunk_[i - 1].text() == "override" || (type(i - 1) == Tok::RBRACE && isMethod(at, i)));
      bool isNested = isBody && isRecordWord(at);
      if (isOpening(type(i)))
        i = match_[i];
      if (isBody && !isNested && type(i + 1) != Tok::COMMA && type(i + 1) != Tok::LBRACE)
        return type(i + 1) == Tok::SEMI ? i + 2 : i + 1;
    }
    return close;
  }

  bool isRecordWord(size_t at) const {
    return type(at) == Tok::STRUCT || type(at) == Tok::UNION || type(at) == Tok::CLASS ||
           type(at) == Tok::ENUM;
  }

  bool isMethod(size_t at, size_t end) const {
    if (isRecordWord(at))
      return false;
    for (size_t i = at; i < end; ++i) {
      Tok token = type(i);
      if (token == Tok::ASSIGN)
        return false;
      if (chunk_[i].text() == "operator")
        return true;
      bool isName = i > at && (type(i - 1) == Tok::IDENTIFIER);
      if (token == Tok::LPAREN && isName)
        return true;
      if (isOpening(token))
        i = match_[i];
    }
    return false;
  }

  bool takeMember(size_t at, size_t end, Terminals &out) {
    std::string_view word = chunk_[at].text();
    if (word == "public" || word == "private" || word == "protected" || word == "friend")
      return true;
    bool isDevice = std::any_of(chunk_.begin() + ptrdiff_t(at), chunk_.begin() + ptrdiff_t(end),
                                [](const Terminal &terminal) { return terminal.type == Tok::DEVICE; });
    bool isVirtual = word == "virtual";
    if (isVirtual || word == "template" || isMethod(at, end)) {
      if (isDevice)
        reportOnce("methods are", "write a `__device__` function that takes the record", chunk_[at]);
      return !isVirtual;
    }
    out.insert(out.end(), chunk_.begin() + ptrdiff_t(at), chunk_.begin() + ptrdiff_t(end));
    return true;
  }

  // Only a record that is for the device is worth an error.
  void reportOnce(const char *what, const char *instead, const Terminal &where) {
    bool isDevice = std::any_of(chunk_.begin(), chunk_.end(),
                                [](const Terminal &terminal) { return terminal.type == Tok::DEVICE; });
    if (isDevice && !reported_)
      engine_.report(diag::Id::UnsupportedFeature, where.range(), what, instead);
    reported_ = true;
  }

  Terminals &chunk_;
  std::vector<uint32_t> match_;
  diag::Engine &engine_;
  size_t record_ = 0;
  bool reported_ = false;
};

} // namespace

bool stripMethods(Terminals &chunk, diag::Engine &engine) { return Stripper(chunk, engine).run(); }

} // namespace hd::syntax
