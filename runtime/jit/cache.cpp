// Files of the cache: `DIGEST.manifest` (paths, one per line) and `DIGEST.entry`.
#include "runtime/jit/cache.h"

#include "runtime/jit/digest.h"
#include "runtime/jit/file.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace hd::jit {
namespace {

constexpr std::string_view kMagic = "heddle-cache-1\n";
constexpr std::string_view kManifest = ".manifest", kEntry = ".entry", kTemporary = ".tmp";
constexpr size_t kDigestDigits = 32;
constexpr auto kAbandonedAfter = std::chrono::hours(1); // a temporary file of a process that died

// Set by `find` and `store`: the last use, which eviction goes by.
void touch(const std::string &path) { utimensat(AT_FDCWD, path.c_str(), nullptr, 0); }

bool isCacheFile(const std::string &name) {
  std::string_view view = name;
  bool known = view.ends_with(kManifest) || view.ends_with(kEntry) || view.ends_with(kTemporary);
  return known && view.find_first_not_of("0123456789abcdef") == kDigestDigits;
}

struct CacheFile {
  fs::path path;
  uint64_t bytes;
  fs::file_time_type used;
};

// What another process is writing at this moment is not to be touched.
bool isBeingWritten(const CacheFile &file) {
  return file.path.extension() == kTemporary &&
         fs::file_time_type::clock::now() - file.used < kAbandonedAfter;
}

// Tolerates files that other processes remove meanwhile.
std::vector<CacheFile> listFiles(const std::string &directory) {
  std::vector<CacheFile> files;
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error)) {
    std::error_code gone;
    if (!isCacheFile(it->path().filename().string()))
      continue;
    uint64_t bytes = it->file_size(gone);
    if (gone)
      continue;
    auto used = it->last_write_time(gone);
    if (!gone)
      files.push_back({it->path(), bytes, used});
  }
  return files;
}

std::string entryDigest(const std::string &requestDigest, const std::vector<FileRead> &files) {
  DigestBuilder builder;
  builder.add(requestDigest);
  for (const FileRead &file : files)
    builder.add(file.path).add(file.digest);
  return builder.finish();
}

} // namespace

Cache::Cache(std::string directory, uint64_t limitBytes, Warn warn)
    : directory_(std::move(directory)), limitBytes_(limitBytes), warn_(std::move(warn)) {}

void Cache::warn(const std::string &message) const {
  if (warn_)
    warn_(message);
}

std::optional<CachedResult> Cache::find(const std::string &requestDigest) const {
  auto manifest = readChecked(requestDigest + std::string(kManifest));
  if (!manifest)
    return std::nullopt;
  std::vector<FileRead> files;
  for (size_t at = 0; at < manifest->size();) {
    size_t end = std::min(manifest->find('\0', at), manifest->size());
    std::string path = manifest->substr(at, end - at);
    auto text = readFile(path);
    if (!text)
      return std::nullopt; // an include is gone: the compiler will say so
    files.push_back({path, digestOf(*text)});
    at = end + 1;
  }
  auto entry = readChecked(entryDigest(requestDigest, files) + std::string(kEntry));
  if (!entry)
    return std::nullopt;
  uint64_t diagnosticsSize = 0;
  if (entry->size() < sizeof diagnosticsSize)
    return std::nullopt;
  std::memcpy(&diagnosticsSize, entry->data(), sizeof diagnosticsSize);
  if (diagnosticsSize > entry->size() - sizeof diagnosticsSize)
    return std::nullopt;
  return CachedResult{entry->substr(sizeof diagnosticsSize + diagnosticsSize),
                      entry->substr(sizeof diagnosticsSize, diagnosticsSize)};
}

void Cache::store(const std::string &requestDigest, const std::vector<FileRead> &files,
                  const CachedResult &result) const {
  std::error_code error;
  fs::create_directories(directory_, error);
  if (error)
    return warn("cannot create the cache directory `" + directory_ + "`: " + error.message());
  std::string manifest, entry;
  for (const FileRead &file : files)
    manifest.append(file.path).push_back('\0');
  uint64_t diagnosticsSize = result.diagnostics.size();
  entry.append(reinterpret_cast<const char *>(&diagnosticsSize), sizeof diagnosticsSize);
  entry.append(result.diagnostics).append(result.output);
  // The entry first: a manifest must not promise what is not there.
  if (writeChecked(entryDigest(requestDigest, files) + std::string(kEntry), entry) &&
      writeChecked(requestDigest + std::string(kManifest), manifest))
    evict();
}

