// Words, and what those of instructions mean.
#include "tests/runtime/drivers/gpu/ptx/reader.h"

#include <algorithm>
#include <cctype>
#include <cstring>

namespace hd::test::ptx {

namespace {

bool isNamePart(char c) { return std::isalnum(static_cast<unsigned char>(c)) || std::strchr("_$%.", c); }

} // namespace

std::string_view Reader::peek() const {
  size_t end = at_;
  if (end == text_.size())
    return {};
  if (text_[end] == '"')
    end = std::min(text_.find('"', end + 1), text_.size() - 1) + 1;
  else if (isNamePart(text_[end]))
    while (end < text_.size() && isNamePart(text_[end]))
      ++end;
  else
    ++end;
  return text_.substr(at_, end - at_);
}

std::string_view Reader::take() {
  if (atEnd())
    throw Unknown("the text ends in the middle");
  std::string_view word = peek();
  move(word.size());
  skip();
  return word;
}

void Reader::expect(std::string_view word) {
  if (!accept(word))
    throw Unknown("`" + std::string(word) + "` is expected, not `" + std::string(peek()) + "`");
}

void Reader::skipLine() {
  move(std::min(text_.find('\n', at_), text_.size()) - at_);
  skip();
}

void Reader::skipBraces() {
  for (int depth = 0; !atEnd();) {
    std::string_view word = take();
    depth += word == "{";
    if (word == "}" && --depth == 0)
      return;
  }
}

void Reader::move(size_t count) {
  std::string_view passed = text_.substr(at_, count);
  line_ += static_cast<uint32_t>(std::count(passed.begin(), passed.end(), '\n'));
  at_ += count;
}

void Reader::skip() {
  while (at_ < text_.size())
    if (std::isspace(static_cast<unsigned char>(text_[at_])))
      move(1);
    else if (text_.substr(at_, 2) == "//")
      move(std::min(text_.find('\n', at_), text_.size()) - at_);
    else
      return;
}
Type typeNamed(std::string_view word) {
  static const std::map<std::string_view, Type> types{
      {"pred", {'p', 1, false}},   {"b8", {'b', 8, false}},    {"b16", {'b', 16, false}},
      {"b32", {'b', 32, false}},   {"b64", {'b', 64, false}},  {"u8", {'u', 8, false}},
      {"u16", {'u', 16, false}},   {"u32", {'u', 32, false}},  {"u64", {'u', 64, false}},
      {"s8", {'s', 8, false}},     {"s16", {'s', 16, false}},  {"s32", {'s', 32, false}},
      {"s64", {'s', 64, false}},   {"f16", {'h', 16, false}},  {"bf16", {'n', 16, false}},
      {"f32", {'f', 32, false}},   {"f64", {'f', 64, false}},  {"f16x2", {'h', 32, true}},
      {"bf16x2", {'n', 32, true}}, {"s16x2", {'s', 32, true}}, {"u16x2", {'u', 32, true}}};
  auto found = types.find(word);
  return found == types.end() ? Type() : found->second;
}

uint64_t number(std::string_view word) {
  if (word.size() > 2 && word[0] == '0' &&
      (word[1] == 'f' || word[1] == 'F' || word[1] == 'd' || word[1] == 'D'))
    return std::stoull(std::string(word.substr(2)), nullptr, 16);
  size_t used = 0;
  uint64_t value = 0;
  try {
    value = std::stoull(std::string(word), &used, 0);
  } catch (const std::exception &) {
  }
  if (used != word.size() && word.substr(used) != "U")
    throw Unknown("`" + std::string(word) + "` is no number");
  return value;
}

std::optional<int> specialRegister(std::string_view name) {
  static const std::map<std::string_view, int> all{{"%tid", kTid},
                                                   {"%ntid", kNtid},
                                                   {"%ctaid", kCtaid},
                                                   {"%nctaid", kNctaid},
                                                   {"%laneid", kLaneid},
                                                   {"%warpid", kWarpid},
                                                   {"%lanemask_eq", kLanemaskEq},
                                                   {"%lanemask_le", kLanemaskLe},
                                                   {"%lanemask_lt", kLanemaskLt},
                                                   {"%lanemask_ge", kLanemaskGe},
                                                   {"%lanemask_gt", kLanemaskGt},
                                                   {"%dynamic_smem_size", kDynamicSharedBytes},
                                                   {"%clock", kClock},
                                                   {"%clock64", kClock},
                                                   {"%globaltimer", kClock},
                                                   {"_", kSink}};
  size_t dot = name.find('.');
  auto found = all.find(name.substr(0, dot));
  if (found == all.end())
    return {};
  return found->second + (dot == name.npos ? 0 : name[dot + 1] - 'x');
}

bool Operation::has(std::string_view modifier) const {
  return std::find(modifiers.begin(), modifiers.end(), modifier) != modifiers.end();
}

Operation split(std::string_view word) {
  Operation operation;
  while (!word.empty()) {
    size_t dot = word.find('.');
    std::string part(word.substr(0, dot));
    word = dot == word.npos ? "" : word.substr(dot + 1);
    if (operation.name.empty())
      operation.name = part;
    else if (!typeNamed(part))
      operation.modifiers.push_back(part);
    else
      operation.type ? void(operation.source = typeNamed(part)) : void(operation.type = typeNamed(part));
  }
  if (!operation.source)
    operation.source = operation.type;
  return operation;
}

Space spaceOf(const Operation &operation) {
  static constexpr std::pair<std::string_view, Space> spaces[] = {{"global", Space::global},
                                                                  {"shared", Space::shared},
                                                                  {"local", Space::local},
                                                                  {"const", Space::constant},
                                                                  {"param", Space::param}};
  for (auto [name, space] : spaces)
    if (operation.has(name))
      return space;
  return Space::generic;
}

} // namespace hd::test::ptx
