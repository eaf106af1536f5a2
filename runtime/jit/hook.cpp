// Gives runtime/core its compiler: linking heddle::jit is enough, nothing has to be called.
#include "runtime/abi/module_file.h"
#include "runtime/core/compiler_hook.h"
#include "runtime/jit/compile.h"

#include <cstdio>

namespace hd::jit {
namespace {

Status checkOptions(const CompileOptions &options) {
  if (options.optimization_level < 0 || options.optimization_level > 3)
    return {StatusCode::invalid_argument,
            "`optimization_level` is " + std::to_string(options.optimization_level) + ", expected 0 to 3",
            "compiler"};
  if (options.jobs < 0)
    return {StatusCode::invalid_argument,
            "`jobs` is " + std::to_string(options.jobs) + ", expected 0 or the number of threads",
            "compiler"};
  return {};
}

Request toRequest(const core::CompileRequest &from) {
  Request request;
  if (from.module) {
    request.ir.assign(from.module->ir.begin(), from.module->ir.end());
    request.irProducer = from.module->producer;
    request.moduleName = from.module->name;
  } else if (from.path.empty())
    request.files.push_back({from.sourceName, from.source});
  else
    request.files.push_back({from.path, std::nullopt});
  request.includeDirs = from.options.include_dirs;
  request.defines = from.options.defines;
  if (!from.module)
    request.kernels = from.options.kernels;
  request.targets = {from.target};
  request.optimization = unsigned(from.options.optimization_level);
  request.fastMath = from.options.fast_math;
  request.debugLines = from.options.debug_info;
  request.check = from.options.check;
  request.jobs = unsigned(from.options.jobs);
  return request;
}

hd::Result<abi::Module> compileForCore(const core::CompileRequest &request) {
  if (Status status = checkOptions(request.options); !status)
    return status;
  CompileOutcome outcome = compileCached(toRequest(request), request.options.use_cache);
  const Result &result = outcome.result;
  if (result.outcome != Outcome::Ok)
    return Status(result.outcome == Outcome::Unsupported ? StatusCode::unsupported
                                                         : StatusCode::compile_failed,
                  result.diagnostics, "compiler");
  abi::ReadModule module =
      abi::readModule({reinterpret_cast<const uint8_t *>(result.output.data()), result.output.size()});
  if (!module)
    return Status(StatusCode::corrupt, "the compiler's module: " + module.error, "compiler");
  return std::move(*module.module);
}

[[maybe_unused]] const bool registered = [] {
  core::setCompilerHook(compileForCore);
  return true;
}();

} // namespace
} // namespace hd::jit

// Named by the link options of heddle::jit, so that the linker takes this file out of the static library.
extern "C" const char hd_jit_linked = 1;
