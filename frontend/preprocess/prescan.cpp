// One pass over the bytes with the few states that matter: code, comments, literals, numbers.
#include "frontend/preprocess/prescan.h"

#include <cctype>

namespace hd::preprocess {

namespace {

// Bytes of the well-formed UTF-8 sequence at `at`, 0 when there is none.
size_t sequenceLength(std::string_view text, size_t at) {
  auto byte = [&](size_t i) { return at + i < text.size() ? (unsigned char)text[at + i] : 0u; };
  auto continues = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  unsigned lead = byte(0);
  if (lead < 0x80)
    return 1;
  if (lead >= 0xC2 && lead <= 0xDF)
    return continues(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    bool overlong = lead == 0xE0 && byte(1) < 0xA0, surrogate = lead == 0xED && byte(1) > 0x9F;
    return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    bool overlong = lead == 0xF0 && byte(1) < 0x90, tooLarge = lead == 0xF4 && byte(1) > 0x8F;
    return continues(1) && continues(2) && continues(3) && !overlong && !tooLarge ? 4 : 0;
  }
  return 0;
}

bool isWordByte(char c) { return std::isalnum((unsigned char)c) || c == '_'; }

class Scanner {
public:
  Scanner(std::string_view text, uint32_t file, diag::Engine &engine)
      : text_(text), out_(text), file_(file), engine_(engine) {}

  std::string run() {
    if (text_.starts_with("\xEF\xBB\xBF"))
      out_[0] = out_[1] = out_[2] = ' ';
    at_ = out_.starts_with("   ") && text_.size() >= 3 ? 3 : 0;
    while (at_ < text_.size() && !failed_)
      step();
    if (out_.empty() || out_.back() != '\n')
      out_ += '\n';
    return std::move(out_);
  }

private:
  char peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  template <typename... Args> void report(diag::Id id, size_t from, size_t length, const Args &...args) {
    diag::Location begin{file_, line_, uint32_t(from - lineStart_ + 1), 0}, end = begin;
    end.column += uint32_t(length);
    engine_.report(id, {begin, end}, args...);
  }

  void fail(diag::Id id) {
    report(id, at_, 1);
    failed_ = true;
  }

  // Takes one byte in any state and keeps account of lines.
  void take(bool inComment = false) {
    unsigned char c = (unsigned char)text_[at_];
    if (c == 0)
      return fail(diag::Id::NulByte);
    if (c == '\r' && peek(1) != '\n')
      out_[at_] = ' ';
    if (c >= 0x80)
      return takeSequence(inComment);
    ++at_;
    if (c == '\n') {
      bool spliced = at_ > 1 && (text_[at_ - 2] == '\\' ||
                                 (at_ > 2 && text_[at_ - 2] == '\r' && text_[at_ - 3] == '\\'));
      inDirective_ = inDirective_ && spliced;
      ++line_;
      lineStart_ = at_;
    }
  }

  void takeSequence(bool inComment) {
    size_t length = sequenceLength(text_, at_);
    if (length == 0 && !inComment)
      return fail(diag::Id::InvalidUtf8);
    length = std::max<size_t>(length, 1);
    if (inComment)
      out_.replace(at_, length, length, '?');
    at_ += length;
  }

  // Bytes of a backslash and the line's end after it, else 0.
  size_t spliceLength() const { return peek(1) == '\n' ? 2 : peek(1) == '\r' && peek(2) == '\n' ? 3 : 0; }

  bool blankSoFar() const {
    return text_.substr(lineStart_, at_ - lineStart_).find_first_not_of(" \t") == text_.npos;
  }

  // Wave crashes on a `#pragma` with nothing after it.
  void hideEmptyPragma() {
    std::string_view rest = text_.substr(at_ + 1, text_.find('\n', at_) - at_ - 1);
    size_t word = rest.find_first_not_of(" \t");
    if (word == rest.npos || rest.substr(word, 6) != "pragma")
      return;
    std::string_view after = rest.substr(word + 6);
    size_t next = after.find_first_not_of(" \t\r");
    if (next == after.npos || after.substr(next, 2) == "//" || after.substr(next, 2) == "/*" ||
        after[next] == '\\')
      out_.replace(at_, rest.size() - after.size() + 1, rest.size() - after.size() + 1, ' ');
  }

