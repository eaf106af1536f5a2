// Why a command stops, with the exit code that it stops with. Thrown by the CLI's own code, caught in main.
#pragma once

#include <fmt/format.h>

#include <string>

namespace hd::cli {

enum ExitCode : int { kOk = 0, kDiagnostics = 1, kUsage = 2, kRunFailed = 3, kUnsupported = 4, kBug = 70 };

struct Failure {
  ExitCode exitCode;
  std::string message; // empty: everything has been printed
};

// The command line, or a file that it names, is not what it should be.
template <typename... Args> [[noreturn]] void usageError(fmt::format_string<Args...> text, Args &&...args) {
  throw Failure{kUsage, fmt::format(text, std::forward<Args>(args)...)};
}

} // namespace hd::cli
