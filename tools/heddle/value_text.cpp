// std::from_chars behind the language's scalars.
#include "tools/heddle/value_text.h"

#include "tools/heddle/element_type.h"
#include "tools/heddle/failure.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>

namespace hd::cli {
namespace {

using abi::Scalar;
using abi::TypeRecord;

template <typename T> T get(const std::byte *value) {
  T result;
  std::memcpy(&result, value, sizeof result);
  return result;
}

template <typename T> void put(std::byte *into, T value) { std::memcpy(into, &value, sizeof value); }

[[noreturn]] void notA(std::string_view text, Scalar scalar, const std::string &what) {
  const char *kind = scalar == Scalar::kBool ? "true or false" : isFloat(scalar) ? "a number" : "an integer";
  usageError("{} is of type `{}` and takes {}; found `{}`", what, scalarName(scalar), kind, text);
}

template <typename T>
void parseInteger(std::string_view text, Scalar scalar, std::byte *into, const std::string &what) {
  std::string_view digits = text;
  bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+'))
    digits.remove_prefix(1);
  bool hex = digits.starts_with("0x") || digits.starts_with("0X");
  if (hex)
    digits.remove_prefix(2);
  uint64_t magnitude = 0;
  const char *last = digits.data() + digits.size();
  auto [end, error] = std::from_chars(digits.data(), last, magnitude, hex ? 16 : 10);
  if (end != last || (error != std::errc() && error != std::errc::result_out_of_range))
    notA(text, scalar, what);
  uint64_t most = uint64_t(std::numeric_limits<T>::max());
  bool fits = error == std::errc() &&
              (negative ? magnitude <= (std::is_signed_v<T> ? most + 1 : 0) : magnitude <= most);
  if (!fits)
    usageError("{} is of type `{}`, which cannot hold {}", what, scalarName(scalar), text);
  put(into, T(negative ? 0 - magnitude : magnitude));
}

template <typename T>
void parseFloat(std::string_view text, Scalar scalar, std::byte *into, const std::string &what) {
  std::string_view digits = text;
  if (digits.starts_with('+'))
    digits.remove_prefix(1);
  T value = 0;
  const char *last = digits.data() + digits.size();
  auto [end, error] = std::from_chars(digits.data(), last, value);
  bool suffixed = end + 1 == last && (*end == 'f' || *end == 'F');
  if (digits.empty() || (end != last && !suffixed))
    notA(text, scalar, what);
  if (error == std::errc::result_out_of_range)
    usageError("{} is of type `{}`, which cannot hold {}", what, scalarName(scalar), text);
  put(into, value);
}

template <typename T>
void parseSmallFloat(std::string_view text, Scalar scalar, std::byte *into, const std::string &what) {
  std::byte bytes[sizeof(double)];
  parseFloat<double>(text, scalar, bytes, what);
  T value(get<double>(bytes));
  if (std::isinf(float(value)) && std::isfinite(get<double>(bytes)))
    usageError("{} is of type `{}`, which cannot hold {}", what, scalarName(scalar), text);
  put(into, value);
}

// `{a,b,{c,d}}` against a struct or an array.
class AggregateParser {
public:
  AggregateParser(std::string_view text, const std::string &what) : text_(text), what_(what) {}

