// Memory of a Vulkan device: a part of a block, and on unified devices the host's too.
#pragma once

#include "runtime/drivers/driver.h"
#include "runtime/drivers/vulkan/allocator.h"

namespace hd::drivers::vulkan {

class Memory final : public drivers::Memory {
public:
  // `range` may be shared: a module's globals are parts of one allocation.
  Memory(drivers::Device &device, std::shared_ptr<const Allocation> range, uint64_t start, uint64_t size,
         drivers::Module *module = nullptr)
      : drivers::Memory(device, range->address() + start, size, module), range_(std::move(range)),
        start_(start) {}

  void *hostAddress() const override { return range_->mapped() ? range_->mapped() + start_ : nullptr; }
  VkBuffer buffer() const { return range_->buffer(); }
  uint64_t bufferOffset() const { return range_->offset() + start_; }

private:
  std::shared_ptr<const Allocation> range_;
  uint64_t start_;
};

// Host memory that the device copies from and to without a detour.
class HostMemory final : public drivers::HostMemory {
public:
  // `context` keeps the allocator alive.
  HostMemory(std::shared_ptr<const void> context, Allocation range, uint64_t size)
      : drivers::HostMemory(range.mapped(), size), context_(std::move(context)), range_(std::move(range)) {}
  const Allocation &range() const { return range_; }

private:
  std::shared_ptr<const void> context_;
  Allocation range_;
};

} // namespace hd::drivers::vulkan
