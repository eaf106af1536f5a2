// Fills and copies beyond what OpenCL offers directly, with both kinds of memory.
#include "tests/runtime/drivers/opencl/opencl_test.h"

#include <cstdlib>
#include <numeric>

namespace hd::test {
namespace {

class OpenclMemoryTest : public testing::TestWithParam<const char *> {
protected:
  void SetUp() override {
    setenv("HEDDLE_OPENCL_MEMORY", GetParam(), 1);
    Result<Device> opened = Device::open("opencl:0");
    unsetenv("HEDDLE_OPENCL_MEMORY");
    if (!opened)
      GTEST_SKIP() << opened.status().to_string();
    device = *opened;
  }
  Device device;
};
INSTANTIATE_TEST_SUITE_P(Kinds, OpenclMemoryTest, testing::Values("usm", "svm", "buffer"));

TEST_P(OpenclMemoryTest, PatternsOfAnySizeAtAnyOffset) {
  for (uint32_t size = 1; size <= 16; ++size)
    for (uint32_t offset : {0u, 1u, 8u}) {
      std::vector<uint8_t> pattern(size), expected(offset + size * 9000), read(expected.size());
      std::iota(pattern.begin(), pattern.end(), uint8_t(1));
      for (size_t i = offset; i < expected.size(); ++i)
        expected[i] = pattern[(i - offset) % size];
      RawBuffer buffer(device, expected.size());
      const uint8_t zero = 0;
      ASSERT_TRUE(buffer.view().fill_pattern(&zero, 1));
      BufferView part = buffer.view().slice(offset, expected.size() - offset);
      ASSERT_TRUE(part.fill_pattern(pattern.data(), size));
      ASSERT_TRUE(buffer.copy_to_bytes(read.data(), read.size()));
      ASSERT_EQ(read, expected) << size << " bytes at " << offset;
    }
}

TEST_P(OpenclMemoryTest, OverlappingCopies) {
  std::vector<int> values(10000), read(values.size());
  std::iota(values.begin(), values.end(), 0);
  Buffer<int> buffer(device, std::span<const int>(values));
  EXPECT_OK(buffer.slice(5, 9995).copy_from(buffer.slice(0, 9995)));
  std::copy_backward(values.begin(), values.end() - 5, values.end());
  EXPECT_EQ(*buffer.to_vector(), values);
  EXPECT_OK(buffer.slice(0, 9990).copy_from(buffer.slice(10, 9990)));
  std::copy(values.begin() + 10, values.end(), values.begin());
  EXPECT_EQ(*buffer.to_vector(), values);
}

TEST_P(OpenclMemoryTest, PointersNeedSharedAddresses) {
  const auto &features = device.properties().features;
  bool has = std::find(features.begin(), features.end(), "pointers") != features.end();
  EXPECT_EQ(has, std::string_view(GetParam()) != "buffer");
  abi::Module module = kernelsModule();
  for (abi::Image &image : module.images)
    if (image.target == "opencl")
      image.kernels[0].features = {"pointers"};
  Status status = device.load(module).status();
  if (has)
    EXPECT_OK(status);
  else
    EXPECT_FAILS(status, StatusCode::unsupported, "`pointers`");
}

TEST_P(OpenclMemoryTest, BeyondTheLargestAllocation) {
  RawBuffer buffer(device, uint64_t{1} << 50);
  EXPECT_FAILS(buffer.status(), StatusCode::out_of_memory, "the device offers at most");
}

} // namespace
} // namespace hd::test
