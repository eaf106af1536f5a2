// A device that is lost: what it was doing is said, everything fails with that, and other devices go on.
#include "tests/runtime/drivers/vulkan/vulkan_test.h"

#include <atomic>

namespace hd::test {
namespace {

class VulkanLostTest : public VulkanTest {
protected:
  // As if the driver had said so of a wait.
  void lose() {
    driver().context->check(VK_ERROR_DEVICE_LOST, "cannot wait for the device",
                            "kernel `chain` launched as chain<<<(1, 1, 1), (1, 1, 1)>>>");
  }
};

TEST_F(VulkanLostTest, EveryCallSaysSo) {
  Buffer<int> buffer(device, 16);
  Stream stream = *device.create_stream();
  lose();
  constexpr StatusCode kLost = StatusCode::device_lost;
  EXPECT_FAILS(stream.synchronize(), kLost, "it ran kernel `chain` launched as chain<<<(1, 1, 1)");
  EXPECT_FAILS(device.synchronize(), kLost, "vulkan:");
  EXPECT_FAILS(kernel("empty").launch({}), kLost, "is lost");
  EXPECT_FAILS(buffer.fill(1), kLost, "is lost");
  EXPECT_FAILS(buffer.to_vector().status(), kLost, "VK_ERROR_DEVICE_LOST");
  EXPECT_FAILS(device.allocate(16).status(), kLost, "open the device again");
  EXPECT_FAILS(device.load(kernelsModule()).status(), kLost, "is lost");
}

TEST_F(VulkanLostTest, CallbacksStillHappen) {
  Stream stream = *device.create_stream();
  lose();
  std::atomic<bool> called{false};
  stream.add_callback([&] { called = true; });
  EXPECT_EQ(stream.synchronize().code(), StatusCode::device_lost);
  EXPECT_TRUE(called);
}

TEST_F(VulkanLostTest, AnotherDeviceGoesOn) {
  Device other = *Device::open("vulkan");
  lose();
  Buffer<int> buffer(other, 4);
  EXPECT_OK(buffer.fill(3));
  EXPECT_EQ(*buffer.to_vector(), std::vector<int>(4, 3));
}

} // namespace
} // namespace hd::test
