// The linker's build id: a hash of the library's content in an ELF note, found by its program headers.
#include "runtime/jit/client.h"
#include "runtime/jit/digest.h"

#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hd::jit {
namespace {

constexpr size_t kMaxNoteBytes = 4096;

class OpenFile {
public:
  explicit OpenFile(const std::string &path) : file_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~OpenFile() {
    if (file_ >= 0)
      close(file_);
  }
  bool readAt(uint64_t offset, void *into, size_t size) const {
    return pread(file_, into, size, off_t(offset)) == ssize_t(size);
  }
  int number() const { return file_; }

private:
  int file_;
};

// The notes of one segment: name size, description size, type, then both padded to 4 bytes.
std::string buildIdIn(std::string_view notes) {
  while (notes.size() >= sizeof(Elf64_Nhdr)) {
    Elf64_Nhdr note;
    std::memcpy(&note, notes.data(), sizeof note);
    size_t nameSize = (size_t(note.n_namesz) + 3) & ~size_t(3);
    size_t descSize = (size_t(note.n_descsz) + 3) & ~size_t(3);
    notes.remove_prefix(sizeof note);
    if (nameSize + descSize > notes.size())
      break;
    if (note.n_type == NT_GNU_BUILD_ID && notes.substr(0, note.n_namesz) == std::string_view("GNU\0", 4))
      return digestOf(notes.substr(nameSize, note.n_descsz));
    notes.remove_prefix(nameSize + descSize);
  }
  return "";
}

} // namespace

std::string compilerBuildId(const std::string &path) {
  OpenFile file(path);
  Elf64_Ehdr header;
  if (!file.readAt(0, &header, sizeof header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
    return "";
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    if (!file.readAt(header.e_phoff + uint64_t(i) * header.e_phentsize, &segment, sizeof segment))
      return "";
    if (segment.p_type != PT_NOTE || segment.p_filesz > kMaxNoteBytes)
      continue;
    std::string notes(segment.p_filesz, '\0');
    if (!file.readAt(segment.p_offset, notes.data(), notes.size()))
      return "";
    if (std::string id = buildIdIn(notes); !id.empty())
      return id;
  }
  // Linked without one: its size and time of change, as ccache does.
  struct stat status;
  if (fstat(file.number(), &status) != 0)
    return "";
  return DigestBuilder()
      .add(std::to_string(status.st_size))
      .add(std::to_string(status.st_mtim.tv_sec) + "." + std::to_string(status.st_mtim.tv_nsec))
      .finish();
}

} // namespace hd::jit
