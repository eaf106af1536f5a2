// Tells an attached debugger where an object's code lies (GDB's JIT compilation interface), so that line
// tables and symbols of kernels work in gdb and lldb.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

struct jit_code_entry;

namespace hd::drivers::cpu {

class ElfFile;

// Registered from construction to destruction. Keeps a copy of the object in which each loaded section's
// header holds its address.
class GdbJitObject {
public:
  // `addresses`: per section, 0 for one that is not loaded.
  GdbJitObject(std::span<const uint8_t> object, const ElfFile &file, std::span<const uint64_t> addresses);
  ~GdbJitObject();
  GdbJitObject(const GdbJitObject &) = delete;

private:
  std::vector<uint8_t> copy_;
  jit_code_entry *entry_;
};

} // namespace hd::drivers::cpu
