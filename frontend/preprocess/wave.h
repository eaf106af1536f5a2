// What the rest of this folder sees of Boost.Wave: raw tokens, with macro expansions already resolved to
// places. Wave's own headers are included by wave*.cpp only (they cost seconds to compile).
#pragma once

#include "frontend/preprocess/preprocess.h"

namespace hd::preprocess {

struct RawToken {
  enum class Kind : uint8_t { Other, Space, Newline, Pragma } kind = Kind::Other;
  std::string_view text; // owned by the SourceManager
  diag::Location location;
  uint32_t endColumn = 0;
};

// Calls `sink` for every token of `file` (already added to `sources`) and what it includes.
void runWave(diag::SourceManager &sources, diag::Engine &engine, const Options &options, uint32_t file,
             const std::function<void(const RawToken &)> &sink);

} // namespace hd::preprocess
