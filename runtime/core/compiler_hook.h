// How runtime/jit offers the compiler to Device::compile_*, without core knowing of it.
#pragma once

#include "heddle/compile.h"
#include "heddle/status.h"
#include "runtime/abi/module.h"

namespace hd::core {

// Exactly one of `path`, `source` and `module` is given.
struct CompileRequest {
  std::string path;   // a file; empty when `source` is used
  std::string source; // text, named `sourceName` in diagnostics
  std::string sourceName;
  const abi::Module *module = nullptr; // its IR is compiled; lives until the call returns
  std::string target;                  // one target, e.g. `cpu:avx512`
  CompileOptions options;
};

// compile_failed with the diagnostics as message when the source is wrong.
using CompilerHook = Result<abi::Module> (*)(const CompileRequest &request);

// Set once by runtime/jit, before the first compilation; null means none is linked in.
void setCompilerHook(CompilerHook hook);
bool hasCompiler();
Result<abi::Module> compile(const CompileRequest &request);

} // namespace hd::core
