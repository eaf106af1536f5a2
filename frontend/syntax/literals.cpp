// Literals as C++17 defines them.
#include "frontend/syntax/literals.h"

#include <cmath>
#include <cstdlib>
#include <optional>

namespace hd::syntax {

using ast::BuiltinKind;

namespace {

void bad(diag::Engine &engine, const Terminal &terminal, const std::string &message) {
  engine.report(diag::Id::BadLiteral, terminal.range(), message);
}

std::string withoutSeparators(std::string_view text) {
  std::string out;
  for (char c : text)
    if (c != '\'')
      out += c;
  return out;
}

int digitValue(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  char lower = char(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
}

struct Suffix {
  bool isUnsigned = false;
  unsigned longs = 0;
};

std::optional<Suffix> parseSuffix(std::string_view text) {
  Suffix suffix;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if ((c == 'u' || c == 'U') && !suffix.isUnsigned) {
      suffix.isUnsigned = true;
    } else if ((c == 'l' || c == 'L') && !suffix.longs) {
      suffix.longs = i + 1 < text.size() && text[i + 1] == c ? 2 : 1;
      i += suffix.longs - 1;
    } else {
      return std::nullopt;
    }
  }
  return suffix;
}

// The first type of C++'s list for this base and suffix that holds the value.
BuiltinKind typeFor(uint64_t value, Suffix suffix, bool isDecimal) {
  struct Candidate {
    BuiltinKind kind;
    bool isUnsigned;
    unsigned longs;
    uint64_t max;
  };
  static constexpr Candidate candidates[] = {
      {BuiltinKind::Int, false, 0, INT32_MAX},      {BuiltinKind::UInt, true, 0, UINT32_MAX},
      {BuiltinKind::Long, false, 1, INT64_MAX},     {BuiltinKind::ULong, true, 1, UINT64_MAX},
      {BuiltinKind::LongLong, false, 2, INT64_MAX}, {BuiltinKind::ULongLong, true, 2, UINT64_MAX},
  };
  for (const Candidate &candidate : candidates) {
    if (candidate.longs < suffix.longs || value > candidate.max)
      continue;
    bool signOk = suffix.isUnsigned ? candidate.isUnsigned : !candidate.isUnsigned || !isDecimal;
    if (signOk)
      return candidate.kind;
  }
  return suffix.longs == 2 ? BuiltinKind::ULongLong : BuiltinKind::ULong;
}

void appendUtf8(std::string &out, uint32_t code) {
  if (code < 0x80) {
    out += char(code);
  } else if (code < 0x800) {
    out += {char(0xC0 | (code >> 6)), char(0x80 | (code & 0x3F))};
  } else if (code < 0x10000) {
    out += {char(0xE0 | (code >> 12)), char(0x80 | ((code >> 6) & 0x3F)), char(0x80 | (code & 0x3F))};
  } else {
    out += {char(0xF0 | (code >> 18)), char(0x80 | ((code >> 12) & 0x3F)), char(0x80 | ((code >> 6) & 0x3F)),
            char(0x80 | (code & 0x3F))};
  }
}

// Reads one escape after the backslash at `at - 1`.
void appendEscape(diag::Engine &engine, const Terminal &terminal, std::string_view text, size_t &at,
                  std::string &out) {
  static constexpr std::string_view names = "ntrabfv0\\'\"?e", values = "\n\t\r\a\b\f\v\0\\'\"?\x1b";
  char c = text[at++];
  if (c >= '0' && c <= '7') {
    unsigned value = unsigned(c - '0');
    for (int i = 0; i < 2 && at < text.size() && text[at] >= '0' && text[at] <= '7'; ++i)
      value = value * 8 + unsigned(text[at++] - '0');
    if (value > 255)
      bad(engine, terminal, "octal escape is out of range for `char`");
    out += char(value);
  } else if (c == 'x') {
    uint64_t value = 0;
    size_t first = at;
    for (; at < text.size() && digitValue(text[at]) < 16; ++at)
      value = std::min<uint64_t>(value * 16 + unsigned(digitValue(text[at])), 1 << 20);
    if (at == first || value > 255)
      bad(engine, terminal,
          at == first ? "`\\x` has no hexadecimal digits" : "hexadecimal escape is out of range for `char`");
    out += char(value);
  } else if (c == 'u' || c == 'U') {
    size_t digits = c == 'u' ? 4 : 8, first = at;
    uint64_t value = 0;
    for (; at < text.size() && at < first + digits && digitValue(text[at]) < 16; ++at)
      value = value * 16 + unsigned(digitValue(text[at]));
    if (at != first + digits || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
      return bad(engine, terminal, fmt::format("`\\{}` expects {} digits of a Unicode character", c, digits));
    appendUtf8(out, uint32_t(value));
  } else if (size_t index = names.find(c); index != names.npos) {
    out += values[index];
  } else {
    bad(engine, terminal, fmt::format("unknown escape sequence `\\{}`", c));
    out += c;
  }
}

std::string unescape(diag::Engine &engine, const Terminal &terminal, std::string_view text) {
  std::string out;
  for (size_t at = 0; at < text.size();) {
    char c = text[at++];
    if (c == '\\' && at < text.size())
      appendEscape(engine, terminal, text, at, out);
    else
      out += c;
  }
  return out;
}

// The text between the quotes; reports a prefix that the language lacks.
std::string_view contents(diag::Engine &engine, const Terminal &terminal, char quote) {
  std::string_view text = terminal.text();
  size_t open = text.find(quote);
  std::string_view prefix = text.substr(0, open);
  if (!prefix.empty() && prefix != "u8")
    bad(engine, terminal,
        fmt::format("literals with the prefix `{}` are not supported; leave the prefix out", prefix));
  return text.substr(open + 1, text.size() - open - 2);
}

} // namespace

ast::Expr *intLiteral(ast::TranslationUnit &unit, diag::Engine &engine, const Terminal &terminal) {
  auto *literal = unit.make<ast::IntLiteral>();
  literal->range = terminal.range();
  std::string text = withoutSeparators(terminal.text());
  unsigned base = 10;
  size_t at = 0;
  if (text.size() > 1 && text[0] == '0') {
    char marker = char(text[1] | 0x20);
    base = marker == 'x' ? 16 : marker == 'b' ? 2 : 8;
    at = base == 8 ? 1 : 2;
  }
  size_t first = at;
  bool overflow = false;
  uint64_t value = 0;
  for (; at < text.size() && digitValue(text[at]) < (base == 16 ? 16 : 10); ++at) {
    unsigned digit = unsigned(digitValue(text[at]));
    if (digit >= base) {
      bad(engine, terminal,
          fmt::format("invalid digit `{}` in {} number", text[at], base == 2 ? "a binary" : "an octal"));
      return literal;
    }
    overflow |= value > (UINT64_MAX - digit) / base;
    value = value * base + digit;
  }
  auto suffix = parseSuffix(std::string_view(text).substr(at));
  if (!suffix || (at == first && base != 8 && base != 10)) {
    bad(engine, terminal, fmt::format("`{}` is not a valid number", terminal.text()));
    return literal;
  }
  if (overflow)
    bad(engine, terminal, "this number is too large for any integer type");
  literal->value = value;
  literal->builtin = typeFor(value, *suffix, base == 10);
  return literal;
}

ast::Expr *floatLiteral(ast::TranslationUnit &unit, diag::Engine &engine, const Terminal &terminal) {
  auto *literal = unit.make<ast::FloatLiteral>();
  literal->range = terminal.range();
  std::string text = withoutSeparators(terminal.text());
  char last = char(text.back() | 0x20);
  bool isHex = text.size() > 1 && (text[1] | 0x20) == 'x';
  bool hasExponent = text.find_first_of("pP") != text.npos;
  if ((last == 'f' && (!isHex || hasExponent)) || last == 'l')
    text.pop_back();
  literal->isFloat = last == 'f' && (!isHex || hasExponent);
  char *end = nullptr;
  literal->value =
      literal->isFloat ? double(std::strtof(text.c_str(), &end)) : std::strtod(text.c_str(), &end);
  if (*end != '\0' || (isHex && !hasExponent)) {
    bad(engine, terminal, fmt::format("`{}` is not a valid number", terminal.text()));
    literal->value = 0;
  } else if (std::isinf(literal->value)) {
    bad(engine, terminal,
        fmt::format("this number is too large for `{}`", literal->isFloat ? "float" : "double"));
  }
  return literal;
}

ast::Expr *characterLiteral(ast::TranslationUnit &unit, diag::Engine &engine, const Terminal &terminal) {
  auto *literal = unit.make<ast::IntLiteral>();
  literal->range = terminal.range();
  literal->builtin = BuiltinKind::Char;
  std::string value = unescape(engine, terminal, contents(engine, terminal, '\''));
  if (value.size() != 1) {
    bad(engine, terminal,
        value.empty() ? "this character literal is empty"
                      : "a character literal holds one byte; use a string for more");
    return literal;
  }
  literal->value = uint64_t(int64_t((signed char)value[0]));
  return literal;
}

std::string stringValue(diag::Engine &engine, const Terminal &terminal) {
  std::string_view text = terminal.text();
  size_t quote = text.find('"');
  if (quote > 0 && quote != text.npos && text[quote - 1] == 'R') {
    size_t open = text.find('(', quote);
    size_t delimiter = open - quote - 1;
    if (open != text.npos && text.size() >= open + delimiter + 3)
      return std::string(text.substr(open + 1, text.size() - open - delimiter - 3));
  }
  return unescape(engine, terminal, contents(engine, terminal, '"'));
}

} // namespace hd::syntax
