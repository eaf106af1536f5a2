// Raw tokens to tokens: kinds by spelling, pragmas, and the complaints about characters that are no token.
#include "frontend/preprocess/preprocess.h"
#include "frontend/preprocess/files.h"
#include "frontend/preprocess/prescan.h"
#include "frontend/preprocess/wave.h"

#include <algorithm>
#include <cctype>

namespace hd::preprocess {

namespace {

class Collector {
public:
  Collector(diag::SourceManager &sources, diag::Engine &engine) : sources_(sources), engine_(engine) {}

  void take(const RawToken &raw) {
    switch (raw.kind) {
    case RawToken::Kind::Newline:
      if (inPragma_)
        endPragma();
      spaceBefore_ = true;
      return;
    case RawToken::Kind::Space:
      spaceBefore_ = true;
      return;
    case RawToken::Kind::Pragma:
      inPragma_ = true;
      pragma_ = raw;
      return;
    case RawToken::Kind::Other:
      (inPragma_ ? pragmaTokens_ : tokens_).push_back(classify(raw));
      spaceBefore_ = false;
      if (!inPragma_ && raw.text == ")")
        pragmaOperator();
      if (!inPragma_ && tokens_.back().kind == TokenKind::Number)
        joinExponent();
      return;
    }
  }

  std::vector<Token> finish(uint32_t file) {
    if (inPragma_)
      endPragma();
    Token end;
    end.location = {file, 1, 1, 0};
    if (!tokens_.empty())
      end.location = tokens_.back().end();
    end.endColumn = end.location.column;
    end.text = "end of file";
    tokens_.push_back(end);
    return std::move(tokens_);
  }

private:
  Token classify(const RawToken &raw) {
    Token token{kindOf(raw), spaceBefore_, raw.text, raw.location, raw.endColumn};
    if (token.kind == TokenKind::Number && raw.text.find(kSeparator) != raw.text.npos) {
      std::string text(raw.text);
      std::replace(text.begin(), text.end(), kSeparator, '\'');
      token.text = sources_.intern(text);
    }
    if (token.kind == TokenKind::Punctuator && !inPragma_)
      checkCharacter(token);
    return token;
  }

  static TokenKind kindOf(const RawToken &raw) {
    unsigned char first = (unsigned char)raw.text[0], last = (unsigned char)raw.text.back();
    if (std::isdigit(first) ||
        (first == '.' && raw.text.size() > 1 && std::isdigit((unsigned char)raw.text[1])))
      return TokenKind::Number;
    if (raw.text.size() > 1 && last == '"')
      return TokenKind::String;
    if (raw.text.size() > 1 && last == '\'')
      return TokenKind::Character;
    return std::isalpha(first) || first == '_' || first == '$' ? TokenKind::Identifier
                                                               : TokenKind::Punctuator;
  }

  void checkCharacter(const Token &token) {
    if (token.text[0] == '"' || token.text[0] == '\'')
      reportLiteral(token);
    else if (token.text[0] == '#' && token.text.size() > 2)
      return; // a directive that was reported already
    else if (std::string_view("\\@`#").find(token.text[0]) != std::string_view::npos ||
             (unsigned char)token.text[0] >= 0x80 || (unsigned char)token.text[0] < 0x20)
      reportCharacter(token);
  }

  // A quote that did not become a literal; the rest of its line is then no use.
  void reportLiteral(const Token &token) {
    if (onBadLine(token))
      return;
    badLine_ = token.location;
    std::string_view line = sources_.line(token.location.file, token.location.line);
    std::string_view rest = token.location.column <= line.size() ? line.substr(token.location.column) : "";
    bool isChar = token.text[0] == '\'';
    if (rest.find(token.text[0]) != rest.npos)
      engine_.report(diag::Id::BadLiteral, token.range(),
                     isChar ? "this character literal is malformed"
                            : "this string literal has an invalid escape sequence");
    else
      engine_.report(diag::Id::UnterminatedLiteral, token.range(), isChar ? "character" : "string");
  }

  bool onBadLine(const Token &token) const {
    return badLine_.file == token.location.file && badLine_.line == token.location.line;
  }

