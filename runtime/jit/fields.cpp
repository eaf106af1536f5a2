// The keys of both directions, each written and read side by side.
#include "runtime/jit/fields.h"

#include <charconv>

namespace hd::jit {
namespace {

constexpr std::string_view kTrue = "1";

bool readFlag(bool &flag, std::string_view value) {
  flag = true;
  return value == kTrue;
}

// `text` belongs to the file named last; there must be one.
bool readText(Request &request, std::string_view value) {
  if (request.files.empty())
    return false;
  request.files.back().text = value;
  return true;
}

bool readLevel(Request &request, std::string_view value) {
  if (value.size() != 1 || value[0] < '0' || value[0] > '3')
    return false;
  request.optimization = unsigned(value[0] - '0');
  return true;
}

bool readJobs(Request &request, std::string_view value) {
  const char *end = value.data() + value.size();
  auto [at, error] = std::from_chars(value.data(), end, request.jobs);
  return error == std::errc() && at == end;
}

// NAME=TEXT
void readDefine(Request &request, std::string_view value) {
  size_t equals = std::min(value.find('='), value.size());
  request.defines.emplace_back(value.substr(0, equals), value.substr(std::min(equals + 1, value.size())));
}

} // namespace

void writeRequest(const Request &request, const FieldSink &sink) {
  for (const SourceFile &file : request.files) {
    sink("file", file.path);
    if (file.text)
      sink("text", *file.text);
  }
  if (!request.ir.empty()) {
    sink("ir", request.ir);
    sink("ir-producer", request.irProducer);
  }
  for (const std::string &dir : request.includeDirs)
    sink("include", dir);
  for (const auto &[name, value] : request.defines)
    sink("define", name + "=" + value);
  for (const std::string &kernel : request.kernels)
    sink("kernel", kernel);
  for (const std::string &target : request.targets)
    sink("target", target);
  sink("emit", request.emit);
  sink("module-name", request.moduleName);
  sink("optimization", std::string(1, char('0' + request.optimization)));
  if (request.jobs != 0)
    sink("jobs", std::to_string(request.jobs));
  const std::pair<const char *, bool> flags[] = {
      {"fast-math", request.fastMath},  {"debug-lines", request.debugLines}, {"check", request.check},
      {"carry-ir", request.carryIR},    {"header", request.header},          {"color", request.color},
      {"json", request.jsonDiagnostics}};
  for (auto [key, value] : flags)
    if (value)
      sink(key, kTrue);
}

bool readRequestField(Request &request, std::string_view key, std::string_view value) {
  if (key == "file")
    request.files.push_back({std::string(value), std::nullopt});
  else if (key == "text")
    return readText(request, value);
  else if (key == "ir")
    request.ir = value;
  else if (key == "ir-producer")
    request.irProducer = value;
  else if (key == "include")
    request.includeDirs.emplace_back(value);
  else if (key == "define")
    readDefine(request, value);
  else if (key == "kernel")
    request.kernels.emplace_back(value);
  else if (key == "target")
    request.targets.emplace_back(value);
  else if (key == "emit")
    request.emit = value;
  else if (key == "module-name")
    request.moduleName = value;
  else if (key == "optimization")
    return readLevel(request, value);
  else if (key == "jobs")
    return readJobs(request, value);
  else if (key == "fast-math")
    return readFlag(request.fastMath, value);
  else if (key == "debug-lines")
    return readFlag(request.debugLines, value);
  else if (key == "check")
    return readFlag(request.check, value);
  else if (key == "carry-ir")
    return readFlag(request.carryIR, value);
  else if (key == "header")
    return readFlag(request.header, value);
  else if (key == "color")
    return readFlag(request.color, value);
  else if (key == "json")
    return readFlag(request.jsonDiagnostics, value);
  else
    return false;
  return true;
}

void writeResult(const Result &result, const FieldSink &sink) {
  sink("output", result.output);
  sink("header", result.header);
  sink("diagnostics", result.diagnostics);
  for (const FileRead &file : result.files) {
    sink("read", file.path);
    sink("digest", file.digest);
  }
}

bool readResultField(Result &result, std::string_view key, std::string_view value) {
  if (key == "output")
    result.output = value;
  else if (key == "header")
    result.header = value;
  else if (key == "diagnostics")
    result.diagnostics = value;
  else if (key == "read")
    result.files.push_back({std::string(value), {}});
  else if (key == "digest" && !result.files.empty())
    result.files.back().digest = value;
  else
    return false;
  return true;
}

} // namespace hd::jit
