#include "support.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace example {

void check(const hd::Status &status) {
  if (status)
    return;
  std::fprintf(stderr, "error: %s\n", status.to_string().c_str());
  std::exit(1);
}

std::string kernel_file(const std::string &name) {
  std::error_code error;
  std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  return (program.parent_path() / name).string();
}

} // namespace example
