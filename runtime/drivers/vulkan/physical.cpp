#include "runtime/drivers/vulkan/physical.h"

#include "runtime/abi/features.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace hd::drivers::vulkan {
namespace {

constexpr VkMemoryPropertyFlags kUnifiedMemory =
    VK_MEMORY_PROPERTY_DEVICE_LOCAL_BIT | VK_MEMORY_PROPERTY_HOST_VISIBLE_BIT |
    VK_MEMORY_PROPERTY_HOST_COHERENT_BIT | VK_MEMORY_PROPERTY_HOST_CACHED_BIT;

bool hasExtension(const Instance &vulkan, VkPhysicalDevice device, std::string_view name) {
  uint32_t count = 0;
  if (vulkan.EnumerateDeviceExtensionProperties(device, nullptr, &count, nullptr) != VK_SUCCESS)
    return false;
  std::vector<VkExtensionProperties> extensions(count);
  vulkan.EnumerateDeviceExtensionProperties(device, nullptr, &count, extensions.data());
  return std::any_of(extensions.begin(), extensions.end(),
                     [&](const VkExtensionProperties &extension) { return extension.extensionName == name; });
}

// The family that computes with the fewest other duties: such queues run beside the graphics.
bool chooseQueueFamily(const Instance &vulkan, Physical &physical) {
  uint32_t count = 0;
  vulkan.GetPhysicalDeviceQueueFamilyProperties(physical.handle, &count, nullptr);
  std::vector<VkQueueFamilyProperties> families(count);
  vulkan.GetPhysicalDeviceQueueFamilyProperties(physical.handle, &count, families.data());
  bool found = false;
  for (uint32_t i = 0; i < count; ++i) {
    if (!(families[i].queueFlags & VK_QUEUE_COMPUTE_BIT))
      continue;
    bool graphics = families[i].queueFlags & VK_QUEUE_GRAPHICS_BIT;
    if (found && graphics)
      continue;
    found = true;
    physical.queueFamily = i;
    physical.queueCount = families[i].queueCount;
    physical.timestampBits = families[i].timestampValidBits;
    if (!graphics)
      break;
  }
  return found;
}

Status checkUsable(const Instance &vulkan, Physical &physical) {
  auto lacks = [](const std::string &what) {
    return Status(StatusCode::unsupported, "the device has no " + what, "vulkan");
  };
  uint32_t version = physical.properties.apiVersion;
  if (version < VK_API_VERSION_1_2)
    return {StatusCode::unsupported,
            "the device has Vulkan " + std::to_string(VK_API_VERSION_MAJOR(version)) + "." +
                std::to_string(VK_API_VERSION_MINOR(version)) + ", expected 1.2 or later",
            "vulkan"};
  if (!chooseQueueFamily(vulkan, physical))
    return lacks("compute queue");
  if (!physical.features12.bufferDeviceAddress)
    return lacks("bufferDeviceAddress");
  if (!physical.features12.timelineSemaphore)
    return lacks("timelineSemaphore");
  if (!physical.features.shaderInt64)
    return lacks("shaderInt64, which pointers need");
  return {};
}

void readComputeUnits(const Instance &vulkan, Physical &physical) {
  VkPhysicalDeviceProperties2 query{};
  query.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2;
  if (physical.properties.deviceType == VK_PHYSICAL_DEVICE_TYPE_CPU) {
    physical.computeUnits = std::max(1u, std::thread::hardware_concurrency());
  } else if (hasExtension(vulkan, physical.handle, VK_AMD_SHADER_CORE_PROPERTIES_EXTENSION_NAME)) {
    VkPhysicalDeviceShaderCorePropertiesAMD cores{};
    cores.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_CORE_PROPERTIES_AMD;
    query.pNext = &cores;
    vulkan.GetPhysicalDeviceProperties2(physical.handle, &query);
    physical.computeUnits =
        cores.shaderEngineCount * cores.shaderArraysPerEngineCount * cores.computeUnitsPerShaderArray;
  } else if (hasExtension(vulkan, physical.handle, VK_NV_SHADER_SM_BUILTINS_EXTENSION_NAME)) {
    VkPhysicalDeviceShaderSMBuiltinsPropertiesNV multiprocessors{};
    multiprocessors.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_SM_BUILTINS_PROPERTIES_NV;
    query.pNext = &multiprocessors;
    vulkan.GetPhysicalDeviceProperties2(physical.handle, &query);
    physical.computeUnits = multiprocessors.shaderSMCount;
  }
}

void readSubgroups(const Instance &vulkan, Physical &physical) {
  if (!hasExtension(vulkan, physical.handle, VK_EXT_SUBGROUP_SIZE_CONTROL_EXTENSION_NAME))
    return;
  VkPhysicalDeviceSubgroupSizeControlPropertiesEXT sizes{};
  sizes.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_PROPERTIES_EXT;
  VkPhysicalDeviceProperties2 query{};
  query.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2;
  query.pNext = &sizes;
  vulkan.GetPhysicalDeviceProperties2(physical.handle, &query);
  VkPhysicalDeviceSubgroupSizeControlFeaturesEXT control{};
  control.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SUBGROUP_SIZE_CONTROL_FEATURES_EXT;
  VkPhysicalDeviceFeatures2 features{};
  features.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2;
  features.pNext = &control;
  vulkan.GetPhysicalDeviceFeatures2(physical.handle, &features);
  const bool inKernels = sizes.requiredSubgroupSizeStages & VK_SHADER_STAGE_COMPUTE_BIT;
  physical.subgroups = {sizes.minSubgroupSize, sizes.maxSubgroupSize, sizes.maxComputeWorkgroupSubgroups,
                        control.subgroupSizeControl && inKernels, control.computeFullSubgroups != 0};
}

void readProperties(const Instance &vulkan, Physical &physical) {
  physical.properties11.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_PROPERTIES;
  physical.properties12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_PROPERTIES;
  physical.properties11.pNext = &physical.properties12;
  VkPhysicalDeviceProperties2 query{};
  query.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_PROPERTIES_2;
  query.pNext = &physical.properties11;
  vulkan.GetPhysicalDeviceProperties2(physical.handle, &query);
  physical.properties = query.properties;
  physical.properties11.pNext = nullptr;
}

void readFeatures(const Instance &vulkan, Physical &physical) {
  physical.features11.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_1_FEATURES;
  physical.features12.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_VULKAN_1_2_FEATURES;
  physical.clock.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_CLOCK_FEATURES_KHR;
  physical.features11.pNext = &physical.features12;
  if (hasExtension(vulkan, physical.handle, VK_KHR_SHADER_CLOCK_EXTENSION_NAME))
    physical.features12.pNext = &physical.clock;
  physical.floatAtomics.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_SHADER_ATOMIC_FLOAT_FEATURES_EXT;
  if (hasExtension(vulkan, physical.handle, VK_EXT_SHADER_ATOMIC_FLOAT_EXTENSION_NAME)) {
    physical.floatAtomics.pNext = physical.features12.pNext;
    physical.features12.pNext = &physical.floatAtomics;
  }
  VkPhysicalDeviceFeatures2 query{};
  query.sType = VK_STRUCTURE_TYPE_PHYSICAL_DEVICE_FEATURES_2;
  query.pNext = &physical.features11;
  vulkan.GetPhysicalDeviceFeatures2(physical.handle, &query);
  physical.features = query.features;
  physical.features11.pNext = physical.features12.pNext = physical.floatAtomics.pNext = nullptr;
}

// HEDDLE_VULKAN_COPIES=staged treats every device as one with memory of its own, to test that path.
bool stagedByChoice() {
  const char *choice = std::getenv("HEDDLE_VULKAN_COPIES");
  return choice && std::string_view(choice) == "staged";
}

bool isUnified(const Physical &physical) {
  VkPhysicalDeviceType type = physical.properties.deviceType;
  if ((type != VK_PHYSICAL_DEVICE_TYPE_INTEGRATED_GPU && type != VK_PHYSICAL_DEVICE_TYPE_CPU) ||
      stagedByChoice())
    return false;
  for (uint32_t i = 0; i < physical.memory.memoryTypeCount; ++i)
    if ((physical.memory.memoryTypes[i].propertyFlags & kUnifiedMemory) == kUnifiedMemory)
      return true;
  return false;
}

Physical read(const Instance &vulkan, VkPhysicalDevice handle, uint32_t index) {
  Physical physical;
  physical.handle = handle;
  physical.index = index;
  vulkan.GetPhysicalDeviceProperties(handle, &physical.properties);
  vulkan.GetPhysicalDeviceMemoryProperties(handle, &physical.memory);
  if (physical.properties.apiVersion >= VK_API_VERSION_1_2) {
    readProperties(vulkan, physical);
    readFeatures(vulkan, physical);
    readComputeUnits(vulkan, physical);
    readSubgroups(vulkan, physical);
  }
  physical.usable = checkUsable(vulkan, physical);
  physical.unified = isUnified(physical);
  return physical;
}

std::vector<std::string> featuresOf(const Physical &physical) {
  const VkPhysicalDeviceVulkan12Features &more = physical.features12;
  bool bits8 = more.shaderInt8 && more.storageBuffer8BitAccess;
  bool bits16 = physical.features.shaderInt16 && physical.features11.storageBuffer16BitAccess;
  std::vector<std::string> names;
  auto add = [&](std::string_view name, bool present) {
    if (present)
      names.emplace_back(name);
  };
  add(abi::features::kFloat64, physical.features.shaderFloat64);
  add(abi::features::kFloat16, more.shaderFloat16 && physical.features11.storageBuffer16BitAccess);
  add(abi::features::kInt8, bits8);
  add(abi::features::kInt16, bits16);
  add(abi::features::kInt64, physical.features.shaderInt64);
  add(abi::features::kInt64Atomics, more.shaderBufferInt64Atomics);
  add(abi::features::kClock, physical.clock.shaderDeviceClock);
  add(abi::features::kPointers, more.bufferDeviceAddress);
  add(abi::features::kSubgroup32, physical.properties11.subgroupSize == 32);
  return names;
}

} // namespace

