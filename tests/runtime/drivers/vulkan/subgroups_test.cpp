// The size that pipelines ask for, by what devices say, and the blocks whose warps then lie in subgroups.
#include "tests/runtime/drivers/vulkan/vulkan_test.h"

#include "runtime/drivers/vulkan/spirv.h"

namespace hd::test {
namespace {

using drivers::Subgroups;
using drivers::vulkan::requestSubgroups;
using drivers::vulkan::SubgroupLimits;
using drivers::vulkan::SubgroupRequest;

constexpr SubgroupLimits kVaries{32, 64, 32, true, true};

TEST(VulkanSubgroups, SizeIsAWarpsOrNextToIt) {
  EXPECT_EQ(SubgroupLimits().size(), 0u);                            // without the extension
  EXPECT_EQ((SubgroupLimits{32, 32, 32, false, false}.size()), 32u); // one size
  EXPECT_EQ((SubgroupLimits{64, 64, 16, true, true}.size()), 64u);   // all larger
  EXPECT_EQ((SubgroupLimits{8, 16, 64, true, true}.size()), 16u);    // all smaller
  EXPECT_EQ(kVaries.size(), 32u);                                    // the smallest
  EXPECT_EQ((SubgroupLimits{8, 32, 64, true, true}.size()), 32u);    // the largest
  EXPECT_EQ((SubgroupLimits{4, 128, 64, true, false}.size()), 32u);  // in between
  EXPECT_EQ((SubgroupLimits{32, 64, 32, false, true}.size()), 0u);   // varies, and pipelines have no say
}

TEST(VulkanSubgroups, PipelinesAskForTheSize) {
  EXPECT_EQ(requestSubgroups({}, {32, 1, 1}), (SubgroupRequest{0, false}));
  EXPECT_EQ(requestSubgroups(kVaries, {256, 1, 1}), (SubgroupRequest{32, true}));
  EXPECT_EQ(requestSubgroups(kVaries, {32, 8, 2}), (SubgroupRequest{32, true}));
  // Whole subgroups only where rows are multiples, and the device knows of them.
  EXPECT_EQ(requestSubgroups(kVaries, {48, 1, 1}), (SubgroupRequest{32, false}));
  EXPECT_EQ(requestSubgroups(kVaries, {16, 2, 1}), (SubgroupRequest{32, false}));
  EXPECT_EQ(requestSubgroups({32, 64, 32, true, false}, {64, 1, 1}), (SubgroupRequest{32, false}));
  // Where its subgroups vary and have no size for a block, nothing is asked for.
  EXPECT_EQ(requestSubgroups({8, 32, 16, true, true}, {1024, 1, 1}), (SubgroupRequest{0, false}));
  EXPECT_EQ(requestSubgroups({8, 32, 16, true, true}, {512, 1, 1}), (SubgroupRequest{32, true}));
  EXPECT_EQ(requestSubgroups({8, 8, 32, true, true}, {512, 1, 1}), (SubgroupRequest{0, true}));
}

TEST(VulkanSubgroups, LargeBlocksMayHaveOthers) {
  using drivers::vulkan::mostThreadsOfSize;
  EXPECT_EQ(mostThreadsOfSize({8, 32, 16, true, true}), 512u);
  EXPECT_EQ(mostThreadsOfSize({8, 8, 16, true, true}), ~0u);
  EXPECT_TRUE((Subgroups{32, true, 512}.holdWarps({512, 1, 1})));
  EXPECT_FALSE((Subgroups{32, true, 512}.holdWarps({513, 1, 1})));
  EXPECT_FALSE((Subgroups{32, true, 512}.holdWarps({32, 32, 1})));
}

TEST(VulkanSubgroups, HoldTheWarpsOfSomeBlocks) {
  EXPECT_FALSE(Subgroups().holdWarps({1, 1, 1}));
  for (uint32_t whole : {32u, 64u}) {
    EXPECT_TRUE((Subgroups{whole, true}.holdWarps({5, 7, 3})));
    EXPECT_FALSE((Subgroups{whole, false}.holdWarps({5, 7, 3})));
    EXPECT_TRUE((Subgroups{whole, false}.holdWarps({1000, 1, 1})));
    EXPECT_TRUE((Subgroups{whole, false}.holdWarps({64, 8, 2})));
  }
  EXPECT_TRUE((Subgroups{8, false}.holdWarps({8, 1, 1})));
  EXPECT_FALSE((Subgroups{8, false}.holdWarps({9, 1, 1})));
  EXPECT_FALSE((Subgroups{8, false}.holdWarps({4, 2, 1})));
  EXPECT_TRUE((Subgroups{8, true}.holdWarps({4, 2, 1})));
  EXPECT_TRUE((Subgroups{16, false}.holdWarps({1, 1, 1})));
}

// What the device here gives to a pipeline that asks, by the probe's own kernel.
class VulkanSubgroupsTest : public VulkanTest {};

TEST_F(VulkanSubgroupsTest, TheProbeFindsTheSizeThatWasAskedFor) {
  const drivers::vulkan::Context &context = *driver().context;
  const uint32_t size = context.physical.subgroups.size();
  if (size < 2 || !hasWarpOperations(context.physical))
    GTEST_SKIP() << "subgroups of no known size";
  if (context.physical.properties12.driverID == VK_DRIVER_ID_MESA_LLVMPIPE && size != 8)
    GTEST_SKIP() << "its ballots are of 8 lanes whatever the size";
  EXPECT_EQ(context.subgroups.size, size);
}

} // namespace
} // namespace hd::test
