// A Vulkan device and the test kernels on it; skips where there is none.
#pragma once

#include "runtime/drivers/vulkan/device.h"
#include "tests/runtime/conformance/conformance.h"

namespace hd::test {

class VulkanTest : public testing::Test {
protected:
  void SetUp() override {
    Result<Device> opened = Device::open("vulkan");
    if (!opened)
      GTEST_SKIP() << opened.status().to_string();
    device = *opened;
    Result<hd::Module> loaded = device.load(kernelsModule());
    ASSERT_TRUE(loaded) << loaded.status().to_string();
    module = *loaded;
  }
  Kernel kernel(std::string_view name) { return *module.kernel(name); }
  drivers::vulkan::Device &driver() { return static_cast<drivers::vulkan::Device &>(*device.driver()); }

  Device device;
  hd::Module module;
};

} // namespace hd::test
