// Files, lines, expansions and interned strings of one compilation.
#include "frontend/diag/source_manager.h"

#include <utility>

namespace hd::diag {

uint32_t SourceManager::addFile(std::string path, std::string text, Location includedFrom) {
  if (uint32_t known = findFile(path))
    return known;
  files_.push_back({std::move(path), std::move(text), includedFrom, {}});
  uint32_t id = fileCount();
  byPath_.emplace(files_.back().path, id);
  return id;
}

uint32_t SourceManager::findFile(std::string_view path) const {
  auto found = byPath_.find(path);
  return found == byPath_.end() ? 0 : found->second;
}

const std::string &SourceManager::path(uint32_t file) const {
  static const std::string none = "<unknown>";
  return file == 0 || file > files_.size() ? none : files_[file - 1].path;
}

std::string_view SourceManager::text(uint32_t file) const {
  return file == 0 || file > files_.size() ? std::string_view() : files_[file - 1].text;
}

std::string_view SourceManager::line(uint32_t file, uint32_t line) const {
  if (file == 0 || file > files_.size() || line == 0)
    return {};
  const File &entry = files_[file - 1];
  std::string_view text = entry.text;
  if (entry.lineStarts.empty()) {
    entry.lineStarts.push_back(0);
    for (size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1))
      entry.lineStarts.push_back(at + 1);
  }
  if (line > entry.lineStarts.size())
    return {};
  std::string_view rest = text.substr(entry.lineStarts[line - 1]);
  rest = rest.substr(0, rest.find('\n'));
  if (rest.ends_with('\r'))
    rest.remove_suffix(1);
  return rest;
}

Location SourceManager::includedFrom(uint32_t file) const {
  return file == 0 || file > files_.size() ? Location() : files_[file - 1].includedFrom;
}

uint32_t SourceManager::addExpansion(Expansion expansion) {
  expansions_.push_back(std::move(expansion));
  return uint32_t(expansions_.size() - 1);
}

const Expansion *SourceManager::expansion(uint32_t index) const {
  return index == 0 || index >= expansions_.size() ? nullptr : &expansions_[index];
}

std::string_view SourceManager::intern(std::string_view text) {
  auto found = pool_.find(text);
  if (found != pool_.end())
    return *found;
  poolStorage_.emplace_back(text);
  return *pool_.insert(poolStorage_.back()).first;
}

} // namespace hd::diag
