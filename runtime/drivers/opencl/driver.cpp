// The opencl driver's entry in the registry: the devices of all platforms, numbered in the loader's order.
#include "runtime/drivers/device_number.h"
#include "runtime/drivers/opencl/device.h"

namespace hd::drivers::opencl {
namespace {

struct Candidate {
  DeviceFacts facts;
  std::string description;
  Status status; // why it cannot be opened
};

std::vector<cl_device_id> devicesOf(cl_platform_id platform) {
  cl_uint count = 0;
  if (cl().clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, nullptr, &count) != CL_SUCCESS)
    return {};
  std::vector<cl_device_id> devices(count);
  if (cl().clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, count, devices.data(), nullptr) != CL_SUCCESS)
    return {};
  return devices;
}

Result<std::vector<cl_platform_id>> platforms() {
  if (!cl().status)
    return cl().status;
  cl_uint count = 0;
  cl_int code = cl().clGetPlatformIDs(0, nullptr, &count);
  std::vector<cl_platform_id> found(count);
  if (code == CL_SUCCESS && count != 0)
    code = cl().clGetPlatformIDs(count, found.data(), nullptr);
  if (code != CL_SUCCESS || count == 0)
    return Status(StatusCode::not_found,
                  "the ICD loader knows no OpenCL platform: no vendor's driver is installed", "opencl", code);
  return found;
}

Result<std::vector<Candidate>> candidates() {
  Result<std::vector<cl_platform_id>> found = platforms();
  if (!found)
    return found.status();
  std::vector<Candidate> all;
  std::string names;
  for (cl_platform_id platform : *found) {
    std::string platformName = platformText(platform, CL_PLATFORM_NAME);
    names += (names.empty() ? "`" : ", `") + platformName + "`";
    for (cl_device_id device : devicesOf(platform)) {
      Candidate candidate;
      candidate.facts.platform = platform;
      candidate.facts.id = device;
      candidate.status = readFacts(candidate.facts);
      candidate.description = deviceText(device, CL_DEVICE_NAME) + " (" + platformName + ")";
      all.push_back(std::move(candidate));
    }
  }
  if (all.empty())
    return Status(StatusCode::not_found, "there is no device on the OpenCL platforms " + names, "opencl");
  return all;
}

class OpenclDriver final : public Driver {
public:
  std::string_view name() const override { return "opencl"; }

  std::vector<DeviceInfo> list() const override {
    Result<std::vector<Candidate>> found = candidates();
    if (!found)
      return {{"opencl", "OpenCL devices", found.status()}};
    std::vector<DeviceInfo> lines;
    for (const Candidate &candidate : *found)
      lines.push_back({"opencl:" + std::to_string(lines.size()), candidate.description, candidate.status});
    return lines;
  }

  // selector: the number of the device, or empty for the first that can be opened.
  Result<std::shared_ptr<drivers::Device>> open(std::string_view selector) const override {
    Result<std::vector<Candidate>> found = candidates();
    if (!found)
      return found.status();
    size_t index = 0;
    if (selector.empty()) {
      while (index + 1 < found->size() && !(*found)[index].status)
        ++index;
    } else {
      Result<size_t> number = deviceNumber("opencl", selector, found->size());
      if (!number)
        return number.status();
      index = *number;
    }
    const Candidate &chosen = (*found)[index];
    if (!chosen.status)
      return chosen.status;
    return Device::open(chosen.facts, "opencl:" + std::to_string(index));
  }
};

} // namespace

const Driver &driver() {
  static const OpenclDriver instance;
  return instance;
}

} // namespace hd::drivers::opencl
