// Timeline semaphores for streams. They are passed on from stream to stream and destroyed with the device
// only: drivers (Mesa's queue threads) still touch the semaphores of a submission a moment after its signal.
#pragma once

#include "runtime/drivers/vulkan/api.h"

#include <mutex>
#include <vector>

namespace hd::drivers::vulkan {

struct Timeline {
  VkSemaphore semaphore = VK_NULL_HANDLE;
  uint64_t value = 0; // the last that was submitted
};

class TimelinePool {
public:
  TimelinePool(const DeviceFunctions &functions, VkDevice device) : vulkan_(functions), device_(device) {}
  // The device is idle by now.
  ~TimelinePool();
  TimelinePool(const TimelinePool &) = delete;

  Result<Timeline> acquire();
  void release(const Timeline &timeline);

private:
  const DeviceFunctions &vulkan_;
  VkDevice device_;
  std::mutex mutex_;
  std::vector<Timeline> free_;
};

} // namespace hd::drivers::vulkan
