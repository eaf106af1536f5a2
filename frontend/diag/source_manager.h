// Every file that a compilation read, the macro expansions that its tokens came through, and a pool of
// strings that live as long. Locations are meaningful only together with the manager that made them.
#pragma once

#include "frontend/diag/location.h"

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace hd::diag {

// One use of a macro: tokens of its body carry the location of the use and this entry's index.
struct Expansion {
  std::string macro;
  Location use;        // where the macro's name stands; may itself be inside an expansion
  Location definition; // the name after `#define`; not valid for predefined macros
};

class SourceManager {
public:
  SourceManager() : expansions_(1) {}
  SourceManager(const SourceManager &) = delete;

  // Ids count from 1. A path that is there already returns its id and keeps the first text.
  uint32_t addFile(std::string path, std::string text, Location includedFrom = {});
  uint32_t findFile(std::string_view path) const; // 0 when absent
  uint32_t fileCount() const { return uint32_t(files_.size()); }

  const std::string &path(uint32_t file) const;
  std::string_view text(uint32_t file) const;
  std::string_view line(uint32_t file, uint32_t line) const; // without its end; empty when out of range
  Location includedFrom(uint32_t file) const;                // of the first inclusion

  uint32_t addExpansion(Expansion expansion);
  const Expansion *expansion(uint32_t index) const; // null for 0

  // A copy of `text` that lives as long as this; equal texts share one.
  std::string_view intern(std::string_view text);

private:
  struct File {
    std::string path, text;
    Location includedFrom;
    mutable std::vector<size_t> lineStarts; // filled at first need
  };
  std::deque<File> files_;
  std::unordered_map<std::string_view, uint32_t> byPath_;
  std::vector<Expansion> expansions_;
  std::unordered_set<std::string_view> pool_;
  std::deque<std::string> poolStorage_;
};

} // namespace hd::diag
