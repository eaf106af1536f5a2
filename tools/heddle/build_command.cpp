// heddle build: source files to a module, an object, or the text of a stage.
#include "runtime/jit/client.h"
#include "runtime/jit/file.h"
#include "tools/heddle/commands.h"
#include "tools/heddle/failure.h"

#include <cstdio>
#include <memory>

namespace hd::cli {
namespace {

struct BuildOptions {
  std::vector<std::string> files, targets = {"cpu"};
  std::string output, emit, header, depfile;
  bool leaveOutIR = false, check = false;
  SourceOptions source;
};

// Those of all targets; backends have more.
std::string kindNames() {
  std::string names;
  for (const jit::EmitKind &kind : jit::kEmitKinds)
    names += (names.empty() ? "" : ", ") + std::string(kind.name);
  return names;
}

void write(const std::string &path, const std::string &content) {
  std::string reason;
  if (path == "-") {
    if (std::fwrite(content.data(), 1, content.size(), stdout) != content.size() || std::fflush(stdout) != 0)
      usageError("cannot write to standard output");
  } else if (!jit::writeFile(path, content, reason)) {
    usageError("cannot write `{}`: {}", path, reason);
  }
}

// A make rule: the output depends on every file that was read.
std::string dependencies(const std::string &output, const jit::Result &result) {
  std::string rule = output + ":";
  for (const jit::FileRead &file : result.files) {
    rule += " \\\n  ";
    for (char c : file.path)
      rule += c == ' ' || c == '#' ? std::string("\\") + c : c == '$' ? "$$" : std::string(1, c);
  }
  return rule + "\n";
}

void build(BuildOptions options) {
  bool onlyHeader = options.output.empty() && !options.header.empty();
  if (options.emit.empty())
    options.emit = options.header.empty() ? "module" : "obj";
  if (!options.header.empty() && options.emit != "obj")
    usageError("--header goes with --emit obj; found --emit {}", options.emit);
  if (options.output.empty() && !onlyHeader && (options.emit == "obj" || options.emit == "module"))
    usageError("-o is missing: where to write the {}", options.emit == "obj" ? "object" : "module");
  jit::Request request = options.source.request(options.files);
  request.targets = options.targets;
  request.emit = options.emit;
  request.carryIR = !options.leaveOutIR;
  request.header = !options.header.empty();
  request.check = options.check;
  jit::Result result = jit::runCompiler(request);
  report(result);
  if (options.output.empty() && !onlyHeader) {
    if (result.output.find('\0') != std::string::npos)
      usageError("-o is missing: where to write the {}, which is no text", options.emit);
    options.output = "-";
  }
  if (!options.header.empty())
    write(options.header, result.header);
  if (!onlyHeader)
    write(options.output, result.output);
  if (!options.depfile.empty())
    write(options.depfile, dependencies(onlyHeader ? options.header : options.output, result));
}

} // namespace

Command addBuild(CLI::App &app) {
  auto options = std::make_shared<BuildOptions>();
  CLI::App *command = app.add_subcommand("build", "Compile kernels ahead of time");
  command->add_option("FILE", options->files, "Kernel source (.hd, .cu)")->required()->type_name("");
  command->add_option("-o", options->output, "Output file; `-` is stdout, which text goes to without -o")
      ->type_name("OUT");
  addRepeated(*command, "--target", options->targets,
              "What to compile for, e.g. cpu:avx2,cpu:avx512; see heddle targets")
      ->delimiter(',')
      ->type_name("TARGET,...");
  command
      ->add_option("--emit", options->emit,
                   "What to write (default module): " + kindNames() +
                       ", or what the targets' backends offer (see heddle targets)")
      ->type_name("KIND");
  command->add_flag("--no-ir", options->leaveOutIR,
                    "Leave out the IR that other targets can be compiled from when the module is loaded");
  options->source.addKernels(*command);
  options->source.add(*command, true);
  command->add_flag("--check", options->check,
                    "For the checker: what heddle run --check and C++ programs run");
  command
      ->add_option("--header", options->header,
                   "Also write a C++ header with typed launch functions; implies --emit obj")
      ->type_name("FILE.h");
  command->add_option("--depfile", options->depfile, "Also write the files that were read, as a make rule")
      ->type_name("FILE.d");
  command->footer("Examples:\n"
                  "  heddle build saxpy.hd -o saxpy.hdm\n"
                  "  heddle build saxpy.hd -o saxpy.hdm --target cpu:avx2,cpu:avx512\n"
                  "  heddle build saxpy.hd --emit hd-opt\n"
                  "  heddle build saxpy.hd --emit asm --target cpu:avx512\n"
                  "  heddle build saxpy.hd -o saxpy.o --emit obj --header saxpy.h");
  return [options] { build(*options); };
}

} // namespace hd::cli
