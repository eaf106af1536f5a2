#include "runtime/drivers/gpu/api.h"

#include "runtime/drivers/device_number.h"
#include "runtime/drivers/gpu/device.h"

#include <cstdlib>
#include <dlfcn.h>

namespace hd::drivers::gpu {

bool isSticky(int code) {
  switch (code) {
  case 214: // uncorrectable ECC error
  case 700: // illegal address
  case 702: // launch timeout
  case 710: // assert
  case 714: // hardware stack error
  case 715: // illegal instruction
  case 716: // misaligned address
  case 717: // invalid address space
  case 718: // invalid program counter
  case 719: // launch failure
  case 999: // unknown
    return true;
  }
  return false;
}

Status Api::check(int code, const std::string &what) const {
  if (code == 0)
    return {};
  StatusCode kind = code == kOutOfMemory ? StatusCode::out_of_memory
                    : isSticky(code)     ? StatusCode::device_lost
                                         : StatusCode::device_error;
  return {kind, what + ": " + errorName(code), origin, code};
}

void *openLibrary(Api &api, const LibraryNames &names) {
  std::vector<const char *> candidates = names.names;
  if (const char *chosen = std::getenv(names.variable); chosen && *chosen)
    candidates = {chosen};
  void *handle = nullptr;
  for (const char *candidate : candidates)
    if (!handle)
      handle = dlopen(candidate, RTLD_NOW | RTLD_LOCAL);
  if (!handle) {
    api.status = Status(StatusCode::not_found,
                        std::string(names.missing) + ": cannot open " + candidates.front(), api.origin);
    return nullptr;
  }
  auto symbol = names.symbols.begin();
#define HD_GPU(member, parameters, cuda, hip)                                                                \
  api.member = reinterpret_cast<decltype(api.member)>(dlsym(handle, *symbol));                               \
  if (!api.member && api.status)                                                                             \
    api.status = Status(StatusCode::unsupported,                                                             \
                        std::string("the library has no function `") + *symbol + "`", api.origin);           \
  ++symbol;
#include "runtime/drivers/gpu/entry_points.def"
#undef HD_GPU
  if (api.status)
    if (int code = api.init(0))
      api.status =
          Status(StatusCode::not_found, "no usable device: " + api.errorName(code), api.origin, code);
  return handle;
}

static Result<int> deviceCount(const Api &api) {
  if (!api.status)
    return api.status;
  int count = 0;
  if (Status status = api.check(api.deviceCount(&count), "cannot count the devices"); !status)
    return status;
  if (count == 0)
    return Status(StatusCode::not_found, "the vendor's driver finds no device", api.origin);
  return count;
}

static Result<DeviceProperties> describe(const Api &api, int ordinal) {
  DeviceProperties properties;
  properties.name = api.origin + ":" + std::to_string(ordinal);
  int device = 0, version = 0;
  if (Status status = api.check(api.deviceGet(&device, ordinal), "cannot get the device"); !status)
    return status;
  char name[256] = {};
  size_t bytes = 0;
  if (Status status = api.check(api.deviceName(name, sizeof(name) - 1, device), "cannot name the device");
      !status)
    return status;
  if (Status status = api.check(api.deviceMemory(&bytes, device), "cannot size the device"); !status)
    return status;
  if (Status status = api.check(api.driverVersion(&version), "cannot tell the driver's version"); !status)
    return status;
  properties.description = name;
  properties.memory_bytes = bytes;
  properties.driver_version = std::to_string(version);
  if (Status status = api.describe(api, device, properties); !status)
    return status;
  return properties;
}

std::vector<DeviceInfo> list(const Api &api) {
  Result<int> count = deviceCount(api);
  if (!count)
    return {{api.origin, api.origin + " devices", count.status()}};
  std::vector<DeviceInfo> lines;
  for (int ordinal = 0; ordinal < *count; ++ordinal) {
    Result<DeviceProperties> properties = describe(api, ordinal);
    lines.push_back({api.origin + ":" + std::to_string(ordinal), properties ? properties->description : "",
                     properties.status()});
  }
  return lines;
}

Result<std::shared_ptr<drivers::Device>> open(const Api &api, std::string_view selector) {
  Result<int> count = deviceCount(api);
  if (!count)
    return count.status();
  Result<size_t> number =
      selector.empty() ? 0 : deviceNumber(api.origin, selector, static_cast<size_t>(*count));
  if (!number)
    return number.status();
  const int ordinal = static_cast<int>(*number);
  Result<DeviceProperties> properties = describe(api, ordinal);
  if (!properties)
    return properties.status();
  return Device::create(api, ordinal, std::move(*properties));
}

} // namespace hd::drivers::gpu
