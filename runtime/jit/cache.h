// The cache of compiled modules on disk, shared by all processes of a user.
//
// An entry is found in two steps, so that a warm run need not preprocess (ccache's direct mode). The
// request's digest names a manifest: the files that the compilation read. Its digest together with the
// digests of what those files hold now names the entry. Files are written beside and renamed into place:
// a reader sees a whole file or none, whatever other processes do. Every file carries a checksum.
#pragma once

#include "runtime/jit/request.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace hd::jit {

// What a hit gives back: the module's bytes and the warnings of its compilation.
struct CachedResult {
  std::string output;
  std::string diagnostics;
};

class Cache {
public:
  struct Summary {
    uint64_t entries = 0; // compiled modules
    uint64_t bytes = 0;   // all files
  };
  using Warn = std::function<void(const std::string &message)>;

  static constexpr uint64_t kDefaultLimit = uint64_t{1} << 30;

  // `directory` is made when something is stored. A damaged entry or a directory that cannot be used is a
  // warning, never a failure.
  explicit Cache(std::string directory, uint64_t limitBytes = kDefaultLimit, Warn warn = {});

  std::optional<CachedResult> find(const std::string &requestDigest) const;
  // `files`: what the compilation read besides what is part of the request's digest.
  void store(const std::string &requestDigest, const std::vector<FileRead> &files,
             const CachedResult &result) const;

  Summary summary() const;
  // Removes the cache's own files, nothing else; what could not be removed is warned of.
  Summary clear() const;

  const std::string &directory() const { return directory_; }
  uint64_t limitBytes() const { return limitBytes_; }

private:
  std::optional<std::string> readChecked(const std::string &name) const;
  bool writeChecked(const std::string &name, const std::string &content) const;
  void evict() const;
  void warn(const std::string &message) const;

  std::string directory_;
  uint64_t limitBytes_;
  Warn warn_;
};

// $HEDDLE_CACHE_DIR, else $XDG_CACHE_HOME/heddle, else ~/.cache/heddle; empty when none is known.
std::string defaultCacheDirectory();
// $HEDDLE_CACHE_SIZE: bytes, or with the suffix K, M or G; kDefaultLimit when unset. Nothing: malformed.
std::optional<uint64_t> configuredCacheLimit();

} // namespace hd::jit