  void parse(const TypeRecord &type, std::byte *into) {
    value(type, into, what_);
    if (peek() != '\0')
      usageError("{}: unexpected `{}` after the closing `}}`", what_, text_.substr(at_));
  }

private:
  char peek() {
    while (at_ < text_.size() && text_[at_] == ' ')
      ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  void value(const TypeRecord &type, std::byte *into, const std::string &what) {
    switch (type.kind) {
    case TypeRecord::Kind::kScalar:
      return parseScalar(word(), type.scalar, into, what);
    case TypeRecord::Kind::kPointer:
      usageError("{} is a pointer inside a struct, which cannot be given on the command line", what);
    case TypeRecord::Kind::kStruct:
      return list(type, type.fields.size(), what, [&](size_t i) {
        const TypeRecord::Field &field = type.fields[i];
        value(field.type, into + field.offset, fmt::format("{}, field `{}`,", what_, field.name));
      });
    case TypeRecord::Kind::kArray:
      return list(type, type.count, what, [&](size_t i) {
        const TypeRecord &element = type.element.front();
        value(element, into + i * element.size, fmt::format("{}[{}]", what, i));
      });
    }
  }

  template <typename Element>
  void list(const TypeRecord &type, uint64_t count, const std::string &what, const Element &element) {
    auto wrong = [&] {
      usageError("{} is of type `{}` and takes {} values in braces; found `{}`", what, type.spelling, count,
                 text_);
    };
    if (peek() != '{')
      wrong();
    ++at_;
    for (uint64_t i = 0; i < count; ++i) {
      element(i);
      if (i + 1 < count && peek() != ',')
        wrong();
      at_ += i + 1 < count;
    }
    if (peek() != '}')
      wrong();
    ++at_;
  }

  std::string_view word() {
    peek();
    size_t end = std::min(text_.find_first_of(",{}", at_), text_.size());
    std::string_view found = text_.substr(at_, end - at_);
    at_ = end;
    while (found.ends_with(' '))
      found.remove_suffix(1);
    return found;
  }

  std::string_view text_;
  const std::string &what_;
  size_t at_ = 0;
};

// As few digits as tell the value from all others of its type; five are enough for both.
template <typename T> std::string formatSmallFloat(T value) {
  for (int digits = 1; digits < 5; ++digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*g", digits, double(float(value)));
    double rounded = std::strtod(text, nullptr);
    if (T(rounded).bits == value.bits)
      return fmt::format("{}", rounded);
  }
  char text[32];
  std::snprintf(text, sizeof text, "%.5g", double(float(value)));
  return fmt::format("{}", std::strtod(text, nullptr));
}

// A byte is a number and no letter.
template <typename T> std::string formatNumber(T value) {
  if constexpr (std::is_same_v<T, half> || std::is_same_v<T, bfloat16>)
    return formatSmallFloat(value);
  else if constexpr (sizeof(T) == 1 && !std::is_same_v<T, bool>)
    return fmt::format("{}", int(value));
  else
    return fmt::format("{}", value);
}

} // namespace

void parseScalar(std::string_view text, Scalar scalar, std::byte *into, const std::string &what) {
  switch (scalar) {
  case Scalar::kBool:
    if (text != "true" && text != "false" && text != "0" && text != "1")
      notA(text, scalar, what);
    return put(into, text == "true" || text == "1");
  case Scalar::kInt8:
    return parseInteger<int8_t>(text, scalar, into, what);
  case Scalar::kUInt8:
    return parseInteger<uint8_t>(text, scalar, into, what);
  case Scalar::kInt16:
    return parseInteger<int16_t>(text, scalar, into, what);
  case Scalar::kUInt16:
    return parseInteger<uint16_t>(text, scalar, into, what);
  case Scalar::kInt32:
    return parseInteger<int32_t>(text, scalar, into, what);
  case Scalar::kUInt32:
    return parseInteger<uint32_t>(text, scalar, into, what);
  case Scalar::kInt64:
    return parseInteger<int64_t>(text, scalar, into, what);
  case Scalar::kUInt64:
    return parseInteger<uint64_t>(text, scalar, into, what);
  case Scalar::kFloat32:
    return parseFloat<float>(text, scalar, into, what);
  case Scalar::kFloat64:
    return parseFloat<double>(text, scalar, into, what);
  case Scalar::kFloat16:
    return parseSmallFloat<half>(text, scalar, into, what);
  case Scalar::kBFloat16:
    return parseSmallFloat<bfloat16>(text, scalar, into, what);
  }
}

void parseValue(std::string_view text, const TypeRecord &type, std::byte *into, const std::string &what) {
  if (type.kind == TypeRecord::Kind::kScalar)
    parseScalar(text, type.scalar, into, what);
  else
    AggregateParser(text, what).parse(type, into);
}

std::string formatScalar(const std::byte *value, Scalar scalar) {
  switch (scalar) {
#define HD_ELEMENT(SCALAR, CPP, NAME, NUMPY)                                                                 \
  case Scalar::SCALAR:                                                                                       \
    return formatNumber(get<CPP>(value));
#include "tools/heddle/element_types.def"
#undef HD_ELEMENT
  }
  return "";
}

} // namespace hd::cli
