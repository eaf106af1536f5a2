#include "support.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace example {

void check(const hd::Status &status) {
  if (status)
    return;
  std::fprintf(stderr, "error: %s\n", status.to_string().c_str());
  std::exit(1);
}

hd::Device open_device(int &argc, char **argv) {
  const char *name = "cpu";
  for (int i = 1; i < argc; ++i)
    if (std::strcmp(argv[i], "--device") == 0) {
      if (i + 1 == argc)
        check(hd::Status(hd::StatusCode::invalid_argument, "--device takes a name; see `heddle devices`"));
      name = argv[i + 1];
      std::move(argv + i + 2, argv + argc, argv + i);
      argc -= 2;
      break;
    }
  return check(hd::Device::open(name));
}

std::string kernel_file(const std::string &name) {
  std::error_code error;
  std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  return (program.parent_path() / name).string();
}

} // namespace example
