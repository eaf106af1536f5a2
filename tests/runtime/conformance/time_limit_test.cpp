// Kernels that take too long: waiting with a limit, and launches that are stopped.
#include "tests/runtime/conformance/conformance.h"

namespace hd::test {
namespace {

using namespace std::chrono_literals;

class TimeLimitTest : public Conformance {
protected:
  Status chain(const LaunchShape &shape, uint32_t delay) {
    return kernel("chain").launch(shape, value, 1u, delay);
  }
  void SetUp() override {
    Conformance::SetUp();
    if (IsSkipped() || HasFatalFailure())
      return;
    if (!executes())
      GTEST_SKIP() << "no kernel runs";
    value = Buffer<uint32_t>(device, 1);
    EXPECT_OK(value.fill(0));
  }
  Buffer<uint32_t> value;
};
HD_ON_EVERY_DEVICE(TimeLimitTest);

TEST_P(TimeLimitTest, WaitingWithALimitLeavesTheWorkRunning) {
  Stream stream = *device.create_stream();
  uint32_t expected = 0;
  for (int i = 0; i < 50; ++i) { // some drivers end long loops early
    EXPECT_OK(chain({.stream = stream}, 10000000));
    expected = expected * 3 + 1;
  }
  EXPECT_FAILS(stream.synchronize(10us), StatusCode::not_ready, "time limit");
  EXPECT_OK(stream.synchronize(5min));
  EXPECT_EQ(value.to_vector()->at(0), expected);
}

TEST_P(TimeLimitTest, LaunchIsStopped) {
  if (!device.properties().stops_kernels) {
    EXPECT_FAILS(chain({.time_limit = 1s}, 1), StatusCode::unsupported, "cannot stop a kernel");
    return;
  }
  auto start = std::chrono::steady_clock::now();
  EXPECT_FAILS(
      chain({.grid = {3}, .time_limit = 20ms}, UINT32_MAX), StatusCode::kernel_failed,
      "kernel `chain` failed: still running after its time limit of 0.02 s; launched as chain<<<(3, 1, 1), "
      "(1, 1, 1)>>>");
  EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
  EXPECT_OK(chain({.time_limit = 1min}, 1000));
}

TEST_P(TimeLimitTest, StoppedLaunchOfAStreamShowsWhenItIsWaitedFor) {
  if (!device.properties().stops_kernels)
    GTEST_SKIP() << "this device cannot stop kernels";
  Stream stream = *device.create_stream();
  EXPECT_OK(chain({.grid = {2}, .stream = stream, .time_limit = 20ms}, UINT32_MAX));
  EXPECT_OK(chain({.stream = stream}, 1));
  EXPECT_FAILS(stream.synchronize(), StatusCode::kernel_failed, "time limit");
  EXPECT_EQ(value.to_vector()->at(0), 0u);
  EXPECT_OK(chain({.stream = stream}, 1));
  EXPECT_OK(stream.synchronize());
  EXPECT_EQ(value.to_vector()->at(0), 1u);
}

TEST_P(TimeLimitTest, NegativeLimitIsAStatus) {
  EXPECT_FAILS(chain({.time_limit = -1ns}, 1), StatusCode::invalid_argument, "negative");
}

} // namespace
} // namespace hd::test
