#include "runtime/drivers/opencl/properties.h"

#include "runtime/abi/features.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <sstream>

namespace hd::drivers::opencl {
namespace {

namespace features = abi::features;

template <class T> T deviceValue(cl_device_id device, cl_device_info what) {
  T value{};
  if (cl().clGetDeviceInfo(device, what, sizeof(value), &value, nullptr) != CL_SUCCESS)
    return T{};
  return value;
}

// Some drivers end texts with NUL or spaces.
std::string trimmed(std::string text) {
  text.erase(std::find(text.begin(), text.end(), '\0'), text.end());
  while (!text.empty() && text.back() == ' ')
    text.pop_back();
  return text;
}

bool hasExtension(cl_device_id device, std::string_view name) {
  std::istringstream words(deviceText(device, CL_DEVICE_EXTENSIONS));
  for (std::string word; words >> word;)
    if (word == name)
      return true;
  return false;
}

// `OpenCL 3.0 vendor's text` is 300.
unsigned versionOf(cl_device_id device) {
  std::istringstream text(deviceText(device, CL_DEVICE_VERSION));
  std::string word;
  unsigned major = 0, minor = 0;
  char dot = 0;
  text >> word >> major >> dot >> minor;
  return major * 100 + minor;
}

bool compilesC3(cl_device_id device) {
  size_t bytes = 0;
  if (cl().clGetDeviceInfo(device, CL_DEVICE_OPENCL_C_ALL_VERSIONS, 0, nullptr, &bytes) != CL_SUCCESS)
    return false;
  std::vector<cl_name_version> versions(bytes / sizeof(cl_name_version));
  if (cl().clGetDeviceInfo(device, CL_DEVICE_OPENCL_C_ALL_VERSIONS, bytes, versions.data(), nullptr) !=
      CL_SUCCESS)
    return false;
  return std::any_of(versions.begin(), versions.end(),
                     [](const cl_name_version &version) { return CL_VERSION_MAJOR(version.version) == 3; });
}

// The size of a warp, else the one next to it, where kernels can ask for a size and have what warps need.
uint32_t subgroupSizeOf(const DeviceFacts &facts) {
  constexpr cl_device_info kSizes = 0x4108; // CL_DEVICE_SUB_GROUP_SIZES_INTEL
  for (const char *needed :
       {"cl_intel_required_subgroup_size", "cl_khr_subgroup_shuffle", "cl_khr_subgroup_ballot"})
    if (!hasExtension(facts.id, needed))
      return 0;
  size_t bytes = 0;
  if (!facts.compilesC3 || cl().clGetDeviceInfo(facts.id, kSizes, 0, nullptr, &bytes) != CL_SUCCESS)
    return 0;
  std::vector<size_t> sizes(bytes / sizeof(size_t));
  if (sizes.empty() || cl().clGetDeviceInfo(facts.id, kSizes, bytes, sizes.data(), nullptr) != CL_SUCCESS)
    return 0;
  const auto [least, most] = std::minmax_element(sizes.begin(), sizes.end());
  const bool has32 = std::find(sizes.begin(), sizes.end(), 32) != sizes.end();
  return static_cast<uint32_t>(has32 ? 32 : *most < 32 ? *most : *least);
}

bool isProcessor(cl_device_id device) {
  return deviceValue<cl_device_type>(device, CL_DEVICE_TYPE) & CL_DEVICE_TYPE_CPU;
}

// HEDDLE_OPENCL_LANES=off: as on a device that is none, to test that anywhere, subgroups too.
bool lanesAreOff() {
  const char *choice = std::getenv("HEDDLE_OPENCL_LANES");
  return choice && std::string_view(choice) == "off";
}

bool hasUnified(const DeviceFacts &facts) {
  constexpr cl_device_info kDeviceMemoryCapabilities = 0x4191; // CL_DEVICE_DEVICE_MEM_CAPABILITIES_INTEL
  return hasExtension(facts.id, "cl_intel_unified_shared_memory") &&
         deviceValue<cl_bitfield>(facts.id, kDeviceMemoryCapabilities) != 0;
}

cl_device_svm_capabilities sharedMemory(const DeviceFacts &facts) {
  bool functions = cl().clSVMAlloc && cl().clSVMFree && cl().clEnqueueSVMMemcpy && cl().clEnqueueSVMMemFill &&
                   cl().clSetKernelArgSVMPointer && cl().clSetKernelExecInfo;
  return facts.version >= 200 && functions
             ? deviceValue<cl_device_svm_capabilities>(facts.id, CL_DEVICE_SVM_CAPABILITIES)
             : 0;
}

Status chooseMemory(DeviceFacts &facts) {
  cl_device_svm_capabilities shared = sharedMemory(facts);
  bool unified = hasUnified(facts), anyShared = shared & CL_DEVICE_SVM_COARSE_GRAIN_BUFFER;
  facts.memory = unified ? MemoryKind::kUnified : anyShared ? MemoryKind::kShared : MemoryKind::kBuffer;
  const char *forced = std::getenv("HEDDLE_OPENCL_MEMORY");
  std::string_view kind = forced ? forced : "";
  if (kind == "buffer") {
    facts.memory = MemoryKind::kBuffer;
  } else if ((kind == "usm" && unified) || (kind == "svm" && anyShared)) {
    facts.memory = kind == "usm" ? MemoryKind::kUnified : MemoryKind::kShared;
  } else if (!kind.empty()) {
    bool known = kind == "usm" || kind == "svm";
    return {known ? StatusCode::unsupported : StatusCode::invalid_argument,
            "HEDDLE_OPENCL_MEMORY is `" + std::string(kind) +
                (known ? "`, which the device does not have" : "`, expected `usm`, `svm` or `buffer`"),
            "opencl"};
  }
  facts.hostSharesMemory =
      facts.memory == MemoryKind::kShared && (shared & CL_DEVICE_SVM_FINE_GRAIN_BUFFER) != 0;
  return {};
}

std::vector<std::string> featuresOf(const DeviceFacts &facts) {
  std::vector<std::string> names;
  auto add = [&](bool has, std::string_view name) {
    if (has)
      names.emplace_back(name);
  };
  bool fullProfile = deviceText(facts.id, CL_DEVICE_PROFILE) == "FULL_PROFILE";
  add(facts.hasDoubles, features::kFloat64);
  add(hasExtension(facts.id, "cl_khr_fp16"), features::kFloat16);
  add(true, features::kInt8); // cl_khr_byte_addressable_store is part of OpenCL 1.1
  add(true, features::kInt16);
  add(fullProfile || hasExtension(facts.id, "cles_khr_int64"), features::kInt64);
  add(hasExtension(facts.id, "cl_khr_int64_base_atomics") &&
          hasExtension(facts.id, "cl_khr_int64_extended_atomics"),
      features::kInt64Atomics);
  add(facts.memory != MemoryKind::kBuffer, features::kPointers);
  return names;
}

uint32_t narrowed(size_t value, uint32_t most) {
  return static_cast<uint32_t>(std::min<size_t>(value, most));
}

} // namespace

std::string deviceText(cl_device_id device, cl_device_info what) {
  size_t bytes = 0;
  if (cl().clGetDeviceInfo(device, what, 0, nullptr, &bytes) != CL_SUCCESS)
    return {};
  std::string text(bytes, '\0');
  if (cl().clGetDeviceInfo(device, what, bytes, text.data(), nullptr) != CL_SUCCESS)
    return {};
  return trimmed(std::move(text));
}

std::string platformText(cl_platform_id platform, cl_platform_info what) {
  size_t bytes = 0;
  if (cl().clGetPlatformInfo(platform, what, 0, nullptr, &bytes) != CL_SUCCESS)
    return {};
  std::string text(bytes, '\0');
  if (cl().clGetPlatformInfo(platform, what, bytes, text.data(), nullptr) != CL_SUCCESS)
    return {};
  return trimmed(std::move(text));
}

Status readFacts(DeviceFacts &facts) {
  auto unsupported = [](std::string what) {
    return Status(StatusCode::unsupported, std::move(what), "opencl");
  };
  facts.version = versionOf(facts.id);
  facts.addressBits = deviceValue<cl_uint>(facts.id, CL_DEVICE_ADDRESS_BITS);
  if (!deviceValue<cl_bool>(facts.id, CL_DEVICE_AVAILABLE))
    return unsupported("the device says that it is not available");
  if (facts.version < 102)
    return unsupported("the device offers `" + deviceText(facts.id, CL_DEVICE_VERSION) +
                       "`, OpenCL 1.2 is needed");
  if (!deviceValue<cl_bool>(facts.id, CL_DEVICE_COMPILER_AVAILABLE))
    return unsupported("the device has no compiler for OpenCL C");
  if (facts.addressBits != 64 || !deviceValue<cl_bool>(facts.id, CL_DEVICE_ENDIAN_LITTLE))
    return unsupported("the device is no little-endian one with 64-bit addresses");
  facts.compilesC3 = facts.version >= 300 && compilesC3(facts.id);
  facts.exactDivideOption = (deviceValue<cl_device_fp_config>(facts.id, CL_DEVICE_SINGLE_FP_CONFIG) &
                             CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0;
  facts.hasDoubles = deviceValue<cl_device_fp_config>(facts.id, CL_DEVICE_DOUBLE_FP_CONFIG) != 0;
  facts.threadsAreLanes = isProcessor(facts.id) && !lanesAreOff();
  // A processor exchanges through memory in any case: Intel's took twice as long with subgroups of 32.
  facts.subgroupSize = facts.threadsAreLanes ? 0 : subgroupSizeOf(facts);
  facts.maxAllocation = deviceValue<cl_ulong>(facts.id, CL_DEVICE_MAX_MEM_ALLOC_SIZE);
  return chooseMemory(facts);
}

DeviceProperties describeDevice(const DeviceFacts &facts, std::string name) {
  DeviceProperties properties;
  properties.name = std::move(name);
  properties.description = deviceText(facts.id, CL_DEVICE_NAME);
  properties.targets = {"opencl"};
  properties.parallelism = deviceValue<cl_uint>(facts.id, CL_DEVICE_MAX_COMPUTE_UNITS);
  properties.max_threads_per_block = narrowed(deviceValue<size_t>(facts.id, CL_DEVICE_MAX_WORK_GROUP_SIZE),
                                              properties.max_threads_per_block);
  struct {
    size_t sizes[3] = {1, 1, 1};
  } items = deviceValue<decltype(items)>(facts.id, CL_DEVICE_MAX_WORK_ITEM_SIZES);
  properties.max_block = {narrowed(items.sizes[0], properties.max_block.x),
                          narrowed(items.sizes[1], properties.max_block.y),
                          narrowed(items.sizes[2], properties.max_block.z)};
  properties.shared_bytes_per_block = deviceValue<cl_ulong>(facts.id, CL_DEVICE_LOCAL_MEM_SIZE);
  properties.memory_bytes = deviceValue<cl_ulong>(facts.id, CL_DEVICE_GLOBAL_MEM_SIZE);
  properties.driver_version = deviceText(facts.id, CL_DRIVER_VERSION);
  properties.features = featuresOf(facts);
  return properties;
}

} // namespace hd::drivers::opencl
