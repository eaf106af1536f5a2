// Host callbacks may not call into the device; handles may be dropped anywhere.
#include "tests/runtime/drivers/cpu/cpu_test.h"

#include <atomic>
#include <optional>
#include <thread>

namespace hd::test {
namespace {

class CpuStreamTest : public CpuTest {};

TEST_F(CpuStreamTest, CallbacksMayNotCallTheDevice) {
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

TEST_F(CpuStreamTest, CallbackMayHoldTheLastHandles) {
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

TEST_F(CpuStreamTest, ThrowingCallbackIsContained) {
  Stream stream = *device.create_stream();
  EXPECT_OK(stream.add_callback([] { throw 1; }));
  EXPECT_OK(stream.synchronize());
}

TEST_F(CpuStreamTest, ModuleMayBeDroppedWhileItsKernelIsQueued) {
  Stream stream = *device.create_stream();
  Buffer<uint32_t> value(device, 1);
  EXPECT_OK(value.fill(0));
  for (uint32_t i = 0; i < 5; ++i)
    EXPECT_OK(kernel("chain").launch({.stream = stream}, value, 1u, 1000000u));
  module = {};
  EXPECT_OK(stream.synchronize());
  EXPECT_EQ(value.to_vector()->at(0), 121u);
}

} // namespace
} // namespace hd::test