  // Once for a run of bytes that no token has.
  void reportCharacter(const Token &token) {
    bool follows = lastBad_.file == token.location.file && lastBad_ == token.location;
    lastBad_ = token.end();
    if (follows || onBadLine(token))
      return;
    std::string shown(token.text);
    unsigned char first = (unsigned char)shown[0];
    if (first >= 0x80 || first < 0x20)
      shown = fmt::format("\\x{:02x}", unsigned(first));
    engine_.report(diag::Id::UnexpectedCharacter, token.range(), shown);
  }

  void endPragma() {
    inPragma_ = false;
    auto word = [&](size_t i) {
      return i < pragmaTokens_.size() ? pragmaTokens_[i].text : std::string_view();
    };
    if (word(0) == "unroll" || word(0) == "nounroll")
      unroll(word(0) == "nounroll");
    else if (word(0) == "STDC" && word(1) == "FP_CONTRACT")
      push(word(2) == "OFF" ? TokenKind::ContractOff : TokenKind::ContractOn, pragmaTokens_[0]);
    pragmaTokens_.clear();
  }

  // `_Pragma("unroll 4")` says what `#pragma unroll 4` does.
  void pragmaOperator() {
    size_t count = tokens_.size();
    if (count < 4 || tokens_[count - 4].text != "_Pragma" || tokens_[count - 2].kind != TokenKind::String)
      return;
    Token text = tokens_[count - 2];
    tokens_.resize(count - 4);
    std::string_view words = text.text.substr(1, text.text.size() - 2);
    while (!words.empty()) {
      bool isWord = std::isalnum((unsigned char)words[0]) || words[0] == '_';
      size_t length = isWord ? words.find_first_of(" ()") : 1;
      RawToken raw{RawToken::Kind::Other, words.substr(0, length), text.location, text.endColumn};
      if (words[0] != ' ')
        pragmaTokens_.push_back(classify(raw));
      words.remove_prefix(raw.text.size());
    }
    endPragma();
  }

  // `0x1p-3`, which Wave takes for `0x1p`, `-`, `3`.
  void joinExponent() {
    if (tokens_.size() < 3)
      return;
    Token &number = tokens_[tokens_.size() - 3];
    const Token &sign = tokens_[tokens_.size() - 2], &exponent = tokens_.back();
    bool isHex = number.kind == TokenKind::Number && number.text.size() > 3 &&
                 (number.text[1] | 0x20) == 'x' && (number.text.back() | 0x20) == 'p';
    if (!isHex || sign.spaceBefore || exponent.spaceBefore || (sign.text != "-" && sign.text != "+"))
      return;
    number.text = sources_.intern(fmt::format("{}{}{}", number.text, sign.text, exponent.text));
    number.endColumn = exponent.endColumn;
    tokens_.resize(tokens_.size() - 2);
  }

  void push(TokenKind kind, Token token) {
    token.kind = kind;
    tokens_.push_back(token);
  }

  void unroll(bool forbidden) {
    push(TokenKind::PragmaUnroll, pragmaTokens_[0]);
    if (forbidden) {
      Token one = pragmaTokens_[0];
      one.text = "1";
      push(TokenKind::Number, one);
    } else {
      tokens_.insert(tokens_.end(), pragmaTokens_.begin() + 1, pragmaTokens_.end());
    }
    Token end = tokens_.back();
    end.location = end.end();
    end.text = "";
    push(TokenKind::PragmaEnd, end);
  }

  diag::SourceManager &sources_;
  diag::Engine &engine_;
  std::vector<Token> tokens_, pragmaTokens_;
  RawToken pragma_;
  diag::Location lastBad_, badLine_;
  bool inPragma_ = false, spaceBefore_ = true;
};

} // namespace

std::vector<Token> preprocess(diag::SourceManager &sources, diag::Engine &engine, const Options &options,
                              const Source &source) {
  Collector collector(sources, engine);
  uint32_t file = sources.findFile(source.path);
  if (!file) {
    std::string reason;
    auto text = source.text ? std::string(*source.text) : readFile(source.path, reason);
    if (!text) {
      engine.report(diag::Id::CannotReadFile, {}, source.path, reason);
      return collector.finish(0);
    }
    file = sources.addFile(source.path, std::move(*text));
  }
  runWave(sources, engine, options, file, [&](const RawToken &raw) { collector.take(raw); });
  return collector.finish(file);
}

} // namespace hd::preprocess
