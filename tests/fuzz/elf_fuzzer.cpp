// Any bytes as the object of a module: an image that can be asked for symbols, or an error. Nothing is run.
#include "runtime/drivers/cpu/elf_image.h"
#include "tests/fuzz/target.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  auto image = hd::drivers::cpu::ElfImage::load({data, size});
  if (!image)
    return 0;
  (void)(*image)->function("k");
  (void)(*image)->data("k", 4);
  return 0;
}
