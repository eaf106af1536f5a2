// Any bytes as a `.hdm` file; one that is accepted must be the same after writing and reading it again.
#include "runtime/abi/module_file.h"
#include "tests/fuzz/target.h"

#include <cstring>
#include <zlib.h>

#include <cstdlib>

namespace {

// Checksums keep mutated bytes from getting anywhere: the fuzzer's input gets a right one.
constexpr size_t kChecksumAt = 12, kSizeAt = 16, kContentAt = 24;

void sign(std::vector<uint8_t> &bytes) {
  uint64_t size = bytes.size() - kContentAt;
  auto checksum = uint32_t(crc32(0, bytes.data() + kContentAt, uInt(size)));
  std::memcpy(bytes.data() + kChecksumAt, &checksum, sizeof checksum);
  std::memcpy(bytes.data() + kSizeAt, &size, sizeof size);
}

void check(std::span<const uint8_t> bytes) {
  hd::abi::ReadModule read = hd::abi::readModule(bytes);
  if (!read) {
    if (read.error.empty())
      std::abort();
    return;
  }
  std::vector<uint8_t> written = hd::abi::writeModule(*read.module);
  hd::abi::ReadModule again = hd::abi::readModule(written);
  if (!again || hd::abi::writeModule(*again.module) != written)
    std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  check({data, size});
  if (size > kContentAt) {
    std::vector<uint8_t> bytes(data, data + size);
    sign(bytes);
    check(bytes);
  }
  return 0;
}
