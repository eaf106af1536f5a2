// What a host says when it compiles kernels at run time. The compiler itself is the library
// heddle::jit; without it the functions that take these types return `unsupported`.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace hd {

struct CompileOptions {
  std::vector<std::string> include_dirs = {};
  std::vector<std::pair<std::string, std::string>> defines = {}; // name, value
  std::vector<std::string> kernels = {}; // templates to instantiate: `reduce<float, 256>`
  int optimization_level = 3;            // 0 to 3
  bool debug_info = false;
  bool fast_math = false; // --fp=fast
  bool check = false;     // for the checker of the cpu device: see check.h
  bool use_cache = true;  // the cache on disk
  // Threads that compile, while the call lasts. 0: HEDDLE_COMPILE_JOBS of the environment, else as many as
  // there are processors. The module is the same for all numbers.
  int jobs = 0;
};

// Kernel source inside of a C++ file, with a name for diagnostics.
struct Source {
  std::string text;
  std::string name = "source.hd";
};

inline Source source(std::string text, std::string name = "source.hd") {
  return {std::move(text), std::move(name)};
}

} // namespace hd
