// The way to the compiler for programs that do not link LLVM: libheddle_compiler.so, opened at first need.
#pragma once

#include "runtime/jit/request.h"

#include <string>

namespace hd::jit {

// Where the library is: $HEDDLE_COMPILER, else ../lib beside the executable, else where it was installed.
// Empty, and `reason` says where it was looked for, when it is nowhere.
std::string findCompiler(std::string *reason = nullptr);

// What tells builds of the compiler apart, read from the file without loading it; empty on failure.
std::string compilerBuildId(const std::string &path);

// Runs the compiler, loading it at the first call. A library that cannot be loaded is Outcome::Usage with the
// reason as diagnostics.
Result runCompiler(const Request &request);

} // namespace hd::jit
