// The cuda driver's entry in the registry: NVIDIA's driver library, and what differs there from the shape
// that drivers/gpu knows. HEDDLE_CUDA_LIBRARY names another library than libcuda.so.1.
#include "runtime/abi/features.h"
#include "runtime/drivers/gpu/api.h"

#include "runtime/drivers/driver.h"

#include <algorithm>
#include <dlfcn.h>

namespace hd::drivers::cuda {
namespace {

// CUdevice_attribute
enum Attribute {
  kMaxThreadsPerBlock = 1,
  kMaxBlockX = 2,
  kMaxGridX = 5,
  kMultiprocessors = 16,
  kMajor = 75,
  kMinor = 76,
  kSharedBytesOptIn = 97,
};

int (*getErrorName)(int, const char **) = nullptr;
int (*setFunctionAttribute)(void *, int, int) = nullptr;

std::string errorName(int code) {
  const char *name = nullptr;
  if (getErrorName && getErrorName(code, &name) == 0 && name)
    return name;
  return "CUDA error " + std::to_string(code);
}

int allowShared(void *function, unsigned bytes) {
  constexpr int kMaxDynamicSharedBytes = 8;
  return setFunctionAttribute(function, kMaxDynamicSharedBytes, static_cast<int>(bytes));
}

// PTX runs on its architecture and later ones; that of an `a` architecture on no other.
std::vector<std::string> targetsOf(int capability) {
  std::vector<std::string> targets;
  if (capability == 90)
    targets.push_back("nvptx:sm_90a");
  for (int version : {90, 89, 87, 86, 80, 75, 72, 70})
    if (version <= capability)
      targets.push_back("nvptx:sm_" + std::to_string(version));
  return targets;
}

Status describe(const gpu::Api &api, int device, DeviceProperties &properties) {
  Status failure;
  auto attribute = [&](int which) {
    int value = 0;
    if (Status status = api.check(api.deviceAttribute(&value, which, device), "cannot ask the device");
        failure)
      failure = status;
    return static_cast<uint32_t>(value);
  };
  uint32_t capability = attribute(kMajor) * 10 + attribute(kMinor);
  properties.parallelism = attribute(kMultiprocessors);
  properties.max_threads_per_block = attribute(kMaxThreadsPerBlock);
  properties.max_block = {attribute(kMaxBlockX), attribute(kMaxBlockX + 1), attribute(kMaxBlockX + 2)};
  properties.max_grid = {attribute(kMaxGridX), attribute(kMaxGridX + 1), attribute(kMaxGridX + 2)};
  properties.shared_bytes_per_block = attribute(kSharedBytesOptIn);
  if (!failure)
    return failure;
  properties.targets = targetsOf(static_cast<int>(capability));
  if (properties.targets.empty())
    return {StatusCode::unsupported,
            "the device has compute capability " + std::to_string(capability / 10) + "." +
                std::to_string(capability % 10) + ", at least 7.0 is needed",
            "cuda"};
  namespace features = abi::features;
  for (std::string_view feature :
       {features::kFloat64, features::kFloat16, features::kInt8, features::kInt16, features::kInt64,
        features::kInt64Atomics, features::kPointers, features::kSubgroup32, features::kClock})
    properties.features.emplace_back(feature);
  return {};
}

Status load(const gpu::Api &api, const std::vector<uint8_t> &image, void **module) {
  constexpr int kErrorLog = 5, kErrorLogBytes = 6; // CUjit_option
  std::vector<uint8_t> text = image;
  text.push_back(0);
  std::string log(8192, '\0');
  int options[] = {kErrorLog, kErrorLogBytes};
  void *values[] = {log.data(), reinterpret_cast<void *>(log.size())};
  int code = api.moduleLoad(module, text.data(), 2, options, values);
  log.resize(std::min(log.find('\0'), log.size()));
  return api.check(code, log.empty() ? "the driver does not take the code"
                                     : "the driver does not take the code: " + log);
}

gpu::Api makeApi() {
  gpu::Api api;
  api.origin = "cuda";
  api.format = "ptx";
  api.peersAreContexts = true;
  api.errorName = errorName;
  api.describe = describe;
  api.load = load;
  gpu::LibraryNames names{"HEDDLE_CUDA_LIBRARY", {"libcuda.so.1"}, {}, "no NVIDIA driver"};
#define HD_GPU(member, parameters, cuda, hip) names.symbols.push_back(cuda);
#include "runtime/drivers/gpu/entry_points.def"
#undef HD_GPU
  void *library = gpu::openLibrary(api, names);
  if (!library)
    return api;
  getErrorName = reinterpret_cast<decltype(getErrorName)>(dlsym(library, "cuGetErrorName"));
  setFunctionAttribute =
      reinterpret_cast<decltype(setFunctionAttribute)>(dlsym(library, "cuFuncSetAttribute"));
  if (setFunctionAttribute)
    api.allowShared = allowShared;
  return api;
}

const gpu::Api &api() {
  static const gpu::Api api = makeApi();
  return api;
}

class CudaDriver final : public Driver {
public:
  std::string_view name() const override { return "cuda"; }
  std::vector<DeviceInfo> list() const override { return gpu::list(api()); }
  Result<std::shared_ptr<drivers::Device>> open(std::string_view selector) const override {
    return gpu::open(api(), selector);
  }
};

} // namespace

const Driver &driver() {
  static const CudaDriver instance;
  return instance;
}

} // namespace hd::drivers::cuda