  // Wave evaluates the condition of an `#if` by recursion.
  void checkCondition() {
    size_t word = text_.find_first_not_of(" \t", at_ + 1);
    if (word == text_.npos || (text_.substr(word, 2) != "if" && text_.substr(word, 4) != "elif"))
      return;
    unsigned depth = 0;
    for (size_t i = word; i < text_.size(); ++i) {
      if (text_[i] == '\n' && text_[i - 1] != '\\' && text_.substr(i - 2, 2) != "\\\r")
        return;
      depth += mayNestCondition(text_[i]);
      if (depth > kMaxConditionNesting) {
        report(diag::Id::NestingTooDeep, at_, 1, kMaxConditionNesting);
        failed_ = true;
        return;
      }
    }
  }

  void step() {
    char c = peek();
    if (c == '#' && blankSoFar()) {
      inDirective_ = true;
      hideEmptyPragma();
      checkCondition();
    }
    if (c == '\\' && !inDirective_ && spliceLength())
      out_[at_] = ' '; // between tokens a line's end does as well, and keeps the columns right
    if (c == '/' && peek(1) == '/')
      return lineComment();
    if (c == '/' && peek(1) == '*')
      return blockComment();
    if (c == '"' || c == '\'')
      return literal(c);
    if (std::isdigit((unsigned char)c))
      return number();
    if (isWordByte(c)) {
      size_t start = at_;
      while (isWordByte(peek()))
        ++at_;
      if (peek() == '"' && text_[at_ - 1] == 'R' && at_ - start <= 3)
        rawString();
      return;
    }
    take();
  }

  void lineComment() {
    while (at_ < text_.size() && !failed_) {
      if (peek() == '\n' && text_[at_ - 1] != '\\' &&
          !(at_ > 1 && text_[at_ - 1] == '\r' && text_[at_ - 2] == '\\'))
        return;
      take(true);
    }
  }

  void blockComment() {
    size_t open = at_, openLineStart = lineStart_;
    uint32_t openLine = line_;
    at_ += 2;
    while (at_ < text_.size() && !failed_) {
      if (peek() == '*' && peek(1) == '/') {
        at_ += 2;
        return;
      }
      take(true);
    }
    if (failed_)
      return;
    line_ = openLine;
    lineStart_ = openLineStart;
    report(diag::Id::UnterminatedComment, open, 2);
    failed_ = true;
  }

  // To the closing quote or the line's end; one that is not closed is found when it becomes a token.
  void literal(char quote) {
    take();
    while (at_ < text_.size() && !failed_ && peek() != '\n') {
      char c = peek();
      take();
      if (c == quote)
        return;
      if (c == '\\' && at_ < text_.size() && !failed_)
        take();
    }
  }

  void rawString() {
    size_t open = text_.find('(', at_);
    if (open == text_.npos || open - at_ > 17)
      return;
    std::string end = ")" + std::string(text_.substr(at_ + 1, open - at_ - 1)) + "\"";
    size_t close = text_.find(end, open);
    size_t stop = close == text_.npos ? text_.size() : close + end.size();
    while (at_ < stop && !failed_)
      take();
  }

  void number() {
    while (at_ < text_.size()) {
      char c = peek();
      if (c == '\'' && isWordByte(peek(1)))
        out_[at_] = kSeparator;
      else if ((c == '+' || c == '-') &&
               std::string_view("eEpP").find(text_[at_ - 1]) != std::string_view::npos)
        ;
      else if (!isWordByte(c) && c != '.')
        return;
      ++at_;
    }
  }

  std::string_view text_;
  std::string out_;
  uint32_t file_;
  diag::Engine &engine_;
  size_t at_ = 0, lineStart_ = 0;
  uint32_t line_ = 1;
  bool failed_ = false, inDirective_ = false;
};

// GCC's `, ## __VA_ARGS__`, which takes the comma away with the arguments, in the words of C++20.
void spellOptionalComma(std::string &text) {
  constexpr std::string_view kName = "__VA_ARGS__", kComma = " __VA_OPT__(,)";
  auto blanksBefore = [&](size_t at) {
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t'))
      --at;
    return at;
  };
  for (size_t at = text.find(kName); at != text.npos; at = text.find(kName, at + kName.size())) {
    size_t hashes = blanksBefore(at);
    if (hashes < 2 || text.compare(hashes - 2, 2, "##") != 0)
      continue;
    size_t comma = blanksBefore(hashes - 2);
    if (comma == 0 || text[comma - 1] != ',')
      continue;
    text.replace(comma - 1, at - comma + 1, kComma);
    at = comma - 1 + kComma.size();
  }
}

} // namespace

std::string prescan(std::string_view text, uint32_t file, diag::Engine &engine) {
  std::string prepared = Scanner(text, file, engine).run();
  spellOptionalComma(prepared);
  return prepared;
}

} // namespace hd::preprocess
