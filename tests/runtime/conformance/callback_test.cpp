// Host callbacks may not call into the device; handles may be dropped anywhere.
#include "tests/runtime/conformance/conformance.h"

#include <atomic>
#include <optional>
#include <thread>

namespace hd::test {
namespace {

class CallbackTest : public Conformance {};
HD_ON_EVERY_DEVICE(CallbackTest);

TEST_P(CallbackTest, MayNotCallTheDevice) {
  if (!executes())
    GTEST_SKIP() << "the device runs callbacks in the caller";
  Stream stream = *device.create_stream();
  Kernel empty = kernel("empty");
  std::vector<Status> statuses;
  EXPECT_OK(stream.add_callback([&] {
    statuses.push_back(empty.launch({}));
    statuses.push_back(empty.launch({.stream = stream}));
    statuses.push_back(stream.synchronize());
    statuses.push_back(device.synchronize());
  }));
  EXPECT_OK(stream.synchronize());
  ASSERT_EQ(statuses.size(), 4u);
  for (const Status &status : statuses)
    EXPECT_FAILS(status, StatusCode::invalid_argument, "host callback");
}

TEST_P(CallbackTest, MayHoldTheLastHandles) {
  std::atomic<bool> done{false};
  {
    auto stream = std::make_shared<std::optional<Stream>>(*device.create_stream());
    EXPECT_OK((*stream)->add_callback([stream, &done] {
      stream->reset();
      done = true;
    }));
  }
  module = {};
  device = {};
  while (!done)
    std::this_thread::yield();
}

TEST_P(CallbackTest, ThrowingIsContained) {
  if (!executes())
    GTEST_SKIP() << "the device runs callbacks in the caller";
  Stream stream = *device.create_stream();
  EXPECT_OK(stream.add_callback([] { throw 1; }));
  EXPECT_OK(stream.synchronize());
}

TEST_P(CallbackTest, WorkBehindItWaits) {
  Stream stream = *device.create_stream();
  Buffer<int> value(device, 1);
  EXPECT_OK(value.fill(1));
  std::atomic<bool> called{false};
  EXPECT_OK(stream.add_callback([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    called = true;
  }));
  int out = 0;
  EXPECT_OK(value.view().copy_to_bytes(&out, sizeof(out), stream));
  EXPECT_TRUE(called);
  EXPECT_EQ(out, 1);
}

TEST_P(CallbackTest, DefaultStreamWaitsForThoseOfOthers) {
  Stream stream = *device.create_stream();
  Buffer<int> value(device, 1);
  std::atomic<bool> called{false};
  EXPECT_OK(stream.add_callback([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    called = true;
  }));
  EXPECT_OK(value.fill(1));
  EXPECT_EQ(value.to_vector()->at(0), 1);
  EXPECT_TRUE(called);
}

TEST_P(CallbackTest, ModuleMayBeDroppedWhileItsKernelIsQueued) {
  Stream stream = *device.create_stream();
  Buffer<uint32_t> value(device, 1);
  EXPECT_OK(value.fill(0));
  for (uint32_t i = 0; i < 5; ++i)
    EXPECT_OK(kernel("chain").launch({.stream = stream}, value, 1u, 1000000u));
  module = {};
  EXPECT_OK(stream.synchronize());
  if (executes()) {
    EXPECT_EQ(value.to_vector()->at(0), 121u);
  }
}

TEST_P(CallbackTest, HandlesMayBeDroppedWithWorkInFlight) {
  Buffer<uint32_t> value(device, 1);
  EXPECT_OK(value.fill(0));
  EXPECT_OK(kernel("chain").launch({}, value, 1u, 3000000u));
  value = {};
  module = {};
  device = {};
}

} // namespace
} // namespace hd::test
