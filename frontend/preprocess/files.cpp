// Search of include files and reading with reasons.
#include "frontend/preprocess/files.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace fs = std::filesystem;

namespace hd::preprocess {

namespace {
constexpr uintmax_t kMaxFileBytes = 256u << 20;
constexpr std::string_view kEmbeddedFolder = "<heddle>/";

constexpr CudaHeader kCudaHeaders[] = {
    {"cuda_fp4", "4-bit floating point is", "use `float` or cuda_fp8.h"},
    {"cuda_fp6", "6-bit floating point is", "use `float` or cuda_fp8.h"},
};
} // namespace

const CudaHeader *findCudaHeader(std::string_view name) {
  for (const CudaHeader &header : kCudaHeaders)
    if (name.starts_with(header.begin))
      return &header;
  return nullptr;
}

std::string embeddedPath(std::string_view name) { return std::string(kEmbeddedFolder) + std::string(name); }

std::optional<std::string> readFile(const std::string &path, std::string &reason) {
  std::error_code error;
  auto status = fs::status(path, error);
  if (!fs::exists(status)) {
    reason = error && error.value() != ENOENT ? error.message() : "no such file";
    return std::nullopt;
  }
  if (fs::is_directory(status)) {
    reason = "it is a folder";
    return std::nullopt;
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    reason = std::strerror(errno);
    return std::nullopt;
  }
  if (fs::is_regular_file(status) && fs::file_size(path, error) > kMaxFileBytes) {
    reason = "it is larger than 256 MiB";
    return std::nullopt;
  }
  std::string text;
  char buffer[1 << 16];
  while (stream.read(buffer, sizeof buffer) || stream.gcount() > 0) {
    text.append(buffer, size_t(stream.gcount()));
    if (text.size() > kMaxFileBytes) {
      reason = "it is larger than 256 MiB";
      return std::nullopt;
    }
  }
  if (stream.bad()) {
    reason = std::strerror(errno);
    return std::nullopt;
  }
  return text;
}

std::optional<Located> locate(const std::string &name, bool isQuoted, const std::string &includer,
                              const Options &options, std::string &searched) {
  std::error_code error;
  bool inEmbedded = includer.starts_with(kEmbeddedFolder);
  std::vector<fs::path> folders;
  if (isQuoted && !inEmbedded)
    folders.push_back(fs::path(includer).parent_path());
  folders.insert(folders.end(), options.includeDirs.begin(), options.includeDirs.end());
  if (fs::path(name).is_absolute())
    folders = {fs::path()};
  if (options.onlyEmbedded)
    folders.clear();
  for (const fs::path &folder : folders) {
    fs::path candidate = (folder / name).lexically_normal();
    if (fs::is_regular_file(candidate, error))
      return Located{candidate.string(), std::nullopt};
    searched += (searched.empty() ? "`" : ", `") + (folder.empty() ? "." : folder.string()) + "`";
  }
  if (options.embedded)
    if (auto text = options.embedded(name))
      return Located{embeddedPath(name), text};
  searched += searched.empty() ? "the headers of heddle" : " and the headers of heddle";
  return std::nullopt;
}

} // namespace hd::preprocess
