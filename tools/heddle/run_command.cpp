// heddle run: one kernel on a device, its arguments from the command line and .npy files.
#include "heddle/heddle.h"
#include "runtime/abi/features.h"
#include "runtime/abi/module_file.h"
#include "runtime/jit/compile.h"
#include "runtime/jit/file.h"
#include "tools/heddle/arguments.h"
#include "tools/heddle/commands.h"
#include "tools/heddle/failure.h"
#include "tools/heddle/finding_text.h"
#include "tools/heddle/suggest.h"
#include "tools/heddle/value_text.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

namespace hd::cli {
namespace {

struct RunOptions {
  std::string file, kernel, grid, block, device = "cpu";
  std::vector<std::string> arguments, saves, prints;
  uint32_t shared = 0;
  double timeout = 0; // seconds; 0: none
  uint32_t repeats = 0;
  bool check = false;
  SourceOptions source;
};

uint64_t parseNumber(std::string_view text, std::string_view option, const char *expected) {
  uint64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size())
    usageError("{} takes {}; found `{}`", option, expected, text);
  return value;
}

// X[,Y,Z], each from 1 to 2^32-1; the device's own limits are checked by the launch.
Dim3 parseDim(const std::string &text, const char *option) {
  uint64_t values[3] = {1, 1, 1};
  size_t count = 0;
  for (size_t at = 0; at <= text.size(); ++count) {
    size_t end = std::min(text.find(',', at), text.size());
    if (count == 3)
      usageError("{} takes X[,Y,Z]; found `{}`", option, text);
    values[count] = parseNumber(std::string_view(text).substr(at, end - at), option, "X[,Y,Z]");
    if (values[count] == 0 || values[count] > UINT32_MAX)
      usageError("{} takes sizes from 1 to {}; found {} in `{}`", option, UINT32_MAX, values[count], text);
    at = end + 1;
  }
  return Dim3(values[0], values[1], values[2]);
}

// INDEX of an ARG, counted from 0, that is a buffer.
const Argument &bufferAt(std::string_view index, std::string_view option,
                         const std::vector<Argument> &arguments) {
  uint64_t i = parseNumber(index, option, "the index of an argument, counted from 0");
  if (i >= arguments.size())
    usageError("{} {}: there are only {} arguments, counted from 0", option, i, arguments.size());
  if (!arguments[i].isBuffer())
    usageError("{} {}: that argument is a value, not a buffer", option, i);
  return arguments[i];
}

struct Save {
  const Argument *argument;
  std::string path;
};

Save parseSave(const std::string &text, const std::vector<Argument> &arguments) {
  size_t equals = text.find('=');
  if (equals == text.npos || equals + 1 == text.size())
    usageError("--save takes INDEX=FILE.npy; found `{}`", text);
  return {&bufferAt(text.substr(0, equals), "--save", arguments), text.substr(equals + 1)};
}

struct Print {
  const Argument *argument;
  uint64_t count; // of scalars
};

Print parsePrint(const std::string &text, const std::vector<Argument> &arguments) {
  size_t colon = std::min(text.find(':'), text.size());
  const Argument &argument = bufferAt(text.substr(0, colon), "--print", arguments);
  uint64_t all = argument.content.bytes / scalarBytes(argument.content.scalar);
  if (colon == text.size())
    return {&argument, all};
  return {&argument, std::min(all, parseNumber(text.substr(colon + 1), "--print", "INDEX or INDEX:COUNT"))};
}

std::vector<std::byte> readBack(const Argument &argument, uint64_t bytes) {
  std::vector<std::byte> data(bytes);
  if (bytes > 0)
    require(argument.buffer.view().slice(0, bytes).copy_to_bytes(data.data(), bytes));
  return data;
}

void save(const Save &what) {
  const BufferContent &content = what.argument->content;
  writeNpy(what.path, content.scalar, content.shape, readBack(*what.argument, content.bytes));
}

// Blanks between values; a line for each row of the last dimension.
void print(const Print &what) {
  const BufferContent &content = what.argument->content;
  uint32_t size = scalarBytes(content.scalar);
  std::vector<std::byte> data = readBack(*what.argument, what.count * size);
  uint64_t row = content.shape.size() > 1 ? content.shape.back() : what.count;
  std::string text;
  for (uint64_t i = 0; i < what.count; ++i) {
    text += formatScalar(data.data() + i * size, content.scalar);
    text += (i + 1) % row == 0 || i + 1 == what.count ? '\n' : ' ';
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
}

bool isModuleFile(const std::string &bytes) { return bytes.starts_with(abi::kModuleFileMagic); }

abi::Module readModule(const std::string &bytes, const std::string &what) {
  auto read = abi::readModule({reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size()});
  if (!read)
    usageError("`{}`: {}", what, read.error);
  return std::move(*read.module);
}

bool isForChecker(const abi::Module &module) {
  return std::ranges::any_of(module.images, [](const abi::Image &image) {
    return std::ranges::any_of(image.kernels, [](const abi::KernelImage &kernel) {
      return std::ranges::count(kernel.features, abi::features::kChecks) != 0;
    });
  });
}

// What is known of a module that comes from source text.
struct Origin {
  bool isText = false;
  std::string diagnostics; // as JSON, of the compiler
};

abi::Module obtainModule(const RunOptions &options, const Device &device, Origin &origin) {
  jit::Request request = options.source.request({options.file});
  std::string reason;
  auto text = jit::readFile(options.file, &reason);
  if (!text)
    usageError("cannot read `{}`: {}", options.file, reason);
  if (isModuleFile(*text) || options.file.ends_with(".hdm")) {
    abi::Module module = readModule(*text, options.file);
    if (options.check && !isForChecker(module))
      usageError("`{}` was not built for the checker: build it with --check, or run its source",
                 options.file);
    return module;
  }
  origin.isText = true;
  const std::vector<std::string> &targets = device.properties().targets;
  if (targets.empty())
    usageError("device `{}` has no target to compile for", options.device);
  request.targets = {targets.front()};
  request.check = options.check;
  request.files.front().text = std::move(*text);
  if (options.kernel.find('<') != std::string::npos)
    request.kernels = {options.kernel};
  jit::CompileOutcome outcome = jit::compileCached(std::move(request));
  std::fwrite(outcome.warnings.data(), 1, outcome.warnings.size(), stderr);
  if (options.check && options.source.diagnostics == "json" && outcome.result.outcome == jit::Outcome::Ok)
    origin.diagnostics =
        std::exchange(outcome.result.diagnostics, ""); // one array with what the checker finds
  report(outcome.result);
  return readModule(outcome.result.output, options.file);
}

// The only instance of the template that was asked for: the arguments of its name may be written in another
// way, `k<float>` for `k<real>`. Empty when there are several.
std::string instanceOf(const RunOptions &options, const std::vector<std::string> &names) {
  std::string pattern = options.kernel.substr(0, options.kernel.find('<')), found;
  pattern = pattern.substr(pattern.rfind(':') + 1); // names of kernels are without their namespaces
  pattern = pattern.substr(0, pattern.find_last_not_of(' ') + 1) + "<";
  if (options.kernel.find('<') == std::string::npos)
    return "";
  for (const std::string &name : names) {
    if (!name.starts_with(pattern))
      continue;
    if (!found.empty())
      return "";
    found = name;
  }
  return found;
}

Kernel findKernel(const Module &module, const RunOptions &options, bool isText) {
  std::vector<std::string> names = module.kernel_names();
  if (names.empty())
    usageError("`{}` has no kernels: no `__global__` function is defined in it", options.file);
  auto kernel = module.kernel(options.kernel);
  if (!kernel && kernel.status().code() != StatusCode::not_found)
    require(kernel.status());
  if (kernel)
    return std::move(*kernel);
  if (isText)
    if (auto instance = module.kernel(instanceOf(options, names)))
      return std::move(*instance);
  std::string all;
  for (const std::string &name : names)
    all += (all.empty() ? "`" : ", `") + name + "`";
  usageError("no kernel `{}` in `{}`, which has {}{}", options.kernel, options.file, all,
             suggestion(options.kernel, names));
}

// Waits for the launch; where a kernel cannot be stopped, the program ends at the time limit instead.
Status finish(const Device &device, const Stream &stream, double timeout) {
  if (stream.is_default())
    return device.synchronize();
  std::chrono::duration<double> limit(timeout);
  Status status = Stream(stream).synchronize(std::chrono::duration_cast<std::chrono::nanoseconds>(limit));
  if (status.code() != StatusCode::not_ready)
    return status;
  fmt::print(stderr,
             "heddle: error: the kernel is still running after {} s on device `{}`, which cannot stop it\n",
             timeout, device.properties().name);
  std::fflush(nullptr);
  std::_Exit(kRunFailed);
}

void setTimeout(const Device &device, LaunchShape &shape, double timeout) {
  if (timeout == 0)
    return;
  if (device.properties().stops_kernels) {
    shape.time_limit =
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(timeout));
    return;
  }
  auto stream = device.create_stream();
  require(stream.status());
  shape.stream = *stream;
}

// `repeats` times, or until one fails.
Status launch(const Device &device, const Kernel &kernel, const LaunchShape &shape,
              const std::vector<Argument> &arguments, uint32_t repeats, double timeout) {
  std::vector<ArgumentValue> values;
  for (const Argument &argument : arguments)
    values.push_back(*argument.value);
  std::vector<double> times;
  for (uint32_t i = 0; i < std::max(repeats, 1u); ++i) {
    auto start = std::chrono::steady_clock::now();
    if (Status status = kernel.launch_raw(shape, values); !status)
      return status;
    if (Status status = finish(device, shape.stream, timeout); !status)
      return status;
    times.push_back(
        std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count());
  }
  if (repeats == 0)
    return {};
  std::sort(times.begin(), times.end());
  fmt::print(stderr, "{}: min {:.1f} us, median {:.1f} us of {} runs\n", kernel.name(), times.front(),
             times[times.size() / 2], repeats);
  return {};
}

void requireCheckable(const RunOptions &options) {
  if (options.device != "cpu" && !options.device.starts_with("cpu:"))
    throw Failure{
        kUnsupported,
        fmt::format("--check runs on the cpu device, on any machine; found --device {}", options.device)};
}

// Of a launch with the checker: what it found is printed, what the kernel computed is still of use.
void reportFindings(const Device &device, const RunOptions &options, const std::string &compilerJson) {
  std::vector<Finding> findings = device.take_findings();
  bool asJson = options.source.diagnostics == "json";
  std::string text = asJson ? findingsAsJson(findings, compilerJson) : findingsAsText(findings);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void run(const RunOptions &options) {
  if (options.check)
    requireCheckable(options);
  LaunchShape shape;
  shape.grid = parseDim(options.grid, "--grid");
  shape.block = parseDim(options.block, "--block");
  shape.shared_bytes = options.shared;
  auto device = Device::open(options.device);
  require(device.status());
  Origin origin;
  auto module = device->load(obtainModule(options, *device, origin));
  require(module.status());
  Kernel kernel = findKernel(*module, options, origin.isText);
  std::vector<Argument> arguments = makeArguments(*device, kernel.record(), options.arguments);
  std::vector<Save> saves;
  for (const std::string &text : options.saves)
    saves.push_back(parseSave(text, arguments));
  std::vector<Print> prints;
  for (const std::string &text : options.prints)
    prints.push_back(parsePrint(text, arguments));
  setTimeout(*device, shape, options.timeout);
  Status status = launch(*device, kernel, shape, arguments, options.repeats, options.timeout);
  if (options.check)
    reportFindings(*device, options, origin.diagnostics);
  else
    require(status);
  std::for_each(saves.begin(), saves.end(), save);
  std::for_each(prints.begin(), prints.end(), print);
  require(status);
}

} // namespace

Command addRun(CLI::App &app) {
  auto options = std::make_shared<RunOptions>();
  CLI::App *command = app.add_subcommand("run", "Run one kernel");
  command->add_option("FILE", options->file, "Kernel source, or a module from heddle build")
      ->required()
      ->type_name("");
  command->add_option("ARG", options->arguments, "Arguments in the order of the kernel's parameters")
      ->type_name("");
  command->add_option("--kernel", options->kernel, "The kernel to run; of a template 'NAME<ARGS>'")
      ->required()
      ->type_name("NAME");
  command->add_option("--grid", options->grid, "Blocks in the grid")->required()->type_name("X[,Y,Z]");
  command->add_option("--block", options->block, "Threads in a block")->required()->type_name("X[,Y,Z]");
  command->add_option("--shared", options->shared, "Dynamic shared memory of a block")->type_name("BYTES");
  command->add_option("--device", options->device, "Where to run (default cpu); see heddle devices")
      ->type_name("DEV");
  addRepeated(*command, "--save", options->saves, "Write argument INDEX, counted from 0, after the run")
      ->type_name("INDEX=FILE.npy");
  addRepeated(*command, "--print", options->prints,
              "Print the first COUNT values of argument INDEX on stdout")
      ->type_name("INDEX[:COUNT]");
  command->add_flag("--check", options->check,
                    "Look for invalid accesses, reads without a value, races and divergent barriers");
  command->add_option("--time", options->repeats, "Launch REPEATS times, print the fastest and the median")
      ->type_name("REPEATS")
      ->check(CLI::Range(1u, 1000000000u));
  command->add_option("--timeout", options->timeout, "Fail when a launch takes longer than so many seconds")
      ->type_name("SECONDS")
      ->check(CLI::Range(1e-6, 1e6));
  options->source.add(*command, true);
  command->footer("Arguments:\n"
                  "  1024, 2.5, true            a scalar\n"
                  "  {1,{2.0,3}}                a struct\n"
                  "  @x.npy                     a buffer from a NumPy file\n"
                  "  zeros:TYPE:COUNT           a buffer of zeros\n"
                  "  full:TYPE:COUNT:VALUE      a buffer of one value\n"
                  "  iota:TYPE:COUNT            0, 1, 2, ...\n"
                  "  rand:TYPE:COUNT[:SEED]     floats in [0, 1), integers over all values of the type\n"
                  "TYPE: bool char uchar short ushort int uint long ulong (64 bits) float double, vectors "
                  "such as float4,\n"
                  "or the struct that the parameter points to. Negative numbers that are no digits (-inf) go "
                  "after `--`.\n"
                  "Example:\n"
                  "  heddle run saxpy.hd --kernel saxpy --grid 4 --block 256 \\\n"
                  "    1024 2.0 iota:float:1024 full:float:1024:1 --print 3:8");
  return [options] { run(*options); };
}

} // namespace hd::cli
