// What a physical device is and can: read once, before it is opened.
#pragma once

#include "heddle/device.h"
#include "runtime/drivers/vulkan/api.h"
#include "runtime/drivers/vulkan/subgroups.h"

namespace hd::drivers::vulkan {

// Features and limits that decide what the driver does; pointers between the structs are null.
struct Physical {
  VkPhysicalDevice handle = VK_NULL_HANDLE;
  uint32_t index = 0; // as in `vulkan:0`
  Status usable;      // or why the device cannot be opened
  VkPhysicalDeviceProperties properties{};
  VkPhysicalDeviceVulkan11Properties properties11{};
  VkPhysicalDeviceVulkan12Properties properties12{};
  VkPhysicalDeviceFeatures features{};
  VkPhysicalDeviceVulkan11Features features11{};
  VkPhysicalDeviceVulkan12Features features12{};
  VkPhysicalDeviceShaderClockFeaturesKHR clock{};              // all false without the extension
  VkPhysicalDeviceShaderAtomicFloatFeaturesEXT floatAtomics{}; // likewise
  VkPhysicalDeviceMemoryProperties memory{};
  uint32_t queueFamily = 0, queueCount = 0, timestampBits = 0;
  uint32_t computeUnits = 1;
  SubgroupLimits subgroups;
  // The host reads and writes device memory directly and well: integrated devices and processors.
  bool unified = false;

  std::string name() const { return "vulkan:" + std::to_string(index); }
  uint64_t memoryBytes() const; // of the largest device-local heap
};

// Every physical device, usable or not.
Result<std::vector<Physical>> enumerate();

// What the core and the user see, without what only an open device knows.
DeviceProperties describe(const Physical &physical);

} // namespace hd::drivers::vulkan
