// Images that the device's compiler or the device itself does not take.
#include "tests/runtime/drivers/opencl/opencl_test.h"

namespace hd::test {
namespace {

using OpenclBuildTest = OpenclTest;

TEST_F(OpenclBuildTest, ErrorHoldsTheBuildLog) {
  Status status = device.load(module("__kernel void hd_kernel_k(void) { no_such_name = 1; }")).status();
  EXPECT_FAILS(status, StatusCode::device_error, "module `m`");
  EXPECT_FAILS(status, StatusCode::device_error, "no_such_name");
  EXPECT_NE(status.vendor_code(), 0);
}

TEST_F(OpenclBuildTest, MissingKernelIsADamagedImage) {
  EXPECT_FAILS(device.load(module("__kernel void hd_kernel_other(void) {}")).status(), StatusCode::corrupt,
               "kernel `k` is not in it");
}

TEST_F(OpenclBuildTest, WrongFormatIsADamagedImage) {
  abi::Module wrong = module("");
  wrong.images[0].format = "elf";
  EXPECT_FAILS(device.load(wrong).status(), StatusCode::corrupt, "expected `opencl-c`");
}

TEST_F(OpenclBuildTest, GlobalOutsideOfTheBlockIsADamagedImage) {
  abi::Module wrong = module("__kernel void hd_kernel_k(void) {}");
  wrong.images[0].globals = {{"g", 8, 16}};
  wrong.images[0].globalBytes.resize(16);
  EXPECT_FAILS(device.load(wrong).status(), StatusCode::corrupt, "global `g`");
}

TEST_F(OpenclBuildTest, SharedMemoryOfTheImageCountsAtTheLaunch) {
  abi::Module large = module("__kernel void hd_kernel_k(void) {}");
  const uint64_t limit = device.properties().shared_bytes_per_block;
  large.images[0].kernels[0].sharedBytes = static_cast<uint32_t>(limit - 8);
  Kernel kernel = *device.load(large)->kernel("k");
  EXPECT_OK(kernel.launch({.shared_bytes = 8}));
  EXPECT_FAILS(kernel.launch({.shared_bytes = 9}), StatusCode::invalid_argument, std::to_string(limit));
  EXPECT_OK(device.synchronize());
}

// As on a device whose compiler reckons with few threads where it does not know the block.
class OpenclBlockTest : public OpenclTest {
protected:
  OpenclBlockTest() { setenv("HEDDLE_OPENCL_KERNEL_THREADS", "8", 1); }
  ~OpenclBlockTest() override { unsetenv("HEDDLE_OPENCL_KERNEL_THREADS"); }
};

TEST_F(OpenclBlockTest, LargerBlocksHaveKernelsOfTheirOwn) {
  Kernel kernel = *device.load(module("__kernel void hd_kernel_k(void) {}"))->kernel("k");
  for (int i = 0; i < 2; ++i) {
    EXPECT_OK(kernel.launch({.block = {8}}));
    EXPECT_OK(kernel.launch({.grid = {3}, .block = {16}}));
    EXPECT_OK(kernel.launch({.block = {4, 4, 2}}));
  }
  EXPECT_OK(device.synchronize());
}

TEST_F(OpenclBlockTest, BuildThatFailsSaysForWhichBlock) {
  Kernel kernel = *device
                       .load(module("#define __attribute__(x) no_such_name\n"
                                    "__kernel void hd_kernel_k(void) {}"))
                       ->kernel("k");
  EXPECT_OK(kernel.launch({.block = {8}}));
  EXPECT_FAILS(kernel.launch({.block = {16}}), StatusCode::device_error,
               "kernel `k` for the block (16, 1, 1)");
  EXPECT_OK(device.synchronize());
}

TEST_F(OpenclBlockTest, SourceWithoutTheKernelsOpeningIsDamaged) {
  Kernel kernel = *device.load(module("kernel void hd_kernel_k(void) {}"))->kernel("k");
  EXPECT_OK(kernel.launch({.block = {8}}));
  EXPECT_FAILS(kernel.launch({.block = {16}}), StatusCode::corrupt, "does not define kernel `k`");
}

TEST_F(OpenclBuildTest, BlockBeyondWhatTheKernelAllows) {
  Kernel kernel = *device
                       .load(module("__kernel __attribute__((reqd_work_group_size(8, 1, 1))) "
                                    "void hd_kernel_k(void) {}"))
                       ->kernel("k");
  Status status = kernel.launch({.block = {16}});
  EXPECT_FALSE(status) << "a block of 16 with a required size of 8";
  EXPECT_NE(status.message().find("kernel `k`"), std::string::npos) << status.to_string();
}

} // namespace
} // namespace hd::test
