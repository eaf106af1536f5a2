#include "runtime/core/compiler_hook.h"

#include <atomic>

namespace hd::core {

static std::atomic<CompilerHook> compilerHook{nullptr};

void setCompilerHook(CompilerHook hook) { compilerHook.store(hook, std::memory_order_release); }

bool hasCompiler() { return compilerHook.load(std::memory_order_acquire) != nullptr; }

Result<abi::Module> compile(const CompileRequest &request) {
  if (CompilerHook hook = compilerHook.load(std::memory_order_acquire))
    return hook(request);
  return Status(StatusCode::unsupported,
                "no compiler is linked in: link heddle::jit, or load a module made by `heddle build`",
                "compiler");
}

} // namespace hd::core
