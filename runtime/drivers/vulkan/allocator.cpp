#include "runtime/drivers/vulkan/allocator.h"

#include <algorithm>

namespace hd::drivers::vulkan {

struct Block {
  VkDeviceMemory memory = VK_NULL_HANDLE;
  VkBuffer buffer = VK_NULL_HANDLE;
  uint64_t address = 0, size = 0;
  std::byte *mapped = nullptr;
  size_t pool = 0;
  std::map<uint64_t, uint64_t> free; // offset to size; neighbours are merged
};

namespace {

constexpr uint64_t kAlignment = 256;
constexpr uint64_t kMiB = 1 << 20;

// Ranges up to `largest` share blocks of `block` bytes; a range larger than all has a block of its own.
struct SizeClass {
  uint64_t largest, block;
};
constexpr SizeClass kClasses[] = {{64 << 10, 4 * kMiB}, {8 * kMiB, 64 * kMiB}};
constexpr size_t kOwnBlock = std::size(kClasses);
constexpr size_t kPoolsPerKind = kOwnBlock + 1;

struct Wish {
  VkMemoryPropertyFlags needed, liked, disliked;
};

// Cached where the host reads results. Without the window on a device's memory where that is small.
Wish wishFor(MemoryKind kind, bool unified) {
  constexpr VkMemoryPropertyFlags kLocal = VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT;
  constexpr VkMemoryPropertyFlags kCached = VK_MEMORY_PROPERTY_HOST_CACHED_BIT;
  constexpr VkMemoryPropertyFlags kHost =
      VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT | VK_MEMORY_PROPERTY_HOST_COHERENT_BIT;
  if (kind == MemoryKind::kHost)
    return {kHost, kCached, kLocal};
  if (unified)
    return {kLocal | kHost, kCached, 0};
  return {kLocal, 0, VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT};
}

} // namespace

Allocation &Allocation::operator=(Allocation &&other) noexcept {
  std::swap(allocator_, other.allocator_);
  std::swap(block_, other.block_);
  std::swap(offset_, other.offset_);
  std::swap(size_, other.size_);
  return *this;
}

Allocation::~Allocation() {
  if (block_)
    allocator_->give(*block_, offset_, size_);
}

VkBuffer Allocation::buffer() const { return block_->buffer; }
uint64_t Allocation::address() const { return block_->address + offset_; }
std::byte *Allocation::mapped() const { return block_->mapped ? block_->mapped + offset_ : nullptr; }

Allocator::Allocator(const DeviceFunctions &functions, VkDevice device, const Physical &physical)
    : vulkan_(functions), device_(device), physical_(physical), pools_(kMemoryKinds * kPoolsPerKind) {}

Allocator::~Allocator() {
  for (Pool &pool : pools_)
    for (std::unique_ptr<Block> &block : pool)
      destroy(*block);
}

Status Allocator::tooMuch(uint64_t size, VkResult result) const {
  return {StatusCode::out_of_memory,
          "cannot allocate " + std::to_string(size) + " bytes: " + resultName(result) + "; " +
              physical_.name() + " has " + std::to_string(physical_.memoryBytes()) +
              " bytes of memory and allocates at most " +
              std::to_string(physical_.properties11.maxMemoryAllocationSize) + " at once",
          "vulkan", result};
}

Result<uint32_t> Allocator::memoryType(uint32_t allowed, MemoryKind kind) const {
  const Wish wish = wishFor(kind, physical_.unified);
  int best = -1;
  uint32_t chosen = 0;
  for (uint32_t i = 0; i < physical_.memory.memoryTypeCount; ++i) {
    VkMemoryPropertyFlags flags = physical_.memory.memoryTypes[i].propertyFlags;
    if (!(allowed & (1u << i)) || (flags & wish.needed) != wish.needed)
      continue;
    int score = ((flags & wish.liked) == wish.liked ? 2 : 0) + (flags & wish.disliked ? 0 : 1);
    if (score > best) {
      best = score;
      chosen = i;
    }
  }
  if (best < 0)
    return Status(StatusCode::unsupported, "the device has no memory type for buffers with addresses",
                  "vulkan");
  return chosen;
}

Status Allocator::bindMemory(Block &block, uint64_t size, MemoryKind kind) {
  VkMemoryRequirements requirements;
  vulkan_.GetBufferMemoryRequirements(device_, block.buffer, &requirements);
  Result<uint32_t> type = memoryType(requirements.memoryTypeBits, kind);
  if (!type)
    return type.status();
  VkMemoryAllocateFlagsInfo flags{};
  flags.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_FLAGS_INFO;
  flags.flags = VK_MEMORY_ALLOCATE_DEVICE_ADDRESS_BIT;
  VkMemoryAllocateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO;
  info.pNext = &flags;
  info.allocationSize = requirements.size;
  info.memoryTypeIndex = *type;
  VkResult result = vulkan_.AllocateMemory(device_, &info, nullptr, &block.memory);
  if (result == VK_SUCCESS)
    result = vulkan_.BindBufferMemory(device_, block.buffer, block.memory, 0);
  bool visible = physical_.memory.memoryTypes[*type].propertyFlags & VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT;
  if (result == VK_SUCCESS && visible && (kind == MemoryKind::kHost || physical_.unified)) {
    void *mapped = nullptr;
    result = vulkan_.MapMemory(device_, block.memory, 0, VK_WHOLE_SIZE, 0, &mapped);
    block.mapped = static_cast<std::byte *>(mapped);
  }
  return result == VK_SUCCESS ? Status() : tooMuch(size, result);
}

Result<Block *> Allocator::addBlock(uint64_t size, MemoryKind kind, size_t sizeClass) {
  auto block = std::make_unique<Block>();
  VkBufferCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO;
  info.size = size;
  info.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT | VK_BUFFER_USAGE_TRANSFER_SRC_BIT |
               VK_BUFFER_USAGE_TRANSFER_DST_BIT | VK_BUFFER_USAGE_SHADER_DEVICE_ADDRESS_BIT;
  if (VkResult result = vulkan_.CreateBuffer(device_, &info, nullptr, &block->buffer); result != VK_SUCCESS)
    return tooMuch(size, result);
  if (Status status = bindMemory(*block, size, kind); !status) {
    destroy(*block);
    return status;
  }
  VkBufferDeviceAddressInfo address{};
  address.sType = VK_STRUCTURE_TYPE_BUFFER_DEVICE_ADDRESS_INFO;
  address.buffer = block->buffer;
  block->address = vulkan_.GetBufferDeviceAddress(device_, &address);
  block->size = size;
  block->free.emplace(0, size);
  block->pool = static_cast<size_t>(kind) * kPoolsPerKind + sizeClass;
  reserved_ += size;
  pools_[block->pool].push_back(std::move(block));
  return pools_[static_cast<size_t>(kind) * kPoolsPerKind + sizeClass].back().get();
}

Result<Allocation> Allocator::allocate(uint64_t size, MemoryKind kind) {
  std::lock_guard lock(mutex_);
  if (size > std::min<uint64_t>(physical_.properties11.maxMemoryAllocationSize, physical_.memoryBytes()))
    return tooMuch(size, VK_ERROR_OUT_OF_DEVICE_MEMORY);
  return allocateLocked(std::max(kAlignment, (size + kAlignment - 1) / kAlignment * kAlignment), kind);
}

Result<Allocation> Allocator::allocateLocked(uint64_t size, MemoryKind kind) {
  size_t sizeClass = 0;
  while (sizeClass < kOwnBlock && size > kClasses[sizeClass].largest)
    ++sizeClass;
  auto take = [&](Block &block, std::map<uint64_t, uint64_t>::iterator range) {
    auto [offset, available] = *range;
    block.free.erase(range);
    if (available > size)
      block.free.emplace(offset + size, available - size);
    return Allocation(*this, block, offset, size);
  };
  if (sizeClass != kOwnBlock)
    for (std::unique_ptr<Block> &block : pools_[static_cast<size_t>(kind) * kPoolsPerKind + sizeClass])
      for (auto range = block->free.begin(); range != block->free.end(); ++range)
        if (range->second >= size)
          return take(*block, range);
  Result<Block *> block =
      addBlock(sizeClass == kOwnBlock ? size : kClasses[sizeClass].block, kind, sizeClass);
  // No room for a shared block may still be room for the range alone.
  if (!block && sizeClass != kOwnBlock && block.status().code() == StatusCode::out_of_memory)
    block = addBlock(size, kind, kOwnBlock);
  if (!block)
    return block.status();
  return take(**block, (*block)->free.begin());
}

void Allocator::give(Block &block, uint64_t offset, uint64_t size) {
  std::lock_guard lock(mutex_);
  auto next = block.free.upper_bound(offset);
  if (next != block.free.end() && offset + size == next->first) {
    size += next->second;
    next = block.free.erase(next);
  }
  if (next != block.free.begin())
    if (auto before = std::prev(next); before->first + before->second == offset) {
      offset = before->first;
      size += before->second;
      block.free.erase(before);
    }
  block.free.emplace(offset, size);
  Pool &pool = pools_[block.pool];
  bool keepsOne = block.pool % kPoolsPerKind != kOwnBlock && pool.size() == 1;
  if (size != block.size || keepsOne)
    return;
  reserved_ -= block.size;
  destroy(block);
  std::erase_if(pool, [&](const std::unique_ptr<Block> &other) { return other.get() == &block; });
}

uint64_t Allocator::reservedBytes() {
  std::lock_guard lock(mutex_);
  return reserved_;
}

void Allocator::destroy(Block &block) {
  if (block.buffer)
    vulkan_.DestroyBuffer(device_, block.buffer, nullptr);
  if (block.memory)
    vulkan_.FreeMemory(device_, block.memory, nullptr);
}

} // namespace hd::drivers::vulkan
