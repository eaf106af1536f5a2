// The Vulkan library, opened at run time, and its functions as tables of pointers.
#pragma once

#include "heddle/status.h"

#define VK_NO_PROTOTYPES
#include <vulkan/vulkan_core.h>

namespace hd::drivers::vulkan {

#define HD_VULKAN_INSTANCE_FUNCTIONS(X)                                                                      \
  X(CreateDevice)                                                                                            \
  X(EnumerateDeviceExtensionProperties)                                                                      \
  X(EnumeratePhysicalDevices)                                                                                \
  X(GetDeviceProcAddr)                                                                                       \
  X(GetPhysicalDeviceFeatures2)                                                                              \
  X(GetPhysicalDeviceMemoryProperties)                                                                       \
  X(GetPhysicalDeviceProperties)                                                                             \
  X(GetPhysicalDeviceProperties2)                                                                            \
  X(GetPhysicalDeviceQueueFamilyProperties)

#define HD_VULKAN_DEVICE_FUNCTIONS(X)                                                                        \
  X(AllocateCommandBuffers)                                                                                  \
  X(AllocateMemory)                                                                                          \
  X(BeginCommandBuffer)                                                                                      \
  X(BindBufferMemory)                                                                                        \
  X(CmdBindPipeline)                                                                                         \
  X(CmdCopyBuffer)                                                                                           \
  X(CmdDispatchBase)                                                                                         \
  X(CmdFillBuffer)                                                                                           \
  X(CmdPipelineBarrier)                                                                                      \
  X(CmdPushConstants)                                                                                        \
  X(CmdResetQueryPool)                                                                                       \
  X(CmdWriteTimestamp)                                                                                       \
  X(CreateBuffer)                                                                                            \
  X(CreateCommandPool)                                                                                       \
  X(CreateComputePipelines)                                                                                  \
  X(CreatePipelineCache)                                                                                     \
  X(CreatePipelineLayout)                                                                                    \
  X(CreateQueryPool)                                                                                         \
  X(CreateSemaphore)                                                                                         \
  X(CreateShaderModule)                                                                                      \
  X(DestroyBuffer)                                                                                           \
  X(DestroyCommandPool)                                                                                      \
  X(DestroyDevice)                                                                                           \
  X(DestroyPipeline)                                                                                         \
  X(DestroyPipelineCache)                                                                                    \
  X(DestroyPipelineLayout)                                                                                   \
  X(DestroyQueryPool)                                                                                        \
  X(DestroySemaphore)                                                                                        \
  X(DestroyShaderModule)                                                                                     \
  X(DeviceWaitIdle)                                                                                          \
  X(EndCommandBuffer)                                                                                        \
  X(FreeMemory)                                                                                              \
  X(GetBufferDeviceAddress)                                                                                  \
  X(GetBufferMemoryRequirements)                                                                             \
  X(GetDeviceQueue)                                                                                          \
  X(GetQueryPoolResults)                                                                                     \
  X(GetSemaphoreCounterValue)                                                                                \
  X(MapMemory)                                                                                               \
  X(QueueSubmit)                                                                                             \
  X(ResetCommandPool)                                                                                        \
  X(WaitSemaphores)

#define HD_VULKAN_POINTER(name) PFN_vk##name name = nullptr;

// The loaded library with one instance, which lives until the process ends.
struct Instance {
  VkInstance handle = VK_NULL_HANDLE;
  HD_VULKAN_INSTANCE_FUNCTIONS(HD_VULKAN_POINTER)

  // Made at the first call; not_found or unsupported where there is no Vulkan 1.2 loader.
  static Result<const Instance *> get();
};

struct DeviceFunctions {
  HD_VULKAN_DEVICE_FUNCTIONS(HD_VULKAN_POINTER)

  // False if a function is missing.
  bool load(const Instance &instance, VkDevice device);
};
#undef HD_VULKAN_POINTER

// out_of_memory or device_error; `what`: what was tried, e.g. `cannot create a command pool`.
Status failure(const std::string &what, VkResult result);
// `VK_ERROR_DEVICE_LOST`.
std::string resultName(VkResult result);

} // namespace hd::drivers::vulkan
