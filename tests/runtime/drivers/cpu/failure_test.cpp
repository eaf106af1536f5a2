// Kernels that fail: the launch says how, and the process and the device go on.
#include "tests/runtime/drivers/cpu/cpu_test.h"

#include <csignal>

namespace hd::test {
namespace {

class FailureTest : public CpuTest {
protected:
  Status fault(int kind, Dim3 grid = {8}) {
    return kernel("fault").launch({.grid = grid, .block = {32}}, kind);
  }
  void expectWorking() {
    Buffer<int> hits(device, 1000);
    EXPECT_OK(hits.fill(0));
    EXPECT_OK(kernel("visit").launch({.grid = {1000}}, hits));
    EXPECT_EQ(*hits.to_vector(), std::vector<int>(1000, 1));
  }
};

constexpr StatusCode kFailed = StatusCode::kernel_failed;

TEST_F(FailureTest, AssertionNamesBlockAndThread) {
  Status status = kernel("assert_at").launch({.grid = {100}, .block = {32}}, 17u);
  EXPECT_EQ(status.code(), kFailed);
  EXPECT_EQ(status.message(), "kernel `assert_at` failed: kernels.hd:7: assert_at: assertion `x < n` failed "
                              "(block (17, 0, 0), thread (3, 0, 0)); launched as "
                              "assert_at<<<(100, 1, 1), (32, 1, 1)>>>, defined at kernels.hd:1");
  expectWorking();
}

TEST_F(FailureTest, FaultsNameTheKernelAndTheShape) {
  EXPECT_FAILS(fault(0), kFailed,
               "kernel `fault` failed: segmentation fault at address 0x10; launched as fault<<<(8, 1, 1), "
               "(32, 1, 1)>>>, "
               "defined at kernels.hd:1");
  EXPECT_FAILS(fault(1), kFailed, "integer division by zero");
  EXPECT_FAILS(fault(3), kFailed, "trap or illegal instruction");
  expectWorking();
}

TEST_F(FailureTest, StackOverflowIsCaughtOnEveryThread) {
  for (int i = 0; i < 3; ++i)
    EXPECT_FAILS(fault(2, {64}), kFailed, "segmentation fault");
  expectWorking();
}

TEST_F(FailureTest, FaultInAStreamIsReportedOnceAndDropsWhatFollows) {
  Stream stream = *device.create_stream();
  Buffer<int> hits(device, 4);
  EXPECT_OK(hits.fill(0));
  EXPECT_OK(kernel("fault").launch({.stream = stream}, 0));
  EXPECT_OK(kernel("visit").launch({.grid = {4}, .stream = stream}, hits));
  EXPECT_FAILS(stream.synchronize(), kFailed, "segmentation fault");
  EXPECT_OK(stream.synchronize());
  EXPECT_EQ(*hits.to_vector(), std::vector<int>(4, 0));
  EXPECT_OK(kernel("visit").launch({.grid = {4}, .stream = stream}, hits));
  EXPECT_OK(stream.synchronize());
  EXPECT_EQ(*hits.to_vector(), std::vector<int>(4, 1));
}

TEST_F(FailureTest, DeviceSynchronizeReportsTheFailureOfAStreamThatIsGone) {
  {
    Stream stream = *device.create_stream();
    EXPECT_OK(kernel("fault").launch({.stream = stream}, 0));
  }
  EXPECT_FAILS(device.synchronize(), kFailed, "segmentation fault");
  EXPECT_OK(device.synchronize());
}

TEST_F(FailureTest, WildStringArgumentOfPrintfIsTheKernelsFault) {
  EXPECT_FAILS(kernel("print_wild_string").launch({}), kFailed, "segmentation fault");
  expectWorking();
}

using FailureDeathTest = FailureTest;

TEST_F(FailureDeathTest, FaultsOfTheHostStillEndTheProcess) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        EXPECT_FALSE(fault(0));
        std::signal(SIGABRT, SIG_DFL);
        volatile uintptr_t address = 8;
        *reinterpret_cast<volatile int *>(address) = 1;
      },
      [](int status) { return !WIFEXITED(status) || WEXITSTATUS(status) != 0; }, "");
}

} // namespace
} // namespace hd::test
