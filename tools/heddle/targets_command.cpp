// heddle targets: what the compiler can compile for.
#include "runtime/jit/client.h"
#include "tools/heddle/commands.h"
#include "tools/heddle/failure.h"

namespace hd::cli {
namespace {

void listTargets() {
  jit::Request request;
  request.emit = "targets";
  jit::Result result = jit::runCompiler(request);
  report(result);
  for (size_t at = 0; at < result.output.size();) {
    size_t end = result.output.find('\n', at), tab = result.output.find('\t', at);
    size_t kinds = result.output.find('\t', tab + 1);
    fmt::print("{:<16} {}; emits {}\n", result.output.substr(at, tab - at),
               result.output.substr(tab + 1, kinds - tab - 1),
               result.output.substr(kinds + 1, end - kinds - 1));
    at = end + 1;
  }
}

} // namespace

Command addTargets(CLI::App &app) {
  app.add_subcommand("targets", "List what can be compiled for");
  return listTargets;
}

} // namespace hd::cli
