// POSIX files.
#include "runtime/jit/file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hd::jit {
namespace {

constexpr size_t kChunk = 64 << 10;
constexpr size_t kMaxFileBytes = 256 << 20; // as for sources; a device file may have no end

// -1 with errno set on failure.
ssize_t readSome(int file, char *into, size_t size) {
  ssize_t got;
  do
    got = read(file, into, size);
  while (got < 0 && errno == EINTR);
  return got;
}

} // namespace

std::optional<std::string> readFile(const std::string &path, std::string *reason) {
  int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat status = {};
  std::string content;
  bool ok = file >= 0 && fstat(file, &status) == 0;
  if (ok && S_ISREG(status.st_mode))
    content.reserve(size_t(status.st_size) + 1);
  while (ok) {
    size_t size = content.size();
    content.resize(size + std::max(kChunk, content.capacity() - size));
    ssize_t got = readSome(file, content.data() + size, content.size() - size);
    content.resize(size + size_t(std::max<ssize_t>(got, 0)));
    ok = got >= 0;
    if (got == 0)
      break;
    if (content.size() > kMaxFileBytes) {
      errno = EFBIG;
      ok = false;
    }
  }
  if (!ok && reason)
    *reason = std::strerror(errno);
  if (file >= 0)
    close(file);
  if (!ok)
    return std::nullopt;
  return content;
}

bool writeFile(const std::string &path, std::string_view content, std::string &reason) {
  int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  bool ok = file >= 0;
  while (ok && !content.empty()) {
    ssize_t put = write(file, content.data(), content.size());
    if (put > 0)
      content.remove_prefix(size_t(put));
    else
      ok = put < 0 && errno == EINTR;
  }
  if (!ok)
    reason = std::strerror(errno);
  if (file >= 0 && close(file) != 0 && ok) {
    reason = std::strerror(errno);
    ok = false;
  }
  return ok;
}

} // namespace hd::jit
