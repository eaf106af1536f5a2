// Subgroups that kernels can ask for are found in order. (Processors only have them with
// HEDDLE_OPENCL_LANES=off.)
#include "runtime/drivers/opencl/device.h"
#include "runtime/drivers/opencl/probe.h"
#include "tests/runtime/conformance/conformance.h"

namespace hd::test {
namespace {

TEST(OpenclSubgroups, AreProbedWithTheSizeThatKernelsAskFor) {
  Result<Device> device = Device::open("opencl");
  if (!device)
    GTEST_SKIP() << device.status().to_string();
  auto &driver = static_cast<drivers::opencl::Device &>(*device->driver());
  Result<drivers::Subgroups> found = driver.subgroups();
  ASSERT_TRUE(found) << found.status().to_string();
  const uint32_t size = driver.context().facts.subgroupSize;
  if (size < 2) {
    EXPECT_EQ(found->size, 0u);
    GTEST_SKIP() << "kernels cannot ask for a size";
  }
  EXPECT_EQ(found->size, size);
  EXPECT_TRUE(found->holdWarps({size, 1, 1}));
}

TEST(OpenclSubgroups, AskAsIntelsExtensionDoes) {
  EXPECT_EQ(drivers::opencl::requiredSubgroups(32), "__attribute__((intel_reqd_sub_group_size(32))) ");
}

} // namespace
} // namespace hd::test
