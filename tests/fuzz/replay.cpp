// Runs a fuzz target over the files of folders, without a fuzzer: none may crash, none may take long.
#include "tests/fuzz/target.h"

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace {

constexpr double kMaxSeconds = 2;

bool replay(const std::filesystem::path &path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  std::printf("%s\n", path.c_str());
  std::fflush(stdout); // a crash must come after the name of what crashed
  auto start = std::chrono::steady_clock::now();
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size());
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (seconds > kMaxSeconds)
    std::printf("  took %.1f seconds, at most %.0f are allowed\n", seconds, kMaxSeconds);
  return seconds <= kMaxSeconds;
}

} // namespace

int main(int count, char **arguments) {
  hd::fuzz::growStack(arguments);
  int bad = 0, files = 0;
  for (int i = 1; i < count; ++i)
    for (const auto &entry : std::filesystem::directory_iterator(arguments[i]))
      if (++files; !replay(entry.path()))
        ++bad;
  std::printf("%d files, %d too slow\n", files, bad);
  return bad || !files;
}
