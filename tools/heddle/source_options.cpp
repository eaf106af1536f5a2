// Options of every command that compiles, and how its diagnostics are shown.
#include "tools/heddle/commands.h"
#include "tools/heddle/failure.h"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace hd::cli {
namespace {

void requireReadable(const std::string &path) {
  struct stat status = {};
  if (stat(path.c_str(), &status) != 0 || access(path.c_str(), R_OK) != 0)
    usageError("cannot read `{}`: {}", path, std::strerror(errno));
  if (S_ISDIR(status.st_mode))
    usageError("cannot read `{}`: it is a directory", path);
}

std::pair<std::string, std::string> parseDefine(const std::string &text) {
  size_t equals = text.find('=');
  std::string name = text.substr(0, equals);
  if (name.empty() || name.find_first_of(" \t\n") != name.npos || (name[0] >= '0' && name[0] <= '9'))
    usageError("-D takes NAME or NAME=VALUE; found `{}`", text);
  return {name, equals == text.npos ? "1" : text.substr(equals + 1)};
}

bool wantsColor() {
  const char *never = std::getenv("NO_COLOR"), *terminal = std::getenv("TERM");
  return isatty(STDERR_FILENO) && !(never && *never) && !(terminal && std::strcmp(terminal, "dumb") == 0);
}

} // namespace

CLI::Option *addRepeated(CLI::App &command, const std::string &name, std::vector<std::string> &values,
                         const std::string &help) {
  return command.add_option(name, values, help)->allow_extra_args(false);
}

void SourceOptions::add(CLI::App &command, bool generatesCode) {
  addRepeated(command, "-I", includeDirs, "Search DIR for included files")->type_name("DIR");
  addRepeated(command, "-D", defines, "Define a macro, as 1 when there is no value")->type_name("NAME[=V]");
  command.add_option("--diagnostics", diagnostics, "How errors are printed on stderr")
      ->type_name("text|json")
      ->check(CLI::IsMember({"text", "json"}));
  if (!generatesCode)
    return;
  command.add_option("-O", optimization, "Optimization level (default 3)")
      ->type_name("0..3")
      ->check(CLI::Range(0, 3));
  command
      .add_option("--fp", floatMode,
                  "Floating-point rules (default strict); fast is less exact, as nvcc's --use_fast_math")
      ->type_name("strict|fast")
      ->check(CLI::IsMember({"strict", "fast"}));
  command.add_flag("-g", debugLines, "Line tables for debuggers");
  command
      .add_option("--jobs", jobs,
                  "Threads that compile (default HEDDLE_COMPILE_JOBS, else as many as there are processors)")
      ->type_name("N")
      ->check(CLI::Range(1u, jit::kMostJobs));
}

void SourceOptions::addKernels(CLI::App &command) {
  addRepeated(command, "--kernel", kernels, "Instantiate a kernel template: 'reduce<float, 256>'")
      ->type_name("NAME<ARGS>");
}

jit::Request SourceOptions::request(const std::vector<std::string> &files) const {
  jit::Request request;
  for (const std::string &file : files) {
    requireReadable(file);
    request.files.push_back({file, std::nullopt});
  }
  request.includeDirs = includeDirs;
  for (const std::string &define : defines)
    request.defines.push_back(parseDefine(define));
  for (const std::string &kernel : kernels)
    if (kernel.find('<') == kernel.npos)
      usageError("--kernel takes a template and its arguments, NAME<ARGS>; found `{}`. Kernels that are no "
                 "templates are compiled without it",
                 kernel);
  request.kernels = kernels;
  request.optimization = unsigned(optimization);
  request.fastMath = floatMode == "fast";
  request.debugLines = debugLines;
  request.jsonDiagnostics = diagnostics == "json";
  request.color = wantsColor();
  request.jobs = jobs;
  return request;
}

void report(const jit::Result &result) {
  std::fwrite(result.diagnostics.data(), 1, result.diagnostics.size(), stderr);
  switch (result.outcome) {
  case jit::Outcome::Ok:
    return;
  case jit::Outcome::Diagnostics:
    throw Failure{kDiagnostics, ""};
  case jit::Outcome::Usage:
    throw Failure{kUsage, ""};
  case jit::Outcome::Unsupported:
    throw Failure{kUnsupported, ""};
  case jit::Outcome::Bug:
    throw Failure{kBug, "this is a bug in heddle; please report it with the command and its input"};
  }
}

} // namespace hd::cli
