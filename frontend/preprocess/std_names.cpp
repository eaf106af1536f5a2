#include "frontend/preprocess/std_names.h"
#include "frontend/preprocess/files.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <unordered_set>

namespace hd::preprocess {

namespace {

bool isWord(char c) { return std::isalnum((unsigned char)c) || c == '_'; }

std::string_view wordAt(std::string_view text, size_t begin) {
  size_t end = begin;
  while (end < text.size() && isWord(text[end]))
    ++end;
  return text.substr(begin, end - begin);
}

class Search {
public:
  explicit Search(const Options &options) : options_(options) { addWords(kStdPrelude); }

  bool names(std::string_view text, const std::string &path) {
    constexpr size_t kMaxFiles = 256;
    if (!visited_.insert(path).second || visited_.size() > kMaxFiles)
      return visited_.size() > kMaxFiles;
    return namesHere(text) || namesInIncluded(text, path);
  }

private:
  // All words of the shipped header and of those that it includes.
  void addWords(const std::string &name) {
    auto text = options_.embedded ? options_.embedded(name) : std::nullopt;
    if (!text || !visited_.insert(embeddedPath(name)).second)
      return;
    for (size_t at = 0; at < text->size(); ++at) {
      if (text->substr(at).starts_with("//"))
        at = std::min(text->find('\n', at), text->size() - 1);
      std::string_view word = wordAt(*text, at);
      words_.insert(word);
      at += word.size();
      if (word == "include" && text->substr(at).starts_with(" <"))
        addWords(std::string(text->substr(at + 2, text->find('>', at) - at - 2)));
    }
    for (const char *builtin : {"", "size_t", "ptrdiff_t", "std"})
      words_.erase(builtin);
  }

  bool namesHere(std::string_view text) const {
    if (text.find("namespace std") != text.npos)
      return true;
    for (size_t at = text.find("std::"); at != text.npos; at = text.find("std::", at + 5))
      if ((at == 0 || !isWord(text[at - 1])) && words_.count(wordAt(text, at + 5)))
        return true;
    return false;
  }

  bool namesInIncluded(std::string_view text, const std::string &path) {
    for (size_t at = text.find("include"); at != text.npos; at = text.find("include", at + 7)) {
      size_t open = text.find_first_not_of(" \t", at + 7);
      if (open == text.npos || text[open] != '"')
        continue;
      size_t close = text.find_first_of("\"\n", open + 1);
      std::string searched, reason;
      auto found =
          locate(std::string(text.substr(open + 1, close - open - 1)), true, path, options_, searched);
      auto inner = found && !found->text ? readFile(found->path, reason) : std::nullopt;
      if (inner && names(*inner, found->path))
        return true;
    }
    return false;
  }

  const Options &options_;
  std::unordered_set<std::string_view> words_;
  std::set<std::string> visited_;
};

} // namespace

bool mayUseStdPrelude(std::string_view text, const std::string &path, const Options &options) {
  return Search(options).names(text, path);
}

} // namespace hd::preprocess
