// The commands. Each adds its options to the command line and, when chosen, runs after parsing; a Failure
// says why it could not.
#pragma once

#include "runtime/jit/request.h"

#include <CLI/App.hpp>

#include <functional>
#include <string>
#include <vector>

namespace hd::cli {

using Command = std::function<void()>;

Command addBuild(CLI::App &app);
Command addRun(CLI::App &app);
Command addCheck(CLI::App &app);
Command addDevices(CLI::App &app);
Command addTargets(CLI::App &app);
Command addCache(CLI::App &app);

// The options that say how source is compiled, shared by build, run and check.
struct SourceOptions {
  std::vector<std::string> includeDirs, defines, kernels;
  std::string diagnostics = "text", floatMode = "strict";
  int optimization = 3;
  bool debugLines = false;
  unsigned jobs = 0;

  void add(CLI::App &command, bool generatesCode);
  void addKernels(CLI::App &command); // --kernel 'NAME<ARGS>'
  // `files` without their text. A Failure when a file cannot be read or a define is malformed.
  jit::Request request(const std::vector<std::string> &files) const;
};

// Prints the diagnostics and throws a silent Failure when the result is not ok.
void report(const jit::Result &result);

// A vector option whose every value follows its own flag: `-I a -I b`.
CLI::Option *addRepeated(CLI::App &command, const std::string &name, std::vector<std::string> &values,
                         const std::string &help);

} // namespace hd::cli
