// The digest of a request, and the order of cache and compiler.
#include "runtime/jit/compile.h"

#include "runtime/jit/cache.h"
#include "runtime/jit/client.h"
#include "runtime/jit/digest.h"
#include "runtime/jit/fields.h"
#include "runtime/jit/file.h"

#include <unistd.h>

namespace hd::jit {
namespace {

std::string requestDigest(Request request, const std::string &buildId) {
  request.jobs = 0; // all numbers of threads make the same module
  DigestBuilder builder;
  builder.add(buildId);
  // Line tables name the folder of the compilation.
  if (char *folder = request.debugLines ? getcwd(nullptr, 0) : nullptr) {
    builder.add(folder);
    free(folder);
  }
  writeRequest(request, [&](const char *key, std::string_view value) { builder.add(key).add(value); });
  return builder.finish();
}

// The files to check at the next lookup: all but the main one, whose text is in the request's digest.
std::vector<FileRead> includesOf(const Result &result, const std::string &mainPath) {
  std::vector<FileRead> files;
  for (const FileRead &file : result.files)
    if (file.path != mainPath)
      files.push_back(file);
  return files;
}

} // namespace

CompileOutcome compileCached(Request request, bool useCache) {
  CompileOutcome outcome;
  auto warn = [&](const std::string &message) { outcome.warnings += "heddle: warning: " + message + "\n"; };
  std::string mainPath = request.files.empty() ? "" : request.files.front().path;
  bool complete = request.files.empty();
  if (!complete) {
    SourceFile &file = request.files.front();
    if (!file.text)
      file.text = readFile(file.path); // the compiler reports a file that cannot be read
    complete = file.text.has_value();
  }
  std::string directory = defaultCacheDirectory(), compiler = findCompiler();
  auto limit = configuredCacheLimit();
  if (!limit)
    warn("HEDDLE_CACHE_SIZE is not a number of bytes, or one with the suffix K, M or G; using 1G");
  std::string buildId = useCache && complete && !directory.empty() ? compilerBuildId(compiler) : "";
  if (buildId.empty()) {
    outcome.result = runCompiler(request);
    return outcome;
  }
  Cache cache(directory, limit.value_or(Cache::kDefaultLimit), warn);
  std::string digest = requestDigest(request, buildId);
  if (auto hit = cache.find(digest)) {
    outcome.fromCache = true;
    outcome.result.output = std::move(hit->output);
    outcome.result.diagnostics = std::move(hit->diagnostics);
    return outcome;
  }
  outcome.result = runCompiler(request);
  if (outcome.result.outcome == Outcome::Ok)
    cache.store(digest, includesOf(outcome.result, mainPath),
                {outcome.result.output, outcome.result.diagnostics});
  return outcome;
}

} // namespace hd::jit
