// heddle cache, in builds without a compiler.
#include "tools/heddle/commands.h"
#include "tools/heddle/failure.h"

namespace hd::cli {

Command addCache(CLI::App &app) {
  app.add_subcommand("cache", "The cache of compiled kernels, which this build has not");
  return [] { usageError("this build of heddle has no compiler, and so no cache of compiled kernels"); };
}

} // namespace hd::cli
