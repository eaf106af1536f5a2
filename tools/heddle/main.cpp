// heddle: compiles kernels and runs them. Exit codes are in failure.h.
#include "tools/heddle/commands.h"
#include "tools/heddle/failure.h"
#include "tools/heddle/suggest.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <cstdio>
#include <cstring>

namespace hd::cli {
namespace {

int fail(int code, const std::string &message) {
  if (!message.empty()) // a status may hold rendered diagnostics
    fmt::print(stderr, "heddle: error: {}\n", message);
  return code;
}

// The command that the words on the command line were meant for.
const CLI::App *chosen(const CLI::App &app) {
  auto commands = app.get_subcommands();
  return commands.empty() ? &app : commands.front();
}

// Names of what may stand where an unknown word was found.
std::vector<std::string> knownWords(const CLI::App &app) {
  std::vector<std::string> words;
  for (const CLI::Option *option : chosen(app)->get_options()) {
    for (const std::string &name : option->get_lnames())
      words.push_back("--" + name);
    for (const std::string &name : option->get_snames())
      words.push_back("-" + name);
  }
  for (const CLI::App *command : chosen(app)->get_subcommands([](const CLI::App *) { return true; }))
    words.push_back(command->get_name());
  return words;
}

std::string usageMessage(const CLI::App &app, const CLI::ParseError &error) {
  std::string message = error.what();
  std::vector<std::string> unknown = app.remaining(true);
  // Before what is missing: an option that is misspelt is both.
  if (!unknown.empty()) {
    std::string word = unknown.front().substr(0, unknown.front().find('='));
    const char *kind = word.starts_with('-') ? "option" : chosen(app) == &app ? "command" : "argument";
    message = fmt::format("unknown {} `{}`{}", kind, word, suggestion(word, knownWords(app)));
  }
  std::string command = chosen(app) == &app ? "heddle" : "heddle " + chosen(app)->get_name();
  return fmt::format("{}\nSee `{} --help`.", message, command);
}

int main(int argc, char **argv) {
  CLI::App app("Heddle: CUDA-like kernels, compiled and run on any accelerator", "heddle");
  app.set_version_flag("--version", "heddle " HD_VERSION);
  app.require_subcommand(1);
  app.get_formatter()->column_width(34);
  const std::pair<const char *, Command> commands[] = {
      {"build", addBuild(app)},     {"run", addRun(app)},         {"check", addCheck(app)},
      {"devices", addDevices(app)}, {"targets", addTargets(app)}, {"cache", addCache(app)}};
  app.footer("Exit codes: 0 ok, 1 errors in the source, 2 usage, 3 a kernel failed,\n"
             "4 the device cannot run it, 70 a bug of heddle.\n"
             "`heddle COMMAND --help` has examples.");
  try {
    app.parse(argc, argv);
    for (const auto &[name, command] : commands)
      if (app.got_subcommand(name))
        command();
    return std::fflush(stdout) == 0 ? kOk : fail(kRunFailed, "cannot write to standard output");
  } catch (const CLI::ParseError &error) {
    if (error.get_exit_code() == 0)
      return app.exit(error); // --help, --version
    return fail(kUsage, usageMessage(app, error));
  } catch (const Failure &failure) {
    std::fflush(stdout);
    return fail(failure.exitCode, failure.message);
  } catch (const std::bad_alloc &) {
    return fail(kRunFailed, "out of memory");
  } catch (const std::exception &error) {
    return fail(kBug, std::string("unexpected: ") + error.what());
  }
}

} // namespace
} // namespace hd::cli

int main(int argc, char **argv) { return hd::cli::main(argc, argv); }
