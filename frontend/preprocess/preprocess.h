// Source text to tokens by Boost.Wave: includes, macros, conditionals, pragmas. Every error is a
// diagnostic; nothing is thrown. Re-entrant: one SourceManager serves any number of calls.
#pragma once

#include "frontend/diag/engine.h"
#include "frontend/diag/source_manager.h"
#include "frontend/preprocess/token.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hd::preprocess {

struct Options {
  std::vector<std::string> includeDirs;                     // searched after the includer's own folder
  std::vector<std::pair<std::string, std::string>> defines; // NAME -> text (`1` for a plain -D NAME)
  // Headers that ship inside the compiler (stdlib::find); asked after the include dirs.
  std::function<std::optional<std::string_view>(std::string_view path)> embedded;
  bool onlyEmbedded = false;     // no include is looked for on disk
  bool goOnAfterMissing = false; // parse what is there although an included file is missing
  // Kernel templates to instantiate: `reduce<float, 256>`. One that this file does not have is an error,
  // unless there are other files.
  std::vector<std::string> kernels = {};
  bool hasOtherFiles = false;
};

// A file on disk, or `text` under the name `path` when it is set.
struct Source {
  std::string path;
  std::optional<std::string_view> text;
};

// The tokens, ended by one of kind End also after errors.
std::vector<Token> preprocess(diag::SourceManager &sources, diag::Engine &engine, const Options &options,
                              const Source &source);

} // namespace hd::preprocess
