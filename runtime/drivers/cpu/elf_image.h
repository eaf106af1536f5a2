// Kernel code in memory: a relocatable object, placed, relocated and protected.
//
// Everything lies in one reservation below 1 GiB, so that 32-bit displacements reach: first the code and
// the stubs to libc (read, execute), then constants and the offset table (read), then data (read, write).
// A section that holds a global of the module is made writable even if the object says constant: the host
// writes `__constant__` memory. The object may call memcpy, memmove, memset, memcmp, fma and fmaf and nothing
// else.
#pragma once

#include "runtime/drivers/cpu/elf_file.h"
#include "runtime/drivers/cpu/gdb_jit.h"

#include <memory>
#include <unordered_map>

namespace hd::drivers::cpu {

class ElfImage {
public:
  static Result<std::unique_ptr<ElfImage>> load(std::span<const uint8_t> object);
  ~ElfImage();
  ElfImage(const ElfImage &) = delete;

  // The entry of a function; not_found if the object does not define one of that name.
  Result<void *> function(std::string_view symbol) const;
  // `size` bytes of data.
  Result<void *> data(std::string_view symbol, uint64_t size) const;

private:
  ElfImage() = default;
  struct Definition {
    uint64_t address;
    uint64_t available; // bytes to the end of its section
    bool executable;
  };
  struct Loader;

  uint8_t *base_ = nullptr;
  uint64_t size_ = 0;
  std::unordered_map<std::string, Definition> definitions_;
  std::unique_ptr<GdbJitObject> debugger_;
};

} // namespace hd::drivers::cpu
