#include "runtime/drivers/vulkan/context.h"

#include <algorithm>
#include <cstdio>

namespace hd::drivers::vulkan {

constexpr uint32_t kMaxQueues = 8;

Result<std::shared_ptr<Context>> Context::open(const Physical &physical) {
  Result<const Instance *> instance = Instance::get();
  if (!instance)
    return instance.status();
  std::shared_ptr<Context> context(new Context(physical));
  if (Status status = context->createDevice(**instance); !status)
    return status;
  if (Status status = context->createParts(); !status)
    return status;
  return context;
}

// Asks for everything that kernels may use and the device has.
Status Context::createDevice(const Instance &instance) {
  VkPhysicalDeviceFeatures2 features{};
  features.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2;
  features.features.shaderInt64 = physical.features.shaderInt64;
  features.features.shaderInt16 = physical.features.shaderInt16;
  features.features.shaderFloat64 = physical.features.shaderFloat64;
  VkPhysicalDeviceVulkan11Features features11 = physical.features11;
  features11.protectedMemory = features11.multiview = VK_FALSE;
  features11.multiviewGeometryShader = features11.multiviewTessellationShader = VK_FALSE;
  VkPhysicalDeviceVulkan12Features features12 = physical.features12;
  features12.bufferDeviceAddressCaptureReplay = features12.bufferDeviceAddressMultiDevice = VK_FALSE;
  VkPhysicalDeviceShaderClockFeaturesKHR clock = physical.clock;
  std::vector<const char *> extensions;
  features.pNext = &features11;
  features11.pNext = &features12;
  if (clock.shaderDeviceClock) {
    features12.pNext = &clock;
    extensions.push_back(VK_KHR_SHADER_CLOCK_EXTENSION_NAME);
  }
  VkPhysicalDeviceSubgroupSizeControlFeaturesEXT sizes{};
  sizes.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_FEATURES_EXT;
  sizes.subgroupSizeControl = physical.subgroups.chosen;
  sizes.computeFullSubgroups = physical.subgroups.full;
  if (sizes.subgroupSizeControl || sizes.computeFullSubgroups) {
    sizes.pNext = features12.pNext;
    features12.pNext = &sizes;
    extensions.push_back(VK_EXT_SUBGROUP_SIZE_CONTROL_EXTENSION_NAME);
  }
  VkPhysicalDeviceShaderAtomicFloatFeaturesEXT sums{};
  sums.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_ATOMIC_FLOAT_FEATURES_EXT;
  sums.shaderBufferFloat32AtomicAdd = physical.floatAtomics.shaderBufferFloat32AtomicAdd;
  sums.shaderBufferFloat64AtomicAdd = physical.floatAtomics.shaderBufferFloat64AtomicAdd;
  if (sums.shaderBufferFloat32AtomicAdd || sums.shaderBufferFloat64AtomicAdd) {
    sums.pNext = features12.pNext;
    features12.pNext = &sums;
    extensions.push_back(VK_EXT_SHADER_ATOMIC_FLOAT_EXTENSION_NAME);
  }
  uint32_t queueCount = std::clamp(physical.queueCount, 1u, kMaxQueues);
  std::vector<float> priorities(queueCount, 1.0f);
  VkDeviceQueueCreateInfo queue{};
  queue.sType = VK_STRUCTURE_TYPE_DEVICE_QUEUE_CREATE_INFO;
  queue.queueFamilyIndex = physical.queueFamily;
  queue.queueCount = queueCount;
  queue.pQueuePriorities = priorities.data();
  VkDeviceCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_DEVICE_CREATE_INFO;
  info.pNext = &features;
  info.queueCreateInfoCount = 1;
  info.pQueueCreateInfos = &queue;
  info.enabledExtensionCount = static_cast<uint32_t>(extensions.size());
  info.ppEnabledExtensionNames = extensions.data();
  if (VkResult result = instance.CreateDevice(physical.handle, &info, nullptr, &device); result != VK_SUCCESS)
    return failure("cannot open " + physical.name(), result);
  if (!vulkan.load(instance, device))
    return {StatusCode::unsupported, physical.name() + " lacks functions of Vulkan 1.2", "vulkan"};
  for (uint32_t i = 0; i < queueCount; ++i)
    vulkan.GetDeviceQueue(device, physical.queueFamily, i, &queues_.emplace_back().handle);
  return {};
}

Status Context::createParts() {
  VkPushConstantRange range{VK_SHADER_STAGE_COMPUTE_BIT, 0, sizeof(PushConstants)};
  VkPipelineLayoutCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_PIPELINE_LAYOUT_CREATE_INFO;
  info.pushConstantRangeCount = 1;
  info.pPushConstantRanges = &range;
  VkResult result = vulkan.CreatePipelineLayout(device, &info, nullptr, &layout);
  if (result != VK_SUCCESS)
    return failure("cannot create a pipeline layout", result);
  VkPipelineCacheCreateInfo cache{};
  cache.sType = VK_STRUCTURE_TYPE_PIPELINE_CACHE_CREATE_INFO;
  result = vulkan.CreatePipelineCache(device, &cache, nullptr, &pipelineCache);
  if (result != VK_SUCCESS)
    return failure("cannot create a pipeline cache", result);
  allocator = std::make_unique<Allocator>(vulkan, device, physical);
  timestamps = std::make_unique<TimestampPool>(vulkan, device);
  timelines = std::make_unique<TimelinePool>(vulkan, device);
  copyKernel = std::make_unique<CopyKernel>(*this);
  return {};
}

Context::~Context() {
  if (!vulkan.DestroyDevice)
    return;
  if (vulkan.DeviceWaitIdle) // the driver's own threads may be behind what was waited for
    vulkan.DeviceWaitIdle(device);
  copyKernel.reset();
  timelines.reset();
  timestamps.reset();
  allocator.reset();
  if (pipelineCache)
    vulkan.DestroyPipelineCache(device, pipelineCache, nullptr);
  if (layout)
    vulkan.DestroyPipelineLayout(device, layout, nullptr);
  vulkan.DestroyDevice(device, nullptr);
}

Queue &Context::nextQueue() { return queues_[nextQueue_.fetch_add(1) % queues_.size()]; }

void Context::setPrintSink(PrintSink sink) {
  std::lock_guard lock(mutex_);
  sink_ = std::move(sink);
}

void Context::print(std::string_view text) {
  std::lock_guard lock(mutex_);
  try {
    if (sink_) {
      sink_(text);
      return;
    }
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
  } catch (...) { // the stream's thread has nobody to pass it to
  }
}

void Context::setLost(Status why) {
  std::lock_guard lock(mutex_);
  if (lostStatus_)
    lostStatus_ = std::move(why);
  lost_.store(true);
}

Status Context::lostStatus() {
  std::lock_guard lock(mutex_);
  return lostStatus_;
}

Status Context::check(VkResult result, const std::string &what, const std::string &running) {
  if (result == VK_SUCCESS)
    return {};
  if (result != VK_ERROR_DEVICE_LOST)
    return failure(what, result);
  setLost(Status(StatusCode::device_lost,
                 physical.name() + " is lost" + (running.empty() ? "" : ": it ran " + running) + " (" +
                     resultName(result) + "); open the device again to go on",
                 "vulkan", result));
  return lostStatus();
}

} // namespace hd::drivers::vulkan
