#include "runtime/drivers/vulkan/timelines.h"

namespace hd::drivers::vulkan {

TimelinePool::~TimelinePool() {
  for (const Timeline &timeline : free_)
    vulkan_.DestroySemaphore(device_, timeline.semaphore, nullptr);
}

Result<Timeline> TimelinePool::acquire() {
  {
    std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      Timeline timeline = free_.back();
      free_.pop_back();
      return timeline;
    }
  }
  VkSemaphoreTypeCreateInfo type{};
  type.sType = VK_STRUCTURE_TYPE_SEMAPHORE_TYPE_CREATE_INFO;
  type.semaphoreType = VK_SEMAPHORE_TYPE_TIMELINE;
  VkSemaphoreCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_SEMAPHORE_CREATE_INFO;
  info.pNext = &type;
  Timeline timeline;
  VkResult result = vulkan_.CreateSemaphore(device_, &info, nullptr, &timeline.semaphore);
  if (result != VK_SUCCESS)
    return failure("cannot create a timeline semaphore", result);
  return timeline;
}

void TimelinePool::release(const Timeline &timeline) {
  std::lock_guard lock(mutex_);
  free_.push_back(timeline);
}

} // namespace hd::drivers::vulkan
