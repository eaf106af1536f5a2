// Finding, opening and calling libheddle_compiler.so.
#include "runtime/jit/client.h"

#include "runtime/jit/compiler/abi.h"
#include "runtime/jit/fields.h"

#include <cstdlib>
#include <dlfcn.h>
#include <mutex>
#include <unistd.h>

namespace hd::jit {
namespace {

constexpr std::string_view kLibrary = "libheddle_compiler.so";

std::string executableDirectory() {
  char path[4096];
  ssize_t size = readlink("/proc/self/exe", path, sizeof path);
  if (size <= 0 || size_t(size) == sizeof path)
    return "";
  std::string_view view(path, size_t(size));
  return std::string(view.substr(0, view.rfind('/')));
}

struct Library {
  decltype(&hd_compiler_run) run = nullptr;
  std::string error;
};

Library openLibrary() {
  Library library;
  std::string path = findCompiler(&library.error);
  if (path.empty())
    return library;
  void *handle = dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (handle)
    library.run = reinterpret_cast<decltype(&hd_compiler_run)>(dlsym(handle, HD_COMPILER_ENTRY));
  if (!library.run)
    library.error = std::string("cannot load the compiler: ") + dlerror();
  return library;
}

// A failure to open is tried again at the next call: the environment may have been put right.
Library loadLibrary() {
  static std::mutex mutex;
  static Library library;
  std::lock_guard lock(mutex);
  if (!library.run)
    library = openLibrary();
  return library;
}

void receive(void *context, const hd_compiler_field *field) {
  readResultField(*static_cast<Result *>(context), field->key, {field->data, field->size});
}

} // namespace

std::string findCompiler(std::string *reason) {
  if (const char *path = std::getenv("HEDDLE_COMPILER"); path && *path) {
    if (access(path, R_OK) == 0)
      return path;
    if (reason)
      *reason =
          std::string("cannot find the compiler: HEDDLE_COMPILER names `") + path + "`, which cannot be read";
    return "";
  }
  std::string searched;
  for (const std::string &directory :
       {executableDirectory() + "/../lib", std::string(HD_COMPILER_DIRECTORY)}) {
    std::string path = directory + "/" + std::string(kLibrary);
    if (access(path.c_str(), R_OK) == 0)
      return path;
    searched += (searched.empty() ? "`" : " and `") + path + "`";
  }
  if (reason)
    *reason = "cannot find the compiler: looked for " + searched + "; set HEDDLE_COMPILER to its path";
  return "";
}

Result runCompiler(const Request &request) {
  Result result;
  Library library = loadLibrary();
  if (!library.run) {
    result.outcome = Outcome::Usage;
    result.diagnostics = "heddle: error: " + library.error + "\n";
    return result;
  }
  // Values may be temporaries of the writer: kept here until the call returns.
  std::vector<std::pair<const char *, std::string>> values;
  writeRequest(request, [&](const char *key, std::string_view value) { values.emplace_back(key, value); });
  std::vector<hd_compiler_field> fields;
  for (const auto &[key, value] : values)
    fields.push_back({key, value.data(), value.size()});
  result.outcome = Outcome(library.run(fields.data(), fields.size(), receive, &result));
  return result;
}

} // namespace hd::jit
