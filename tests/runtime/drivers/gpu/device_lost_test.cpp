// Faults that take a device with them, and what only libraries with CUDA's shape have. Runs with the vendor
// libraries of fake_library.cpp.
#include "tests/runtime/conformance/conformance.h"

#include <cstdlib>

namespace hd::test {
namespace {

class GpuTest : public testing::TestWithParam<const char *> {
protected:
  void SetUp() override {
    if (!std::getenv("HEDDLE_CUDA_LIBRARY") || !std::getenv("HEDDLE_HIP_LIBRARY"))
      GTEST_SKIP() << "runs with HEDDLE_CUDA_LIBRARY and HEDDLE_HIP_LIBRARY naming the tests' libraries";
    name = GetParam();
    device = *Device::open(name + ":0");
    module = *device.load(kernelsModule());
  }
  Status fault(const Stream &stream = {}) { return module.kernel("fault")->launch({.stream = stream}, 0); }

  std::string name;
  Device device;
  hd::Module module;
};
INSTANTIATE_TEST_SUITE_P(Drivers, GpuTest, testing::Values("cuda", "hip"));

TEST_P(GpuTest, FaultNamesTheKernelAndOtherDevicesGoOn) {
  Device other = *Device::open(name + ":1");
  Buffer<int> values(other, 3), gone(device, 3);
  Stream stream = *device.create_stream();
  EXPECT_OK(fault(stream));
  Status status = stream.synchronize();
  EXPECT_FAILS(status, StatusCode::device_lost, "kernel `fault` failed");
  EXPECT_FAILS(status, StatusCode::device_lost, "fault<<<(1, 1, 1), (1, 1, 1)>>>");
  EXPECT_EQ(status.vendor_code(), 700);
  EXPECT_FAILS(stream.synchronize(), StatusCode::device_lost, "is lost since an earlier failure");
  EXPECT_FAILS(gone.fill(1), StatusCode::device_lost, "fault");
  EXPECT_FAILS(device.create_stream().status(), StatusCode::device_lost, name);
  EXPECT_OK(values.fill(4));
  EXPECT_EQ(*values.to_vector(), std::vector<int>(3, 4));
}

TEST_P(GpuTest, ALostDeviceWorksWhenItIsOpenedAgain) {
  EXPECT_OK(fault());
  EXPECT_FALSE(device.synchronize());
  module = {};
  device = {};
  Device again = *Device::open(name);
  Buffer<int> values(again, 3);
  EXPECT_OK(values.fill(4));
  EXPECT_EQ(*values.to_vector(), std::vector<int>(3, 4));
}

TEST_P(GpuTest, CodeThatTheLibraryDoesNotTake) {
  abi::Module wrong = kernelsModule();
  for (abi::Image &image : wrong.images)
    image.bytes = {1, 2, 3};
  EXPECT_FAILS(device.load(wrong).status(), StatusCode::device_error, "module `kernels`");
}

TEST_P(GpuTest, TargetsAreTheBestFirst) {
  const std::vector<std::string> &targets = device.properties().targets;
  EXPECT_EQ(targets.front(), name == "cuda" ? "nvptx:sm_90a" : "amdgcn:gfx90a");
  if (name == "cuda") {
    EXPECT_EQ(targets[1], "nvptx:sm_90");
    EXPECT_EQ(targets.back(), "nvptx:sm_70");
  }
}

TEST_P(GpuTest, CopiesBetweenItsDevices) {
  Device other = *Device::open(name + ":1");
  Buffer<int> from(device, 3), to(other, 3);
  EXPECT_OK(from.fill(7));
  EXPECT_OK(to.view().copy_from(from.view()));
  EXPECT_EQ(*to.to_vector(), std::vector<int>(3, 7));
}

TEST_P(GpuTest, PatternsOfAnySizeAtAnyOffset) {
  for (uint32_t size = 1; size <= 16; ++size)
    for (uint32_t offset : {0u, 1u, 2u}) {
      std::vector<uint8_t> pattern(size), expected(offset + size * 5000), read(expected.size());
      for (uint32_t i = 0; i < size; ++i)
        pattern[i] = static_cast<uint8_t>(i % 4 + 1);
      for (size_t i = offset; i < expected.size(); ++i)
        expected[i] = pattern[(i - offset) % size];
      RawBuffer buffer(device, expected.size());
      const uint8_t zero = 0;
      ASSERT_TRUE(buffer.view().fill_pattern(&zero, 1));
      ASSERT_TRUE(buffer.view().slice(offset, expected.size() - offset).fill_pattern(pattern.data(), size));
      ASSERT_TRUE(buffer.copy_to_bytes(read.data(), read.size()));
      ASSERT_EQ(read, expected) << size << " bytes at " << offset;
    }
}

} // namespace
} // namespace hd::test
