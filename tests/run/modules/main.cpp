// Runs the tests of a plan on the devices of this machine, as run_test.py does where there are sources and a
// compiler: run_modules PLAN [--heddle PATH] [--devices NAME,...] [--jobs N]
// [--limit SECONDS]. Each launch is a process of its own, so that a fault on a device takes nothing else with
// it. Behind the limit no further test starts, and the table says how many are missing.
#include "heddle/heddle.h"
#include "tests/run/modules/outcome.h"
#include "tests/run/modules/plan.h"
#include "tests/run/modules/process.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <optional>
#include <sstream>
#include <thread>

namespace hd::test {
namespace {

constexpr int kRunFailed = 3, kUnsupported = 4; // exit codes of `heddle run`
constexpr std::chrono::seconds kLimit(60);

struct Options {
  std::string plan, heddle;
  std::vector<std::string> devices;
  unsigned jobs = std::max(1u, std::thread::hardware_concurrency());
  std::chrono::seconds limit = std::chrono::hours(24);
};

// All that execute kernels; a device whose targets can be forced by name once for each of them.
std::vector<std::string> presentDevices() {
  std::vector<std::string> names;
  for (const DeviceInfo &info : Device::list()) {
    auto device = info.status ? Device::open(info.name) : hd::Result<Device>(info.status);
    if (!device || !device->properties().executes_kernels)
      continue;
    size_t before = names.size();
    for (const std::string &target : device->properties().targets)
      if (target.starts_with(info.name + ":"))
        names.push_back(target);
    if (names.size() == before)
      names.push_back(info.name);
  }
  return names;
}

std::vector<std::string> split(const std::string &text, char separator) {
  std::vector<std::string> parts;
  std::istringstream list(text);
  for (std::string part; std::getline(list, part, separator);)
    parts.push_back(part);
  return parts;
}

bool same(Number found, Number expected, double tolerance) {
  if (std::isnan(expected) || std::isnan(found))
    return std::isnan(expected) && std::isnan(found);
  return found == expected ||
         std::fabs(found - expected) <= tolerance * std::max(std::fabs(expected), 1e-30L);
}

std::string shown(Number value) {
  char text[64];
  std::snprintf(text, sizeof text, "%.17Lg", value);
  return text;
}

// Each argument is a line behind what the kernel prints.
std::string checkOutput(const Launch &launch, const std::string &output) {
  std::vector<std::string> lines = split(output, '\n');
  size_t arguments = launch.expectations.size();
  if (lines.size() < arguments)
    return "printed " + std::to_string(lines.size()) + " lines, expected " + std::to_string(arguments);
  for (size_t i = 0; i < arguments; ++i) {
    const Expectation &expected = launch.expectations[i];
    std::vector<Number> found;
    for (const std::string &word : split(lines[lines.size() - arguments + i], ' '))
      found.push_back(parseNumber(word));
    std::string where = "argument " + std::to_string(expected.argument);
    if (found.size() != expected.values.size())
      return where + " has " + std::to_string(found.size()) + " values, expected " +
             std::to_string(expected.values.size());
    for (size_t at = 0; at < found.size(); ++at)
      if (!same(found[at], expected.values[at], expected.tolerance))
        return where + "[" + std::to_string(at) + "] is " + shown(found[at]) + ", expected " +
               shown(expected.values[at]);
  }
  lines.resize(lines.size() - arguments);
  std::sort(lines.begin(), lines.end());
  return launch.prints && lines != launch.printed ? "printed other lines than expected" : "";
}

std::string firstLine(const std::string &text) { return text.substr(0, text.find('\n')); }

// Without the module's name, so that tests with one reason are told together.
std::string skipReason(const std::string &errors) {
  std::string why = firstLine(errors);
  size_t name = why.find("module `"), end = name == why.npos ? why.npos : why.find('`', name + 8);
  return end == why.npos ? why : why.erase(name + 6, end + 1 - (name + 6));
}

// Adds the output to `outputs` when it is to be the same on all devices.
Outcome runLaunch(const Options &options, const Test &test, const Launch &launch, const std::string &device,
                  std::optional<std::string> &output) {
  std::vector<std::string> command{
      options.heddle, "run", (std::filesystem::path(options.plan).parent_path() / test.module).string()};
  command.insert(command.end(), launch.arguments.begin(), launch.arguments.end());
  command.insert(command.end(), {"--device", device});
  for (const Expectation &expectation : launch.expectations)
    command.insert(command.end(), {"--print", std::to_string(expectation.argument)});
  Ended ended = runProcess(command, kLimit);
  if (ended.code == kUnsupported)
    return {Result::skipped, skipReason(ended.errors)};
  std::string exit = "exit code " + std::to_string(ended.code) + ": " + firstLine(ended.errors);
  if (!launch.failure.empty()) {
    bool failed = ended.code == kRunFailed && ended.errors.find(launch.failure) != std::string::npos;
    return {failed ? Result::passed : Result::failed, failed ? "" : exit};
  }
  if (ended.code != 0)
    return {Result::failed, exit};
  std::string fault = checkOutput(launch, ended.output);
  if (!launch.prints) {
    // The sign of a NaN is left open by IEEE 754.
    for (size_t at; (at = ended.output.find("-nan")) != std::string::npos;)
      ended.output.erase(at, 1);
    output = ended.output;
  }
  return {fault.empty() ? Result::passed : Result::failed, fault};
}

std::optional<std::string> exception(const Test &test, const std::string &device) {
  for (const auto &[name, reason] : test.notOn)
    if (device == name || device.starts_with(name + ":"))
      return reason;
  return std::nullopt;
}

Outcome runTest(const Options &options, const Test &test, const std::string &device,
                std::vector<std::map<std::string, std::string>> &outputs) {
  if (auto reason = exception(test, device))
    return {Result::excepted, *reason};
  Outcome worst;
  for (size_t i = 0; i < test.launches.size(); ++i) {
    std::optional<std::string> output;
    Outcome outcome = runLaunch(options, test, test.launches[i], device, output);
    if (output)
      outputs[i][device] = *output;
    if (outcome.result == Result::skipped)
      return outcome;
    if (outcome.result != Result::passed && worst.result == Result::passed)
      worst = outcome;
  }
  return worst;
}

Report runOnDevices(const Options &options, const Test &test) {
  Report report{test.name, {}, {}};
  std::vector<std::map<std::string, std::string>> outputs(test.launches.size());
  for (const std::string &device : options.devices)
    report.devices[device] = runTest(options, test, device, outputs);
  for (size_t i = 0; i < outputs.size(); ++i)
    for (const auto &[device, output] : outputs[i])
      if (output != outputs[i].begin()->second)
        report.differences.push_back("launch " + std::to_string(i + 1) + ": " + device + " and " +
                                     outputs[i].begin()->first + " differ");
  return report;
}

std::vector<Report> runAll(const Options &options, const std::vector<Test> &tests) {
  std::vector<Report> reports(tests.size());
  std::atomic<size_t> next{0};
  const auto until = std::chrono::steady_clock::now() + options.limit;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < options.jobs; ++i)
    threads.emplace_back([&] {
      for (size_t at; (at = next++) < tests.size();)
        reports[at] = std::chrono::steady_clock::now() < until ? runOnDevices(options, tests[at])
                                                               : Report{tests[at].name, {}, {}};
    });
  for (std::thread &thread : threads)
    thread.join();
  return reports;
}

Options parse(int argc, char **argv) {
  Options options;
  options.heddle = (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "heddle").string();
  for (int i = 1; i < argc; ++i) {
    std::string word = argv[i];
    bool named = word.starts_with("--");
    std::string value = named && i + 1 < argc ? argv[++i] : "";
    if (word == "--heddle")
      options.heddle = value;
    else if (word == "--devices")
      options.devices = split(value, ',');
    else if (word == "--limit")
      options.limit = std::chrono::seconds(std::max(1, std::atoi(value.c_str())));
    else if (word == "--jobs")
      options.jobs = static_cast<unsigned>(std::max(1, std::atoi(value.c_str())));
    else if (!named && options.plan.empty())
      options.plan = word;
    else {
      std::fprintf(stderr, "run_modules: unexpected `%s`\n", word.c_str());
      std::exit(2);
    }
  }
  if (options.devices.empty())
    options.devices = presentDevices();
  return options;
}

} // namespace
} // namespace hd::test

int main(int argc, char **argv) {
  hd::test::Options options = hd::test::parse(argc, argv);
  std::vector<hd::test::Test> tests = hd::test::readPlan(options.plan);
  return hd::test::printReports(hd::test::runAll(options, tests), options.devices) ? 0 : 1;
}
