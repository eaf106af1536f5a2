// Which devices there are, and what is said where there are none.
#include "tests/runtime/drivers/vulkan/vulkan_test.h"

#include <algorithm>

namespace hd::test {
namespace {

std::vector<DeviceInfo> vulkanDevices() {
  std::vector<DeviceInfo> devices = Device::list();
  std::erase_if(devices, [](const DeviceInfo &info) { return !info.name.starts_with("vulkan"); });
  return devices;
}

TEST(VulkanListing, EveryLineOpensOrSaysWhyNot) {
  std::vector<DeviceInfo> devices = vulkanDevices();
  ASSERT_FALSE(devices.empty());
  for (const DeviceInfo &info : devices) {
    Result<Device> opened = Device::open(info.name);
    EXPECT_EQ(opened.ok(), info.status.ok()) << info.name << ": " << opened.status().to_string();
    EXPECT_EQ(info.status.ok(), info.status.message().empty()) << info.name;
  }
}

TEST(VulkanListing, NamesOfNoDevice) {
  if (!vulkanDevices().front().status)
    GTEST_SKIP() << vulkanDevices().front().status.to_string();
  EXPECT_FAILS(Device::open("vulkan:1000").status(), StatusCode::not_found, "this machine has `vulkan:0`");
  EXPECT_FAILS(Device::open("vulkan:-1").status(), StatusCode::invalid_argument, "expected a number");
  EXPECT_FAILS(Device::open("vulkan:0x").status(), StatusCode::invalid_argument, "expected a number");
}

TEST(VulkanListing, PropertiesSayWhatTheDeviceOffers) {
  Result<Device> device = Device::open("vulkan");
  if (!device)
    GTEST_SKIP() << device.status().to_string();
  const DeviceProperties &properties = device->properties();
  EXPECT_EQ(properties.targets, std::vector<std::string>{"vulkan"});
  EXPECT_GT(properties.memory_bytes, 0u);
  EXPECT_GE(properties.shared_bytes_per_block, 16384u); // Vulkan's minimum
  EXPECT_FALSE(properties.driver_version.empty());
  EXPECT_NE(std::ranges::find(properties.features, "pointers"), properties.features.end());
}

} // namespace
} // namespace hd::test
