// heddle check: diagnostics only; lists the kernels found.
#include "runtime/jit/client.h"
#include "tools/heddle/arguments.h"
#include "tools/heddle/commands.h"
#include "tools/heddle/failure.h"

#include <memory>

namespace hd::cli {
namespace {

struct CheckOptions {
  std::vector<std::string> files;
  SourceOptions source;
  bool asJson = false;
};

// The diagnostics are in the JSON; nothing goes to stderr.
void checkForPrograms(const CheckOptions &options) {
  jit::Request request = options.source.request(options.files);
  request.emit = "check-json";
  jit::Result result = jit::runCompiler(request);
  std::fwrite(result.output.data(), 1, result.output.size(), stdout);
  if (result.outcome == jit::Outcome::Ok || result.outcome == jit::Outcome::Diagnostics)
    result.diagnostics.clear();
  report(result);
}

void check(const CheckOptions &options) {
  jit::Request request = options.source.request(options.files);
  request.emit = "check";
  jit::Result result = jit::runCompiler(request);
  std::fwrite(result.output.data(), 1, result.output.size(),
              stdout); // those that compile although others do not
  report(result);
  if (result.output.empty())
    fmt::print(stderr, "no kernels\n");
}

} // namespace

Command addCheck(CLI::App &app) {
  auto options = std::make_shared<CheckOptions>();
  CLI::App *command = app.add_subcommand("check", "Look for errors; list the kernels found");
  command->add_option("FILE", options->files, "Kernel source (.hd, .cu)")->required()->type_name("");
  options->source.addKernels(*command);
  options->source.add(*command, false);
  command->add_flag("--json", options->asJson, "Kernels and diagnostics as JSON on stdout, for programs");
  command->footer("Example:\n  heddle check saxpy.hd --diagnostics json");
  return [options] { options->asJson ? checkForPrograms(*options) : check(*options); };
}

} // namespace hd::cli
