#include "runtime/drivers/cpu/check/live_memory.h"

namespace hd::drivers::cpu {

static constexpr size_t kMostFreed = 1024;

LiveMemory &LiveMemory::get() {
  static LiveMemory &memory = *new LiveMemory; // buffers of static objects are freed behind all destructors
  return memory;
}

void LiveMemory::add(uint64_t base, uint64_t size, bool isWritten) {
  std::lock_guard lock(mutex_);
  std::erase_if(freed_,
                [&](const ByteRange &range) { return range.begin < base + size && base < range.end; });
  LiveRange &range = ranges_[base];
  range = {base, size, ++serials_, isWritten, launches_.load(std::memory_order_relaxed), {}};
}

void LiveMemory::remove(uint64_t base) {
  std::lock_guard lock(mutex_);
  auto found = ranges_.find(base);
  if (found == ranges_.end())
    return;
  freed_.push_back({base, base + found->second.size});
  if (freed_.size() > kMostFreed)
    freed_.pop_front();
  ranges_.erase(found);
}

void LiveMemory::noteWritten(uint64_t address, uint64_t size) {
  std::lock_guard lock(mutex_);
  auto after = ranges_.upper_bound(address);
  if (after == ranges_.begin())
    return;
  LiveRange &range = std::prev(after)->second;
  if (range.isWritten || address >= range.base + range.size)
    return;
  if (address == range.base && size >= range.size) {
    range.isWritten = true;
    range.written.clear();
  } else if (!range.written.empty() && range.written.back().end == address) {
    range.written.back().end = address + size;
  } else {
    range.written.push_back({address, address + size});
  }
}

std::vector<LiveRange> LiveMemory::take() {
  std::lock_guard lock(mutex_);
  uint64_t launches = launches_.load(std::memory_order_relaxed);
  std::vector<LiveRange> ranges;
  ranges.reserve(ranges_.size());
  for (auto &[base, range] : ranges_) {
    range.isWritten |= range.launches != launches;
    ranges.push_back(range);
    range.written.clear();
  }
  return ranges;
}

std::vector<ByteRange> LiveMemory::freed() {
  std::lock_guard lock(mutex_);
  return {freed_.begin(), freed_.end()};
}

} // namespace hd::drivers::cpu
