// The memory that kernels of the cpu device may use: buffers and variables of modules that are there, what
// has been written of them from outside of kernels, and what was freed last. Process-wide; thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <vector>

namespace hd::drivers::cpu {

struct ByteRange {
  uint64_t begin, end;
};

struct LiveRange {
  uint64_t base = 0, size = 0;
  uint64_t serial = 0;    // of all ranges that ever were
  bool isWritten = false; // all of it
  uint64_t launches = 0;  // unchecked ones when it was made, which may have written anything
  std::vector<ByteRange> written;
};

class LiveMemory {
public:
  static LiveMemory &get();

  void add(uint64_t base, uint64_t size, bool isWritten);
  void remove(uint64_t base);
  void noteWritten(uint64_t address, uint64_t size);
  void noteUncheckedLaunch() { launches_.fetch_add(1, std::memory_order_relaxed); }

  // By address. The written ranges are handed over: the caller keeps them.
  std::vector<LiveRange> take();
  std::vector<ByteRange> freed();

private:
  std::mutex mutex_;
  std::map<uint64_t, LiveRange> ranges_; // by base
  std::deque<ByteRange> freed_;
  uint64_t serials_ = 0;
  std::atomic<uint64_t> launches_{0};
};

} // namespace hd::drivers::cpu
