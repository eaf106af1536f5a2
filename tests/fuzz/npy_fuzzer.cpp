// Any bytes as a `.npy` file: an array whose size fits its shape, or a Failure.
#include "tests/fuzz/target.h"
#include "tools/heddle/element_type.h"
#include "tools/heddle/failure.h"
#include "tools/heddle/npy.h"

#include <cstdlib>
#include <string>
#include <sys/mman.h>

namespace {

// Size, bytes and all; the elements are touched, so that a sanitizer sees whether they are there.
void check(const hd::cli::NpyArray &array) {
  uint64_t elements = 1;
  for (uint64_t extent : array.shape)
    elements *= extent;
  if (elements * hd::cli::scalarBytes(array.scalar) != array.bytes)
    std::abort();
  unsigned sum = 0;
  for (uint64_t i = 0; i < array.bytes; ++i)
    sum += unsigned(array.data[i]);
  volatile unsigned seen = sum;
  (void)seen;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  int file = memfd_create("npy", MFD_CLOEXEC);
  if (file < 0 || write(file, data, size) != ssize_t(size))
    std::abort();
  try {
    check(hd::cli::readNpy("/proc/self/fd/" + std::to_string(file)));
  } catch (const hd::cli::Failure &) { // what bad input is to give
  }
  close(file);
  return 0;
}
