#include "runtime/abi/symbols.h"

#include "runtime/abi/cpu.h"

#include <algorithm>
#include <cstdint>

namespace hd::abi {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isWord(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '_'; }

// FNV-1a
uint64_t hashOf(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (char c : text)
    hash = (hash ^ uint8_t(c)) * 0x100000001b3;
  return hash;
}

std::string withoutBlanks(std::string_view name) {
  std::string plain;
  for (size_t i = 0; i < name.size(); ++i) {
    bool isBlank = name[i] == ' ';
    bool divides =
        isBlank && !plain.empty() && isWord(plain.back()) && i + 1 < name.size() && isWord(name[i + 1]);
    if (!isBlank || divides)
      plain += name[i];
  }
  return plain;
}

} // namespace

std::string identifierOf(std::string_view name) {
  constexpr size_t kMaxReadable = 64;
  std::string identifier;
  bool isIdentifier = !name.empty() && !isDigit(name.front());
  for (char c : name) {
    isIdentifier &= isWord(c);
    if (isWord(c))
      identifier += c;
    else if (!identifier.empty() && identifier.back() != '_')
      identifier += '_';
  }
  if (isIdentifier)
    return identifier;
  if (identifier.empty() || isDigit(identifier.front()))
    identifier.insert(0, "_");
  identifier.resize(std::min(identifier.size(), kMaxReadable));
  if (identifier.back() != '_')
    identifier += '_';
  static constexpr char digits[] = "0123456789abcdef";
  for (int shift = 60; shift >= 0; shift -= 4)
    identifier += digits[hashOf(name) >> shift & 15];
  return identifier;
}

std::string kernelSymbol(std::string_view name) { return HD_CPU_KERNEL_PREFIX + identifierOf(name); }
std::string globalSymbol(std::string_view name) { return HD_CPU_GLOBAL_PREFIX + identifierOf(name); }

bool isSameName(std::string_view a, std::string_view b) { return withoutBlanks(a) == withoutBlanks(b); }

} // namespace hd::abi
