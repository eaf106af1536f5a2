// What the compiler is asked for and what it answers. Plain data; shared by both sides of the dlopen.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hd::jit {

struct SourceFile {
  std::string path;                // for diagnostics and relative includes
  std::optional<std::string> text; // read from `path` when absent
};

struct EmitKind {
  std::string_view name, what;
};

// What Request::emit may say for every target; backends add their own, which `heddle targets` lists. Three
// more are for tools: `check` gives a module without images; `check-json` a JSON array with what
// check_report.h says of each file, errors or not; `targets` needs no files and gives one line
// `name<tab>description<tab>kinds` per target, where kinds are what its backend adds, separated by blanks.
inline constexpr EmitKind kEmitKinds[] = {
    {"tokens", "preprocessed tokens"},
    {"ast", "checked syntax tree"},
    {"hd", "IR from the frontend"},
    {"hd-opt", "IR after the target-neutral passes"},
    {"obj", "object to link, with the module inside"},
    {"module", "module file with all targets"},
};

struct Request {
  std::vector<SourceFile> files;
  std::string ir;         // in place of files: abi::Module::ir
  std::string irProducer; // abi::Module::producer of the module that it comes from
  std::vector<std::string> includeDirs;
  std::vector<std::pair<std::string, std::string>> defines;
  std::vector<std::string> kernels; // templates to instantiate: `reduce<float, 256>`
  std::vector<std::string> targets; // `cpu`, `cpu:avx2`; may be empty where no code is generated
  std::string emit = "module";
  std::string moduleName; // of objects and headers; the first file's stem when empty
  unsigned optimization = 3;
  bool fastMath = false; // --fp fast
  bool debugLines = false;
  bool check = false;   // for the checker of the cpu device
  bool carryIR = false; // put the IR into the module, for targets that it has no image for
  bool header = false;  // also generate the header with typed launch functions
  bool color = false;
  bool jsonDiagnostics = false;
  unsigned jobs = 0; // threads that compile; 0: see jobs.h. Shows in no result
};

inline constexpr unsigned kMostJobs = 1024;

// A file that took part, with the hash of the content that was compiled. Not those inside the compiler.
struct FileRead {
  std::string path;
  std::string digest;
};

// Unsupported: no backend for a target, or the backend says so (std::errc::not_supported).
enum class Outcome { Ok, Diagnostics, Usage, Bug, Unsupported };

struct Result {
  Outcome outcome = Outcome::Ok;
  std::string output;      // bytes or text, as `emit` says
  std::string header;      // when asked for
  std::string diagnostics; // rendered; may hold warnings when all is well
  std::vector<FileRead> files;
};

} // namespace hd::jit
