#include "runtime/drivers/vulkan/timestamps.h"

namespace hd::drivers::vulkan {

constexpr uint32_t kSlotsPerPool = 256;

TimestampPool::~TimestampPool() {
  for (VkQueryPool pool : pools_)
    vulkan_.DestroyQueryPool(device_, pool, nullptr);
}

Result<TimestampPool::Slot> TimestampPool::acquire() {
  std::lock_guard lock(mutex_);
  if (free_.empty()) {
    VkQueryPoolCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_QUERY_POOL_CREATE_INFO;
    info.queryType = VK_QUERY_TYPE_TIMESTAMP;
    info.queryCount = kSlotsPerPool;
    VkQueryPool pool;
    if (VkResult result = vulkan_.CreateQueryPool(device_, &info, nullptr, &pool); result != VK_SUCCESS)
      return failure("cannot create a pool of timestamps", result);
    pools_.push_back(pool);
    for (uint32_t i = 0; i < kSlotsPerPool; ++i)
      free_.push_back({pool, i});
  }
  Slot slot = free_.back();
  free_.pop_back();
  return slot;
}

void TimestampPool::release(const Slot &slot) {
  std::lock_guard lock(mutex_);
  free_.push_back(slot);
}

} // namespace hd::drivers::vulkan
