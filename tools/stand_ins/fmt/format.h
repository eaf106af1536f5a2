// What tools/heddle uses of fmt, for builds of the runtime alone: `{}`, `{:<N}`, `{:>N}`, `{:.Nf}`, `{:04x}`,
// `{:#06x}` with the same text as fmt's. Anything else in a format does not compile.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdio>
#include <string>
#include <string_view>
#include <type_traits>

namespace fmt {
namespace stand_in {

// What stands between the braces.
struct Spec {
  char alignment = 0; // '<' or '>'
  bool prefixed = false, zeros = false;
  int width = 0, precision = -1;
  char type = 0; // 'f' or 'x'
};

constexpr bool isDigit(char c) { return c >= '0' && c <= '9'; }

// An ill-formed format is a call of what is no constant expression.
inline void illFormedFormat(const char *) {}

constexpr int number(std::string_view text, size_t &at) {
  int value = 0;
  while (at < text.size() && isDigit(text[at]))
    value = value * 10 + (text[at++] - '0');
  return value;
}

// `at` is behind the opening brace, and behind the closing one afterwards.
constexpr Spec parseSpec(std::string_view text, size_t &at) {
  Spec spec;
  auto next = [&](char c) { return at < text.size() && text[at] == c && ++at; };
  if (next(':')) {
    spec.alignment = next('<') ? '<' : next('>') ? '>' : '\0';
    spec.prefixed = next('#');
    spec.zeros = next('0');
    spec.width = number(text, at);
    if (next('.'))
      spec.precision = number(text, at);
    spec.type = next('f') ? 'f' : next('x') ? 'x' : '\0';
  }
  if (!next('}'))
    illFormedFormat("only the forms that the head of this file names are known");
  return spec;
}

constexpr void check(std::string_view text, size_t arguments) {
  size_t found = 0;
  for (size_t at = 0; at < text.size();) {
    char c = text[at++];
    if (c != '{' && c != '}')
      continue;
    if (at < text.size() && text[at] == c)
      ++at;
    else if (c == '}')
      illFormedFormat("a closing brace stands alone");
    else
      ++found, parseSpec(text, at);
  }
  if (found != arguments)
    illFormedFormat("there are more or fewer arguments than braces");
}

// The shortest digits that read back as the value; positional from 1e-4 to below 1e16, as fmt has it.
template <std::floating_point T> std::string shortest(T value) {
  char digits[64];
  auto end = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::scientific).ptr;
  std::string text(digits, end);
  size_t e = text.find('e');
  if (e == text.npos)
    return text; // inf, nan
  int exponent = std::stoi(text.substr(e + 1));
  if (exponent < -4 || exponent >= 16)
    return text;
  std::string sign(text[0] == '-' ? "-" : ""), mantissa = text.substr(sign.size(), e - sign.size());
  std::erase(mantissa, '.');
  auto count = static_cast<int>(mantissa.size());
  if (exponent < 0)
    return sign + "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + mantissa;
  if (count <= exponent + 1)
    return sign + mantissa + std::string(static_cast<size_t>(exponent + 1 - count), '0');
  return sign + mantissa.insert(static_cast<size_t>(exponent + 1), ".");
}

inline std::string fixed(double value, int precision) {
  char text[400];
  auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, precision).ptr;
  return {text, end};
}

template <std::integral T> std::string hexadecimal(T value) {
  char text[20];
  auto end = std::to_chars(text, text + sizeof text, std::make_unsigned_t<T>(value), 16).ptr;
  return {text, end};
}

template <class T> std::string textOf(const T &value, const Spec &spec) {
  if constexpr (std::is_same_v<T, bool>)
    return value ? "true" : "false";
  else if constexpr (std::is_same_v<T, char>)
    return std::string(1, value);
  else if constexpr (std::is_floating_point_v<T>)
    return spec.type == 'f' ? fixed(value, spec.precision) : shortest(value);
  else if constexpr (std::is_integral_v<T>)
    return spec.type == 'x' ? hexadecimal(value) : std::to_string(value);
  else
    return std::string(std::string_view(value));
}

template <class T> void append(std::string &to, const T &value, const Spec &spec) {
  std::string text = textOf(value, spec), prefix = spec.prefixed ? "0x" : "";
  size_t used = prefix.size() + text.size(), width = static_cast<size_t>(spec.width);
  std::string fill(width > used ? width - used : 0, spec.zeros ? '0' : ' ');
  bool right = spec.alignment == '>' || (spec.alignment == 0 && std::is_arithmetic_v<T>);
  if (spec.zeros)
    to += prefix + fill + text;
  else
    to += right ? fill + prefix + text : prefix + text + fill;
}

// Copies what stands before the next argument; false at the end of the format.
inline bool copyText(std::string &to, std::string_view text, size_t &at) {
  while (at < text.size()) {
    char c = text[at++];
    if (c == '{' && text[at] != '{')
      return true;
    at += c == '{' || c == '}';
    to += c;
  }
  return false;
}

} // namespace stand_in

template <class... Args> struct basic_format_string {
  template <class T>
    requires std::convertible_to<const T &, std::string_view>
  consteval basic_format_string(const T &text) : text(text) {
    stand_in::check(text, sizeof...(Args));
  }
  std::string_view text;
};
template <class... Args> using format_string = basic_format_string<std::type_identity_t<Args>...>;

template <class... Args> std::string format(format_string<Args...> format, Args &&...args) {
  std::string result;
  size_t at = 0;
  auto one = [&](const auto &value) {
    if (stand_in::copyText(result, format.text, at))
      stand_in::append(result, value, stand_in::parseSpec(format.text, at));
  };
  (one(args), ...);
  stand_in::copyText(result, format.text, at);
  return result;
}

template <class... Args> void print(std::FILE *to, format_string<Args...> text, Args &&...args) {
  std::string line = format(text, std::forward<Args>(args)...);
  std::fwrite(line.data(), 1, line.size(), to);
}

template <class... Args> void print(format_string<Args...> text, Args &&...args) {
  print(stdout, text, std::forward<Args>(args)...);
}

} // namespace fmt
