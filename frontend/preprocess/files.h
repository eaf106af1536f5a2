// Finds and reads source files: on disk or inside the compiler.
#pragma once

#include "frontend/preprocess/preprocess.h"

namespace hd::preprocess {

// Name of a shipped header in locations: `<heddle>/stdint.h`.
std::string embeddedPath(std::string_view name);

// Reads a regular file of at most 256 MiB; on failure `reason` says why.
std::optional<std::string> readFile(const std::string &path, std::string &reason);

// Where `#include` found a file. `text` is set for a shipped one.
struct Located {
  std::string path;
  std::optional<std::string_view> text;
};

// Quoted names are first looked for beside `includer`, then all in the include dirs, then inside the
// compiler. On failure `searched` lists the places in words.
std::optional<Located> locate(const std::string &name, bool isQuoted, const std::string &includer,
                              const Options &options, std::string &searched);

// A header of CUDA for something that the language does not have; null for any other name.
struct CudaHeader {
  std::string_view begin, what, instead; // how its name begins
};
const CudaHeader *findCudaHeader(std::string_view name);

} // namespace hd::preprocess
