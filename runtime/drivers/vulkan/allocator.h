// Device memory. Drivers allow few allocations (often 4096), so small ranges share blocks by size class and
// only large ones get memory of their own. A block is one VkBuffer with a device address.
#pragma once

#include "runtime/drivers/vulkan/physical.h"

#include <map>
#include <memory>
#include <mutex>

namespace hd::drivers::vulkan {

enum class MemoryKind : uint8_t {
  kDevice, // what kernels work on; the host sees it too where the device is unified
  kHost,   // coherent host memory that the device can reach: staging, parameters, messages
};
inline constexpr size_t kMemoryKinds = 2;

class Allocator;
struct Block;

// A part of a block; gives itself back. Must not outlive the allocator.
class Allocation {
public:
  Allocation() = default;
  Allocation(Allocator &allocator, Block &block, uint64_t offset, uint64_t size)
      : allocator_(&allocator), block_(&block), offset_(offset), size_(size) {}
  Allocation(Allocation &&other) noexcept { *this = std::move(other); }
  Allocation &operator=(Allocation &&other) noexcept;
  ~Allocation();

  explicit operator bool() const { return block_ != nullptr; }
  VkBuffer buffer() const;
  uint64_t offset() const { return offset_; } // inside of buffer()
  uint64_t address() const;
  std::byte *mapped() const; // null: the host cannot reach it
  uint64_t size() const { return size_; }

private:
  friend class Allocator;
  Allocator *allocator_ = nullptr;
  Block *block_ = nullptr;
  uint64_t offset_ = 0, size_ = 0;
};

class Allocator {
public:
  Allocator(const DeviceFunctions &functions, VkDevice device, const Physical &physical);
  // Everything has been given back by now.
  ~Allocator();

  // Aligned to 256 bytes.
  Result<Allocation> allocate(uint64_t size, MemoryKind kind);
  // Bytes in blocks, used or not.
  uint64_t reservedBytes();

private:
  friend class Allocation;
  // Blocks of one kind that hold ranges of one class of sizes.
  using Pool = std::vector<std::unique_ptr<Block>>;

  Result<Allocation> allocateLocked(uint64_t size, MemoryKind kind);
  Result<Block *> addBlock(uint64_t size, MemoryKind kind, size_t sizeClass);
  Result<uint32_t> memoryType(uint32_t allowed, MemoryKind kind) const;
  Status bindMemory(Block &block, uint64_t size, MemoryKind kind);
  Status tooMuch(uint64_t size, VkResult result) const;
  void destroy(Block &block);
  void give(Block &block, uint64_t offset, uint64_t size);

  const DeviceFunctions &vulkan_;
  VkDevice device_;
  const Physical &physical_;
  std::mutex mutex_;
  std::vector<Pool> pools_; // by kind and class
  uint64_t reserved_ = 0;
};

} // namespace hd::drivers::vulkan