// Nothing when the file is absent; a damaged one is removed and warned of.
std::optional<std::string> Cache::readChecked(const std::string &name) const {
  std::string path = directory_ + "/" + name;
  auto content = readFile(path);
  if (!content)
    return std::nullopt;
  constexpr size_t kHead = kMagic.size() + kDigestDigits;
  std::string_view view = *content;
  if (view.size() < kHead || !view.starts_with(kMagic) ||
      view.substr(kMagic.size(), kDigestDigits) != digestOf(view.substr(kHead))) {
    unlink(path.c_str());
    warn("the cache entry `" + path + "` is damaged; compiling again");
    return std::nullopt;
  }
  touch(path);
  content->erase(0, kHead);
  return content;
}

bool Cache::writeChecked(const std::string &name, const std::string &content) const {
  static std::atomic<unsigned> serial{0};
  std::string path = directory_ + "/" + name;
  std::string temporary = path + "." + std::to_string(getpid()) + "." + std::to_string(serial++);
  temporary += kTemporary;
  std::string bytes = std::string(kMagic) + digestOf(content) + content;
  std::string reason;
  if (writeFile(temporary, bytes, reason) && rename(temporary.c_str(), path.c_str()) == 0)
    return true;
  if (reason.empty())
    reason = std::strerror(errno);
  unlink(temporary.c_str());
  warn("cannot write to the cache directory `" + directory_ + "`: " + reason);
  return false;
}

// Least recently used first, down to four fifths of the limit.
void Cache::evict() const {
  std::vector<CacheFile> files = listFiles(directory_);
  uint64_t total = 0;
  std::error_code ignored; // somebody else may have removed it
  for (const CacheFile &file : files) {
    total += file.bytes;
    if (file.path.extension() == kTemporary && !isBeingWritten(file))
      fs::remove(file.path, ignored);
  }
  if (total <= limitBytes_)
    return;
  std::sort(files.begin(), files.end(), [](auto &a, auto &b) { return a.used < b.used; });
  for (const CacheFile &file : files) {
    if (total <= limitBytes_ / 5 * 4)
      break;
    if (file.path.extension() == kTemporary)
      continue;
    fs::remove(file.path, ignored);
    total -= file.bytes;
  }
}

Cache::Summary Cache::summary() const {
  Summary summary;
  for (const CacheFile &file : listFiles(directory_)) {
    summary.bytes += file.bytes;
    summary.entries += file.path.extension() == kEntry;
  }
  return summary;
}

Cache::Summary Cache::clear() const {
  Summary removed;
  for (const CacheFile &file : listFiles(directory_)) {
    if (isBeingWritten(file))
      continue;
    std::error_code error;
    fs::remove(file.path, error);
    if (error) {
      warn("cannot remove `" + file.path.string() + "`: " + error.message());
      continue;
    }
    removed.bytes += file.bytes;
    removed.entries += file.path.extension() == kEntry;
  }
  return removed;
}

std::string defaultCacheDirectory() {
  auto variable = [](const char *name) {
    const char *value = std::getenv(name);
    return std::string(value ? value : "");
  };
  if (std::string own = variable("HEDDLE_CACHE_DIR"); !own.empty())
    return own;
  if (std::string cache = variable("XDG_CACHE_HOME"); !cache.empty())
    return cache + "/heddle";
  if (std::string home = variable("HOME"); !home.empty())
    return home + "/.cache/heddle";
  return "";
}

std::optional<uint64_t> configuredCacheLimit() {
  const char *value = std::getenv("HEDDLE_CACHE_SIZE");
  if (!value || !*value)
    return Cache::kDefaultLimit;
  uint64_t size = 0;
  const char *last = value + std::strlen(value);
  auto [end, error] = std::from_chars(value, last, size);
  if (error != std::errc())
    return std::nullopt;
  if (end == last)
    return size;
  std::string_view suffix(end, size_t(last - end));
  int shift = suffix == "K" ? 10 : suffix == "M" ? 20 : suffix == "G" ? 30 : 0;
  if (shift == 0 || size > (UINT64_MAX >> shift))
    return std::nullopt;
  return size << shift;
}

} // namespace hd::jit
