// The hip driver's entry in the registry: AMD's runtime library, and what differs there from the shape that
// drivers/gpu knows. HEDDLE_HIP_LIBRARY names another library than libamdhip64.so.
#include "runtime/abi/features.h"
#include "runtime/drivers/gpu/api.h"

#include "runtime/drivers/driver.h"

#include <dlfcn.h>

namespace hd::drivers::hip {
namespace {

// hipDeviceAttribute_t
enum Attribute { kMultiprocessors = 63, kSharedBytes = 74 };

const char *(*getErrorName)(int) = nullptr;
int (*getProperties)(void *, int) = nullptr;

std::string errorName(int code) {
  const char *name = getErrorName ? getErrorName(code) : nullptr;
  return name ? name : "HIP error " + std::to_string(code);
}

// `gfx90a` of a device. hipDeviceProp_t has changed its layout over the releases: the architecture is the
// last text in it that starts with gfx, with features behind colons (`gfx90a:sramecc+:xnack-`).
Result<std::string> architectureOf(const gpu::Api &api, int device) {
  if (!getProperties)
    return Status(StatusCode::unsupported, "the library has no function `hipGetDeviceProperties`", "hip");
  std::string record(16384, '\0');
  if (Status status = api.check(getProperties(record.data(), device), "cannot ask the device"); !status)
    return status;
  size_t at = record.rfind("gfx");
  if (at == std::string::npos)
    return Status(StatusCode::unsupported, "the device does not name its architecture", "hip");
  std::string name = record.substr(at, record.find('\0', at) - at);
  return name.substr(0, name.find(':'));
}

Status describe(const gpu::Api &api, int device, DeviceProperties &properties) {
  Result<std::string> architecture = architectureOf(api, device);
  if (!architecture)
    return architecture.status();
  int units = 0, shared = 0;
  int code = api.deviceAttribute(&units, kMultiprocessors, device);
  if (code == 0)
    code = api.deviceAttribute(&shared, kSharedBytes, device);
  if (Status status = api.check(code, "cannot ask the device"); !status)
    return status;
  properties.targets = {"amdgcn:" + *architecture};
  properties.parallelism = static_cast<uint32_t>(units);
  properties.shared_bytes_per_block = static_cast<uint64_t>(shared);
  namespace features = abi::features;
  for (std::string_view feature :
       {features::kFloat64, features::kFloat16, features::kInt8, features::kInt16, features::kInt64,
        features::kInt64Atomics, features::kPointers, features::kSubgroup32, features::kClock})
    properties.features.emplace_back(feature);
  return {};
}

Status load(const gpu::Api &api, const std::vector<uint8_t> &image, void **module) {
  return api.check(api.moduleLoad(module, image.data(), 0, nullptr, nullptr),
                   "the runtime does not take the code");
}

gpu::Api makeApi() {
  gpu::Api api;
  api.origin = "hip";
  api.format = "elf-amdgcn";
  api.endOfLaunchOptions = 3;
  api.errorName = errorName;
  api.describe = describe;
  api.load = load;
  gpu::LibraryNames names{"HEDDLE_HIP_LIBRARY",
                          {"libamdhip64.so", "libamdhip64.so.6", "libamdhip64.so.5"},
                          {},
                          "no AMD HIP runtime"};
#define HD_GPU(member, parameters, cuda, hip) names.symbols.push_back(hip);
#include "runtime/drivers/gpu/entry_points.def"
#undef HD_GPU
  void *library = gpu::openLibrary(api, names);
  if (!library)
    return api;
  getErrorName = reinterpret_cast<decltype(getErrorName)>(dlsym(library, "hipGetErrorName"));
  for (const char *name : {"hipGetDevicePropertiesR0600", "hipGetDeviceProperties"})
    if (!getProperties)
      getProperties = reinterpret_cast<decltype(getProperties)>(dlsym(library, name));
  return api;
}

const gpu::Api &api() {
  static const gpu::Api api = makeApi();
  return api;
}

class HipDriver final : public Driver {
public:
  std::string_view name() const override { return "hip"; }
  std::vector<DeviceInfo> list() const override { return gpu::list(api()); }
  Result<std::shared_ptr<drivers::Device>> open(std::string_view selector) const override {
    return gpu::open(api(), selector);
  }
};

} // namespace

const Driver &driver() {
  static const HipDriver instance;
  return instance;
}

} // namespace hd::drivers::hip
