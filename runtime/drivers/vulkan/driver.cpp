// The vulkan driver's entry in the registry.
#include "runtime/drivers/device_number.h"
#include "runtime/drivers/vulkan/device.h"

namespace hd::drivers::vulkan {
namespace {

class VulkanDriver final : public Driver {
public:
  std::string_view name() const override { return "vulkan"; }

  std::vector<DeviceInfo> list() const override {
    Result<std::vector<Physical>> found = enumerate();
    if (!found)
      return {{"vulkan", "", found.status()}};
    if (found->empty())
      return {{"vulkan", "", noDevices()}};
    std::vector<DeviceInfo> infos;
    for (const Physical &physical : *found)
      infos.push_back({physical.name(), physical.properties.deviceName, physical.usable});
    return infos;
  }

  // selector: the number of the device, or empty for the first that can be opened.
  Result<std::shared_ptr<drivers::Device>> open(std::string_view selector) const override {
    Result<std::vector<Physical>> found = enumerate();
    if (!found)
      return found.status();
    if (found->empty())
      return noDevices();
    if (selector.empty()) {
      for (const Physical &physical : *found)
        if (physical.usable)
          return Device::open(physical);
      return found->front().usable;
    }
    Result<size_t> number = deviceNumber("vulkan", selector, found->size());
    return number ? Device::open((*found)[*number]) : number.status();
  }

private:
  static Status noDevices() { return {StatusCode::not_found, "Vulkan's loader finds no device", "vulkan"}; }
};

} // namespace

const Driver &driver() {
  static const VulkanDriver instance;
  return instance;
}

} // namespace hd::drivers::vulkan
