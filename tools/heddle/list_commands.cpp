// heddle devices, heddle targets, heddle cache: what is here.
#include "heddle/heddle.h"
#include "runtime/jit/cache.h"
#include "runtime/jit/client.h"
#include "tools/heddle/commands.h"
#include "tools/heddle/failure.h"

#include <memory>

namespace hd::cli {
namespace {

// What the device runs, the best first: `; runs cpu:avx512, cpu:avx2`.
std::string targetsOf(const std::string &name) {
  auto device = Device::open(name);
  std::string list;
  if (device)
    for (const std::string &target : device->properties().targets)
      list += (list.empty() ? "; runs " : ", ") + target;
  return list;
}

void listDevices() {
  for (const DeviceInfo &info : Device::list())
    if (info.status.ok())
      fmt::print("{:<12}{}{}\n", info.name, info.description, targetsOf(info.name));
    else
      fmt::print("{:<12}not available: {}\n", info.name, info.status.message());
}

void listTargets() {
  jit::Request request;
  request.emit = "targets";
  jit::Result result = jit::runCompiler(request);
  report(result);
  for (size_t at = 0; at < result.output.size();) {
    size_t end = result.output.find('\n', at), tab = result.output.find('\t', at);
    fmt::print("{:<16}{}\n", result.output.substr(at, tab - at),
               result.output.substr(tab + 1, end - tab - 1));
    at = end + 1;
  }
}

std::string inUnits(uint64_t bytes) {
  return bytes < 1024          ? fmt::format("{} bytes", bytes)
         : bytes < 1024 * 1024 ? fmt::format("{:.1f} KiB", double(bytes) / 1024)
                               : fmt::format("{:.1f} MiB", double(bytes) / (1024 * 1024));
}

jit::Cache openCache() {
  std::string directory = jit::defaultCacheDirectory();
  if (directory.empty())
    usageError("there is no cache: none of HEDDLE_CACHE_DIR, XDG_CACHE_HOME and HOME is set");
  auto limit = jit::configuredCacheLimit();
  if (!limit)
    usageError("HEDDLE_CACHE_SIZE takes a number of bytes, or one with the suffix K, M or G");
  return jit::Cache(directory, *limit,
                    [](const std::string &message) { fmt::print(stderr, "heddle: warning: {}\n", message); });
}

void showCache() {
  jit::Cache cache = openCache();
  jit::Cache::Summary summary = cache.summary();
  fmt::print("directory  {}\nmodules    {}\nsize       {} of {}\n", cache.directory(), summary.entries,
             inUnits(summary.bytes), inUnits(cache.limitBytes()));
}

void clearCache() {
  jit::Cache::Summary removed = openCache().clear();
  fmt::print(stderr, "removed {} modules, {}\n", removed.entries, inUnits(removed.bytes));
}

} // namespace

Command addDevices(CLI::App &app) {
  app.add_subcommand("devices", "List the devices of this machine");
  return listDevices;
}

Command addTargets(CLI::App &app) {
  app.add_subcommand("targets", "List what can be compiled for");
  return listTargets;
}

Command addCache(CLI::App &app) {
  CLI::App *command = app.add_subcommand("cache", "Show or clear the cache of compiled kernels");
  CLI::App *clear = command->add_subcommand("clear", "Remove every compiled kernel from the cache");
  command->footer("Environment:\n"
                  "  HEDDLE_CACHE_DIR   its directory (default $XDG_CACHE_HOME/heddle or ~/.cache/heddle)\n"
                  "  HEDDLE_CACHE_SIZE  its limit, e.g. 512M (default 1G); the least recently used go first");
  return [clear] { *clear ? clearCache() : showCache(); };
}

} // namespace hd::cli
