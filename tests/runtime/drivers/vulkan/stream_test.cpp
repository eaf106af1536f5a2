// Streams of Vulkan devices: many of them, from many threads, and grids that are split.
#include "tests/runtime/drivers/vulkan/vulkan_test.h"

#include <thread>

namespace hd::test {
namespace {

class VulkanStreamTest : public VulkanTest {};

TEST_F(VulkanStreamTest, ManyLaunchesFillManyBatches) {
  Stream stream = *device.create_stream();
  Buffer<uint32_t> value(device, 1);
  EXPECT_OK(value.fill(1, stream));
  uint32_t expected = 1;
  for (uint32_t i = 0; i < 5000; ++i) {
    ASSERT_TRUE(kernel("chain").launch({.stream = stream}, value, i, 0u));
    expected = expected * 3 + i;
  }
  EXPECT_EQ(value.to_vector(stream)->at(0), expected);
}

TEST_F(VulkanStreamTest, ThreadsWithStreamsOfTheirOwn) {
  auto work = [&](uint32_t seed) {
    Stream stream = *device.create_stream();
    Buffer<uint32_t> value(device, 1);
    for (int round = 0; round < 20; ++round) {
      EXPECT_OK(value.fill(seed, stream));
      for (uint32_t i = 0; i < 5; ++i)
        EXPECT_OK(kernel("chain").launch({.stream = stream}, value, i, 10u));
      uint32_t expected = seed;
      for (uint32_t i = 0; i < 5; ++i)
        expected = expected * 3 + i;
      EXPECT_EQ(value.to_vector(stream)->at(0), expected);
      EXPECT_OK(kernel("empty").launch({})); // the default stream, between them
    }
  };
  std::vector<std::thread> threads;
  for (uint32_t i = 0; i < 6; ++i)
    threads.emplace_back(work, i + 1);
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_OK(device.synchronize());
}

// Two streams that take turns: every step waits for the other's.
TEST_F(VulkanStreamTest, EventsBackAndForth) {
  Stream streams[2] = {*device.create_stream(), *device.create_stream()};
  Event event = *device.create_event();
  Buffer<uint32_t> value(device, 1);
  EXPECT_OK(value.fill(1));
  uint32_t expected = 1;
  for (uint32_t i = 0; i < 200; ++i) {
    EXPECT_OK(streams[i % 2].wait(event));
    EXPECT_OK(kernel("chain").launch({.stream = streams[i % 2]}, value, i, 100u));
    EXPECT_OK(event.record(streams[i % 2]));
    expected = expected * 3 + i;
  }
  EXPECT_EQ(value.to_vector()->at(0), expected);
}

// Lavapipe and some phones take 65535 blocks in x.
TEST_F(VulkanStreamTest, GridsOfMoreBlocksThanTheDeviceTakesAtOnce) {
  const uint32_t blocks = 200000;
  Buffer<int> hits(device, blocks);
  EXPECT_OK(hits.fill(0));
  EXPECT_OK(kernel("visit").launch({.grid = {blocks}}, hits));
  EXPECT_EQ(*hits.to_vector(), std::vector<int>(blocks, 1));
}

// The device's last handle goes while its work runs: the stream's own thread lets go of it.
TEST_F(VulkanStreamTest, EverythingIsDroppedWhileWorkRuns) {
  for (int i = 0; i < 5; ++i) {
    Device other = *Device::open("vulkan");
    Result<hd::Module> loaded = other.load(kernelsModule());
    ASSERT_TRUE(loaded.status());
    Buffer<uint32_t> value(other, 1);
    EXPECT_OK(loaded->kernel("chain")->launch({}, value, 1u, 200000u));
  }
}

TEST_F(VulkanStreamTest, FailureDropsWhatIsBehindIt) {
  Stream stream = *device.create_stream();
  Buffer<uint32_t> value(device, 1);
  EXPECT_OK(value.fill(7, stream));
  EXPECT_OK(kernel("assert_at").launch({.grid = {4}, .stream = stream}, 2u));
  EXPECT_OK(kernel("chain").launch({.stream = stream}, value, 1u, 0u));
  EXPECT_OK(value.fill(9, stream));
  EXPECT_FAILS(stream.synchronize(), StatusCode::kernel_failed, "kernel `assert_at` failed");
  EXPECT_EQ(value.to_vector(stream)->at(0), 7u);
  EXPECT_OK(kernel("chain").launch({.stream = stream}, value, 1u, 0u));
  EXPECT_EQ(value.to_vector(stream)->at(0), 22u);
}

} // namespace
} // namespace hd::test
