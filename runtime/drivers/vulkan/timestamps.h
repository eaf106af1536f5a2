// Query slots for the times of events, from pools that grow.
#pragma once

#include "runtime/drivers/vulkan/api.h"

#include <mutex>
#include <vector>

namespace hd::drivers::vulkan {

class TimestampPool {
public:
  struct Slot {
    VkQueryPool pool = VK_NULL_HANDLE;
    uint32_t index = 0;
  };

  TimestampPool(const DeviceFunctions &functions, VkDevice device) : vulkan_(functions), device_(device) {}
  ~TimestampPool();
  TimestampPool(const TimestampPool &) = delete;

  Result<Slot> acquire();
  void release(const Slot &slot);

private:
  const DeviceFunctions &vulkan_;
  VkDevice device_;
  std::mutex mutex_;
  std::vector<VkQueryPool> pools_;
  std::vector<Slot> free_;
};

} // namespace hd::drivers::vulkan
