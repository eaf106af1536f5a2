// Memory that one thread lends to the blocks that it runs: shared memory and scratch of the launch ABI.
#pragma once

#include "runtime/abi/cpu.h"

#include <cstdint>
#include <cstdlib>
#include <new>

namespace hd::drivers::cpu {

// Grows on demand and is kept for the next launch; never zeroed.
class Arena {
public:
  Arena() = default;
  Arena(const Arena &) = delete;
  ~Arena() { std::free(memory_); }

  // At least `size` bytes, or null if there is no memory. What was there before is lost when it grows.
  void *reserve(uint64_t size) {
    if (size > size_ || !memory_) {
      std::free(memory_);
      size_ = (size + HD_CPU_ARENA_ALIGNMENT) & ~uint64_t{HD_CPU_ARENA_ALIGNMENT - 1};
      memory_ = std::aligned_alloc(HD_CPU_ARENA_ALIGNMENT, size_);
      if (!memory_)
        size_ = 0;
    }
    return memory_;
  }

private:
  void *memory_ = nullptr;
  uint64_t size_ = 0;
};

} // namespace hd::drivers::cpu
