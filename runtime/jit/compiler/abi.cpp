// hd_compiler_run: fields to a Request, the compilation, and its Result as fields.
#include "runtime/jit/compiler/abi.h"

#include "runtime/jit/compiler/compiler.h"
#include "runtime/jit/fields.h"

#include "llvm/Support/thread.h"

#include <cfenv>

namespace {

// Recursion over deeply nested source needs more stack than a thread of the caller may have.
constexpr unsigned kStackBytes = 256u << 20;

bool readRequest(const hd_compiler_field *fields, size_t count, hd::jit::Request &request,
                 std::string &problem) {
  for (size_t i = 0; i < count; ++i) {
    std::string_view value(fields[i].data, fields[i].size);
    if (hd::jit::readRequestField(request, fields[i].key, value))
      continue;
    problem = std::string("heddle: error: this compiler does not know the request `") + fields[i].key + "=" +
              std::string(value.substr(0, 80)) + "`; is it of another version than the program?\n";
    return false;
  }
  return true;
}

} // namespace

extern "C" __attribute__((visibility("default"))) int
hd_compiler_run(const hd_compiler_field *fields, size_t count, hd_compiler_sink sink, void *context) {
  hd::jit::Request request;
  hd::jit::Result result;
  auto compile = [&] {
    std::fesetenv(FE_DFL_ENV); // a thread has its maker's rounding, and constants are read and folded here
    result = hd::jit::compile(request);
  };
  if (readRequest(fields, count, request, result.diagnostics))
    llvm::thread(std::optional<unsigned>(kStackBytes), compile).join();
  else
    result.outcome = hd::jit::Outcome::Usage;
  hd::jit::writeResult(result, [&](const char *key, std::string_view value) {
    hd_compiler_field field = {key, value.data(), value.size()};
    sink(context, &field);
  });
  return int(result.outcome);
}
