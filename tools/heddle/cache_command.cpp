// heddle cache: the compiled kernels on disk.
#include "runtime/jit/cache.h"
#include "tools/heddle/commands.h"
#include "tools/heddle/failure.h"

#include <memory>

namespace hd::cli {
namespace {

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

Command addCache(CLI::App &app) {
  CLI::App *command = app.add_subcommand("cache", "Show or clear the cache of compiled kernels");
  CLI::App *clear = command->add_subcommand("clear", "Remove every compiled kernel from the cache");
  command->footer("Environment:\n"
                  "  HEDDLE_CACHE_DIR   its directory (default $XDG_CACHE_HOME/heddle or ~/.cache/heddle)\n"
                  "  HEDDLE_CACHE_SIZE  its limit, e.g. 512M (default 1G); the least recently used go first");
  return [clear] { *clear ? clearCache() : showCache(); };
}

} // namespace hd::cli
