// Faults that take a device with them, and what only libraries with CUDA's shape have. Runs with the vendor
// libraries of fake_library.cpp, and with real ones where HEDDLE_TEST_KERNELS has code for the device; then
// each test wants a process of its own, as a real fault may leave no way back.
#include "tests/runtime/conformance/conformance.h"

#include <cstdlib>
#include <optional>

namespace hd::test {
namespace {

class GpuTest : public testing::TestWithParam<const char *> {
protected:
  void SetUp() override {
    name = GetParam();
    isReal = !std::getenv(name == "cuda" ? "HEDDLE_CUDA_LIBRARY" : "HEDDLE_HIP_LIBRARY");
    Result<Device> opened = Device::open(name + ":0");
    if (!opened && isReal)
      GTEST_SKIP() << opened.status().to_string();
    ASSERT_TRUE(opened) << opened.status().to_string();
    device = *opened;
    Result<hd::Module> loaded = device.load(kernelsModule());
    if (!loaded && isReal && loaded.status().code() == StatusCode::unsupported)
      GTEST_SKIP() << loaded.status().to_string();
    ASSERT_TRUE(loaded) << loaded.status().to_string();
    module = *loaded;
  }
  // Where there are two.
  std::optional<Device> second() const {
    Result<Device> opened = Device::open(name + ":1");
    EXPECT_TRUE(opened || isReal) << opened.status().to_string();
    return opened ? std::optional(*opened) : std::nullopt;
  }
  Status fault(const Stream &stream = {}) { return module.kernel("fault")->launch({.stream = stream}, 0); }

  std::string name;
  bool isReal = false;
  Device device;
  hd::Module module;
};
INSTANTIATE_TEST_SUITE_P(Drivers, GpuTest, testing::Values("cuda", "hip"));

TEST_P(GpuTest, FaultNamesTheKernelAndOtherDevicesGoOn) {
  Device other = second().value_or(*Device::open("cpu"));
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
  Result<Device> again = Device::open(name);
  if (!again && isReal) {
    EXPECT_FAILS(again.status(), StatusCode::device_lost, "device");
    GTEST_SKIP() << "the vendor's library wants a new process: " << again.status().to_string();
  }
  ASSERT_TRUE(again) << again.status().to_string();
  Buffer<int> values(*again, 3);
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
  if (isReal)
    GTEST_SKIP() << "they depend on the device";
  const std::vector<std::string> &targets = device.properties().targets;
  EXPECT_EQ(targets.front(), name == "cuda" ? "nvptx:sm_90a" : "amdgcn:gfx90a");
  if (name == "cuda") {
    EXPECT_EQ(targets[1], "nvptx:sm_90");
    EXPECT_EQ(targets.back(), "nvptx:sm_70");
  }
}

TEST_P(GpuTest, CopiesBetweenItsDevices) {
  std::optional<Device> other = second();
  if (!other)
    GTEST_SKIP() << "there is one device";
  Buffer<int> from(device, 3), to(*other, 3);
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
