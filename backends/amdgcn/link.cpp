#include "backends/amdgcn/link.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

namespace hd::amdgcn {

static llvm::Expected<std::string> findLinker() {
  for (const char *name : {"ld.lld-19", "ld.lld"})
    if (auto found = llvm::sys::findProgramByName(name))
      return *found;
  if (auto found = llvm::sys::findProgramByName("ld.lld", {"/usr/lib/llvm-19/bin"}))
    return *found;
  return llvm::createStringError(
      "the amdgcn targets need LLVM's linker: no `ld.lld-19` or `ld.lld` on PATH (package lld-19)");
}

static llvm::Expected<std::string> temporaryFile(llvm::StringRef suffix) {
  llvm::SmallString<128> path;
  if (std::error_code error = llvm::sys::fs::createTemporaryFile("heddle-amdgcn", suffix, path))
    return llvm::createStringError(error, "cannot make a temporary file for the linker");
  return std::string(path);
}

static std::string contentOf(llvm::StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  return buffer ? (*buffer)->getBuffer().trim().str() : std::string();
}

// The object in `in` to the shared object in `out`; what the linker says goes to `messages`.
static llvm::Error runLinker(llvm::StringRef linker, llvm::StringRef in, llvm::StringRef out,
                             llvm::StringRef messages) {
  llvm::StringRef arguments[] = {linker, "-m", "elf64_amdgpu", "-shared", "--no-undefined", "-o", out, in};
  std::optional<llvm::StringRef> redirects[] = {"", messages, messages};
  std::string reason;
  int code = llvm::sys::ExecuteAndWait(linker, arguments, std::nullopt, redirects, 0, 0, &reason);
  if (code == 0)
    return llvm::Error::success();
  return llvm::createStringError("`" + linker.str() +
                                 "` failed: " + (reason.empty() ? contentOf(messages) : reason));
}

llvm::Expected<llvm::SmallVector<char, 0>> link(llvm::ArrayRef<char> object) {
  auto linker = findLinker();
  if (!linker)
    return linker.takeError();
  std::string paths[3];
  llvm::FileRemover removers[3];
  for (unsigned i = 0; i < 3; ++i) {
    auto path = temporaryFile(i == 0 ? "o" : i == 1 ? "so" : "txt");
    if (!path)
      return path.takeError();
    paths[i] = *path;
    removers[i].setFile(paths[i]);
  }
  std::error_code error;
  llvm::raw_fd_ostream file(paths[0], error);
  file.write(object.data(), object.size());
  file.close();
  if (error || file.has_error()) {
    file.clear_error();
    return llvm::createStringError("cannot write `" + paths[0] + "` for the linker");
  }
  if (llvm::Error failure = runLinker(*linker, paths[0], paths[1], paths[2]))
    return failure;
  auto result = llvm::MemoryBuffer::getFile(paths[1], /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!result)
    return llvm::createStringError(result.getError(), "cannot read what the linker wrote");
  llvm::StringRef bytes = (*result)->getBuffer();
  return llvm::SmallVector<char, 0>(bytes.begin(), bytes.end());
}

} // namespace hd::amdgcn
