#include "runtime/drivers/vulkan/api.h"

#include <dlfcn.h>

namespace hd::drivers::vulkan {
namespace {

constexpr const char *kLibrary = "libvulkan.so.1";

Result<const Instance *> createInstance() {
  void *library = dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return Status(StatusCode::not_found, std::string("no Vulkan on this machine: ") + dlerror(), "vulkan");
  auto find = reinterpret_cast<PFN_vkGetInstanceProcAddr>(dlsym(library, "vkGetInstanceProcAddr"));
  if (!find)
    return Status(StatusCode::unsupported, std::string(kLibrary) + " has no vkGetInstanceProcAddr", "vulkan");
  auto version =
      reinterpret_cast<PFN_vkEnumerateInstanceVersion>(find(nullptr, "vkEnumerateInstanceVersion"));
  auto create = reinterpret_cast<PFN_vkCreateInstance>(find(nullptr, "vkCreateInstance"));
  uint32_t loaderVersion = VK_API_VERSION_1_0;
  if (version)
    version(&loaderVersion);
  if (!create || loaderVersion < VK_API_VERSION_1_2)
    return Status(StatusCode::unsupported,
                  std::string(kLibrary) + " is of Vulkan " +
                      std::to_string(VK_API_VERSION_MAJOR(loaderVersion)) + "." +
                      std::to_string(VK_API_VERSION_MINOR(loaderVersion)) + ", expected 1.2 or later",
                  "vulkan");
  VkApplicationInfo application{};
  application.sType = VK_STRUCTURE_TYPE_APPLICATION_INFO;
  application.pEngineName = "heddle";
  application.apiVersion = VK_API_VERSION_1_2;
  VkInstanceCreateInfo info{};
  info.sType = VK_STRUCTURE_TYPE_INSTANCE_CREATE_INFO;
  info.pApplicationInfo = &application;
  auto *instance = new Instance;
  if (VkResult result = create(&info, nullptr, &instance->handle); result != VK_SUCCESS) {
    delete instance;
    return failure("cannot create an instance", result);
  }
  bool whole = true;
#define HD_VULKAN_LOAD(name)                                                                                 \
  instance->name = reinterpret_cast<PFN_vk##name>(find(instance->handle, "vk" #name));                       \
  whole = whole && instance->name;
  HD_VULKAN_INSTANCE_FUNCTIONS(HD_VULKAN_LOAD)
#undef HD_VULKAN_LOAD
  if (!whole)
    return Status(StatusCode::unsupported, std::string(kLibrary) + " lacks functions of Vulkan 1.2",
                  "vulkan");
  return instance;
}

} // namespace

Result<const Instance *> Instance::get() {
  static const Result<const Instance *> instance = createInstance();
  return instance;
}

bool DeviceFunctions::load(const Instance &instance, VkDevice device) {
  bool whole = true;
#define HD_VULKAN_LOAD(name)                                                                                 \
  name = reinterpret_cast<PFN_vk##name>(instance.GetDeviceProcAddr(device, "vk" #name));                     \
  whole = whole && name;
  HD_VULKAN_DEVICE_FUNCTIONS(HD_VULKAN_LOAD)
#undef HD_VULKAN_LOAD
  return whole;
}

std::string resultName(VkResult result) {
  switch (result) {
  case VK_ERROR_OUT_OF_HOST_MEMORY:
    return "VK_ERROR_OUT_OF_HOST_MEMORY";
  case VK_ERROR_OUT_OF_DEVICE_MEMORY:
    return "VK_ERROR_OUT_OF_DEVICE_MEMORY";
  case VK_ERROR_INITIALIZATION_FAILED:
    return "VK_ERROR_INITIALIZATION_FAILED";
  case VK_ERROR_DEVICE_LOST:
    return "VK_ERROR_DEVICE_LOST";
  case VK_ERROR_MEMORY_MAP_FAILED:
    return "VK_ERROR_MEMORY_MAP_FAILED";
  case VK_ERROR_EXTENSION_NOT_PRESENT:
    return "VK_ERROR_EXTENSION_NOT_PRESENT";
  case VK_ERROR_FEATURE_NOT_PRESENT:
    return "VK_ERROR_FEATURE_NOT_PRESENT";
  case VK_ERROR_INCOMPATIBLE_DRIVER:
    return "VK_ERROR_INCOMPATIBLE_DRIVER";
  case VK_ERROR_TOO_MANY_OBJECTS:
    return "VK_ERROR_TOO_MANY_OBJECTS";
  case VK_ERROR_INVALID_SHADER_NV:
    return "VK_ERROR_INVALID_SHADER";
  default: // not ours: the vendor's number says it
    return "VkResult " + std::to_string(result);
  }
}

Status failure(const std::string &what, VkResult result) {
  bool memory = result == VK_ERROR_OUT_OF_HOST_MEMORY || result == VK_ERROR_OUT_OF_DEVICE_MEMORY ||
                result == VK_ERROR_TOO_MANY_OBJECTS;
  return {memory ? StatusCode::out_of_memory : StatusCode::device_error, what + ": " + resultName(result),
          "vulkan", result};
}

} // namespace hd::drivers::vulkan