uint64_t Physical::memoryBytes() const {
  uint64_t largest = 0;
  for (uint32_t i = 0; i < memory.memoryHeapCount; ++i)
    if (memory.memoryHeaps[i].flags & VK_MEMORY_HEAP_DEVICE_LOCAL_BIT)
      largest = std::max<uint64_t>(largest, memory.memoryHeaps[i].size);
  return largest;
}

Result<std::vector<Physical>> enumerate() {
  Result<const Instance *> vulkan = Instance::get();
  if (!vulkan)
    return vulkan.status();
  uint32_t count = 0;
  VkResult result = (*vulkan)->EnumeratePhysicalDevices((*vulkan)->handle, &count, nullptr);
  std::vector<VkPhysicalDevice> handles(count);
  if (result == VK_SUCCESS && count > 0)
    result = (*vulkan)->EnumeratePhysicalDevices((*vulkan)->handle, &count, handles.data());
  if (result != VK_SUCCESS)
    return failure("cannot list the devices", result);
  std::vector<Physical> devices;
  for (uint32_t i = 0; i < count; ++i)
    devices.push_back(read(**vulkan, handles[i], i));
  return devices;
}

DeviceProperties describe(const Physical &physical) {
  const VkPhysicalDeviceLimits &limits = physical.properties.limits;
  DeviceProperties properties;
  properties.name = physical.name();
  properties.description = physical.properties.deviceName;
  properties.targets = {"vulkan"};
  properties.parallelism = physical.computeUnits;
  properties.max_threads_per_block = std::min(1024u, limits.maxComputeWorkGroupInvocations);
  properties.max_block = {std::min(1024u, limits.maxComputeWorkGroupSize[0]),
                          std::min(1024u, limits.maxComputeWorkGroupSize[1]),
                          std::min(64u, limits.maxComputeWorkGroupSize[2])};
  // A larger grid.x is split (launch.cpp); every device has 65535 blocks in y and z.
  properties.max_threads_x = UINT32_MAX;
  properties.shared_bytes_per_block = limits.maxComputeSharedMemorySize;
  properties.memory_bytes = physical.memoryBytes();
  properties.driver_version =
      std::string(physical.properties12.driverName) + " " + physical.properties12.driverInfo;
  properties.features = featuresOf(physical);
  return properties;
}

} // namespace hd::drivers::vulkan
