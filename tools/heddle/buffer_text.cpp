// Parsing of the makers, the check of their elements, and the content that they make.
#include "tools/heddle/buffer_text.h"

#include "tools/heddle/failure.h"
#include "tools/heddle/value_text.h"

#include <charconv>
#include <cstring>
#include <memory>
#include <optional>

namespace hd::cli {
namespace {

using abi::Scalar;
using abi::TypeRecord;

struct Maker {
  std::string_view name, usage;
  unsigned minParts, maxParts;
};

constexpr Maker kMakers[] = {{"zeros", "zeros:TYPE:COUNT", 3, 3},
                             {"full", "full:TYPE:COUNT:VALUE", 4, 4},
                             {"iota", "iota:TYPE:COUNT", 3, 3},
                             {"rand", "rand:TYPE:COUNT[:SEED]", 3, 4}};

const Maker *findMaker(std::string_view text) {
  std::string_view name = text.substr(0, text.find(':'));
  for (const Maker &maker : kMakers)
    if (maker.name == name && text.size() > name.size())
      return &maker;
  return nullptr;
}

// Split at colons, at most `most` parts.
std::vector<std::string_view> split(std::string_view text, size_t most) {
  std::vector<std::string_view> parts;
  while (parts.size() + 1 < most && text.find(':') != text.npos) {
    parts.push_back(text.substr(0, text.find(':')));
    text.remove_prefix(text.find(':') + 1);
  }
  parts.push_back(text);
  return parts;
}

// The one scalar that all of a type consists of, without padding; nothing for mixed structs and pointers.
std::optional<Scalar> uniformScalar(const TypeRecord &type) {
  if (type.kind == TypeRecord::Kind::kScalar)
    return type.scalar;
  std::optional<Scalar> scalar;
  uint64_t bytes = 0;
  auto add = [&](const TypeRecord &part, uint64_t count) {
    auto next = uniformScalar(part);
    bool same = next && (!scalar || scalar == next);
    bytes += part.size * count;
    scalar = same ? next : std::nullopt;
    return same;
  };
  if (type.kind == TypeRecord::Kind::kArray && !type.element.empty())
    add(type.element.front(), type.count);
  for (const TypeRecord::Field &field : type.fields)
    if (!add(field.type, 1))
      return std::nullopt;
  return bytes == type.size ? scalar : std::nullopt;
}

const TypeRecord *pointee(const abi::Parameter &parameter) {
  return parameter.type.element.empty() ? nullptr : &parameter.type.element.front();
}

std::string elementSpelling(const TypeRecord &type) {
  std::string spelling = type.spelling.empty() && type.kind == TypeRecord::Kind::kScalar
                             ? scalarName(type.scalar)
                             : type.spelling;
  for (std::string prefix : {"const ", "struct ", "union "})
    if (spelling.starts_with(prefix))
      spelling.erase(0, prefix.size());
  return spelling;
}

std::string describe(const abi::Parameter &parameter) {
  return fmt::format("parameter `{}` of type `{}`", parameter.name, parameter.type.spelling);
}

// splitmix64: one independent number per index, so that the order of filling does not matter.
uint64_t randomBits(uint64_t seed, uint64_t index) {
  uint64_t z = seed * 0xd1342543de82ef95u + (index + 1) * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

// Floats in [0, 1), of as many bits as all of them have there; integers over all values of the type.
template <typename T> T randomValue(uint64_t bits) {
  if constexpr (std::is_same_v<T, float>)
    return float(bits >> 40) * 0x1p-24f;
  else if constexpr (std::is_same_v<T, double>)
    return double(bits >> 11) * 0x1p-53;
  else if constexpr (std::is_same_v<T, half>)
    return T(double(bits >> 53) * 0x1p-11);
  else if constexpr (std::is_same_v<T, bfloat16>)
    return T(double(bits >> 56) * 0x1p-8);
  else if constexpr (std::is_same_v<T, bool>)
    return bits >> 63;
  else
    return T(bits >> 32 | bits << 32);
}

template <typename T, typename Make> void fillWith(std::byte *into, uint64_t count, const Make &make) {
  for (uint64_t i = 0; i < count; ++i) {
    T value = make(i);
    std::memcpy(into + i * sizeof(T), &value, sizeof(T));
  }
}

// Calls `function` with a value of the C++ type of `scalar`.
template <typename Function> void withType(Scalar scalar, const Function &function) {
  switch (scalar) {
#define HD_ELEMENT(SCALAR, CPP, NAME, NUMPY)                                                                 \
  case Scalar::SCALAR:                                                                                       \
    return function(CPP());
#include "tools/heddle/element_types.def"
#undef HD_ELEMENT
  }
}

uint64_t parseNumber(std::string_view text, std::string_view name, const Maker &maker,
                     const abi::Parameter &parameter) {
  uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    usageError("{}: {} takes a whole number as {}; found `{}`", describe(parameter), maker.usage, name, text);
  return value;
}

class MakerParser {
public:
  MakerParser(std::string_view text, const Maker &maker, const abi::Parameter &parameter)
      : text_(text), maker_(maker), parameter_(parameter) {}

  BufferContent parse() {
    std::vector<std::string_view> parts = split(text_, maker_.maxParts);
    if (parts.size() < maker_.minParts)
      usageError("{}: expected {}; found `{}`", describe(parameter_), maker_.usage, text_);
    findElement(parts[1]);
    uint64_t count = parseNumber(parts[2], "COUNT", maker_, parameter_);
    BufferContent content;
    if (__builtin_mul_overflow(count, elementBytes_, &content.bytes) || content.bytes > uint64_t(INT64_MAX))
      usageError("{}: `{}` is larger than any memory", describe(parameter_), text_);
    content.scalar = scalar_;
    content.shape = {count};
    if (uint64_t perElement = elementBytes_ / scalarBytes(scalar_); perElement > 1)
      content.shape.push_back(perElement);
    content.fill = filler(parts, content.bytes / scalarBytes(scalar_));
    return content;
  }

private:
  void findElement(std::string_view name) {
    const TypeRecord *element = pointee(parameter_);
    if (auto type = findElementType(name)) {
      bool matches = !element || (element->size == type->bytes() && uniformScalar(*element) == type->scalar);
      if (!matches)
        mismatch(name, *element);
      scalar_ = type->scalar;
      elementBytes_ = type->bytes();
      if (element && element->kind != TypeRecord::Kind::kScalar)
        struct_ = element;
    } else if (element && element->kind != TypeRecord::Kind::kScalar && elementSpelling(*element) == name) {
      struct_ = element;
      scalar_ = uniformScalar(*element).value_or(Scalar::kUInt8);
      elementBytes_ = element->size;
    } else {
      usageError(
          "{}: `{}` is not a type of elements; expected {}{}", describe(parameter_), name, elementTypeNames(),
          element && element->kind == TypeRecord::Kind::kStruct ? ", or `" + elementSpelling(*element) + "`"
                                                                : "");
    }
  }

  [[noreturn]] void mismatch(std::string_view name, const TypeRecord &element) {
    usageError("{} takes elements of `{}`; found `{}` in `{}`", describe(parameter_),
               elementSpelling(element), name, text_);
  }

  std::function<void(std::byte *)> filler(const std::vector<std::string_view> &parts, uint64_t scalars) {
    if (maker_.name == "full")
      return fullFiller(parts[3], scalars * scalarBytes(scalar_));
    if (struct_ && !uniformScalar(*struct_) && maker_.name != "zeros")
      usageError("{}: `{}` has fields of different types; use zeros or full", describe(parameter_), parts[1]);
    Scalar scalar = scalar_;
    if (maker_.name == "iota")
      return [=](std::byte *into) {
        withType(scalar, [&](auto zero) {
          using T = decltype(zero);
          fillWith<T>(into, scalars, [](uint64_t i) { return std::is_same_v<T, bool> ? T(i & 1) : T(i); });
        });
      };
    if (maker_.name == "rand") {
      uint64_t seed = parts.size() > 3 ? parseNumber(parts[3], "SEED", maker_, parameter_) : 0;
      return [=](std::byte *into) {
        withType(scalar, [&](auto zero) {
          using T = decltype(zero);
          fillWith<T>(into, scalars, [=](uint64_t i) { return randomValue<T>(randomBits(seed, i)); });
        });
      };
    }
    return [=](std::byte *into) { std::memset(into, 0, scalars * scalarBytes(scalar)); };
  }

  // One element, repeated. A vector or struct may be given as one in braces; else each scalar is the value.
  std::function<void(std::byte *)> fullFiller(std::string_view value, uint64_t bytes) {
    bool whole = struct_ && value.starts_with('{');
    if (struct_ && !whole && !uniformScalar(*struct_))
      usageError("{}: `{}` needs its fields in braces; found `{}`", describe(parameter_),
                 elementSpelling(*struct_), value);
    std::vector<std::byte> pattern(whole ? elementBytes_ : scalarBytes(scalar_));
    std::string what = fmt::format("VALUE of `{}`", text_);
    if (whole)
      parseValue(value, *struct_, pattern.data(), what);
    else
      parseScalar(value, scalar_, pattern.data(), what);
    return [=](std::byte *into) {
      for (uint64_t at = 0; at < bytes; at += pattern.size())
        std::memcpy(into + at, pattern.data(), pattern.size());
    };
  }

  std::string_view text_;
  const Maker &maker_;
  const abi::Parameter &parameter_;
  Scalar scalar_ = Scalar::kUInt8;
  uint64_t elementBytes_ = 1;
  const TypeRecord *struct_ = nullptr;
};

// Raw bytes (uint8) may stand for any struct, raw bits (uint16) for bf16, of which NumPy has no dtype.
BufferContent fromFile(const std::string &path, const abi::Parameter &parameter) {
  BufferContent content;
  content.file = readNpy(path);
  const NpyArray &array = content.file;
  if (const TypeRecord *element = pointee(parameter)) {
    auto scalar = uniformScalar(*element);
    bool rawStruct = !scalar && array.scalar == Scalar::kUInt8;
    bool rawBits = scalar == Scalar::kBFloat16 && array.scalar == Scalar::kUInt16;
    if (rawBits)
      content.file.scalar = *scalar;
    if (scalar != array.scalar && !rawStruct)
      usageError("{} takes elements of `{}`; found `{}` in `{}`", describe(parameter),
                 elementSpelling(*element), scalarName(array.scalar), path);
    if (element->size != 0 && array.bytes % element->size != 0)
      usageError("{} takes elements of {} bytes; `{}` holds {} bytes, which is no multiple",
                 describe(parameter), element->size, path, array.bytes);
  }
  content.bytes = array.bytes;
  content.scalar = array.scalar;
  content.shape = array.shape;
  return content;
}

} // namespace

bool isBufferText(std::string_view text) { return text.starts_with('@') || findMaker(text); }

BufferContent parseBuffer(std::string_view text, const abi::Parameter &parameter) {
  if (const TypeRecord *element = pointee(parameter); element && element->kind == TypeRecord::Kind::kPointer)
    usageError("{} is a pointer to pointers, which the command line cannot make", describe(parameter));
  if (text.starts_with('@'))
    return fromFile(std::string(text.substr(1)), parameter);
  if (const Maker *maker = findMaker(text))
    return MakerParser(text, *maker, parameter).parse();
  usageError("{} takes a buffer (`@file.npy`, `zeros:TYPE:COUNT`, `full:TYPE:COUNT:VALUE`, `iota:TYPE:COUNT` "
             "or `rand:TYPE:COUNT[:SEED]`); found `{}`",
             describe(parameter), text);
}

} // namespace hd::cli
