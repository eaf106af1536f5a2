// In place of the compiler's client in builds of the runtime alone: every request is refused with the reason.
#include "runtime/jit/client.h"
#include "runtime/jit/compile.h"

namespace hd::jit {

constexpr const char *kReason =
    "this build of heddle has no compiler (HEDDLE_RUNTIME_ONLY); it runs modules that "
    "`heddle build` has made elsewhere";

std::string findCompiler(std::string *reason) {
  if (reason)
    *reason = kReason;
  return "";
}

Result runCompiler(const Request &) {
  Result result;
  result.outcome = Outcome::Usage;
  result.diagnostics = std::string("heddle: error: ") + kReason + "\n";
  return result;
}

CompileOutcome compileCached(Request request, bool) {
  return {.result = runCompiler(request), .warnings = ""};
}

} // namespace hd::jit
