// Which devices there are, and why not.
#include "tests/runtime/conformance/conformance.h"

#include <algorithm>
#include <cstdlib>

namespace hd::test {
namespace {

std::vector<DeviceInfo> listed() {
  std::vector<DeviceInfo> lines = Device::list();
  std::erase_if(lines, [](const DeviceInfo &line) { return !line.name.starts_with("opencl"); });
  return lines;
}

TEST(OpenclListing, IsNeverEmptyAndSaysWhy) {
  std::vector<DeviceInfo> lines = listed();
  ASSERT_FALSE(lines.empty());
  for (const DeviceInfo &line : lines) {
    Result<Device> opened = Device::open(line.name);
    EXPECT_EQ(opened.ok(), line.status.ok()) << line.name;
    if (!line.status) {
      EXPECT_FALSE(line.status.message().empty());
    }
  }
}

TEST(OpenclListing, NothingInstalledIsSaid) {
  const char *vendors = std::getenv("OCL_ICD_VENDORS");
  if (!vendors || std::string_view(vendors) != "/nonexistent")
    GTEST_SKIP() << "runs with OCL_ICD_VENDORS=/nonexistent";
  std::vector<DeviceInfo> lines = listed();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_FAILS(lines[0].status, StatusCode::not_found, "OpenCL");
  EXPECT_FAILS(Device::open("opencl:0").status(), StatusCode::not_found, "OpenCL");
}

TEST(OpenclListing, UnknownNumberSaysWhatThereIs) {
  if (!Device::open("opencl"))
    GTEST_SKIP() << listed()[0].status.to_string();
  EXPECT_FAILS(Device::open("opencl:99").status(), StatusCode::not_found, "`opencl:0`");
  EXPECT_FAILS(Device::open("opencl:x").status(), StatusCode::invalid_argument, "`opencl:x`");
}

TEST(OpenclListing, PropertiesAreFilledIn) {
  Result<Device> device = Device::open("opencl");
  if (!device)
    GTEST_SKIP() << device.status().to_string();
  const DeviceProperties &properties = device->properties();
  EXPECT_EQ(properties.name, "opencl:0");
  EXPECT_FALSE(properties.description.empty());
  EXPECT_FALSE(properties.driver_version.empty());
  EXPECT_EQ(properties.targets, std::vector<std::string>{"opencl"});
  EXPECT_GT(properties.memory_bytes, 0u);
  EXPECT_GT(properties.parallelism, 0u);
  EXPECT_GT(properties.shared_bytes_per_block, 0u);
  auto &features = properties.features;
  EXPECT_NE(std::find(features.begin(), features.end(), "i16"), features.end());
}

TEST(OpenclListing, UnknownKindOfMemoryIsAnError) {
  if (!Device::open("opencl"))
    GTEST_SKIP() << listed()[0].status.to_string();
  setenv("HEDDLE_OPENCL_MEMORY", "paper", 1);
  EXPECT_FAILS(Device::open("opencl").status(), StatusCode::invalid_argument, "`paper`");
  unsetenv("HEDDLE_OPENCL_MEMORY");
}

} // namespace
} // namespace hd::test
