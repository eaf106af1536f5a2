// What only the cpu device promises: arenas, its limit of threads, launches from several threads.
#include "tests/runtime/drivers/cpu/cpu_test.h"

#include <numeric>
#include <thread>

namespace hd::test {
namespace {

class CpuLaunchTest : public CpuTest {};

TEST_F(CpuLaunchTest, ArenasAreAsLargeAsTheRecordSays) {
  for (uint32_t shared : {0u, 1u, 255u, 100000u}) {
    Buffer<uint64_t> sums(device, 300);
    EXPECT_OK(kernel("arenas").launch({.grid = {300}, .block = {1000}, .shared_bytes = shared}, sums));
    uint64_t expected = 0;
    for (uint32_t i = 0; i < shared; ++i)
      expected += i & 0xff;
    std::vector<uint64_t> values = *sums.to_vector();
    for (size_t b = 0; b < values.size(); ++b)
      ASSERT_EQ(values[b], expected + (b & 0xff)) << b;
  }
}

TEST_F(CpuLaunchTest, ThreadsInXAreLimited) {
  EXPECT_FAILS(kernel("empty").launch({.grid = {1 << 22}, .block = {1024}}), StatusCode::invalid_argument,
               "grid.x * block.x is 4294967296");
}

TEST_F(CpuLaunchTest, GlobalsKeepTheirValuesBetweenLaunches) {
  Buffer<float> out(device, 5);
  EXPECT_OK(kernel("globals").launch({}, out));
  EXPECT_OK(kernel("globals").launch({}, out));
  EXPECT_EQ(*out.to_vector(), (std::vector<float>{41, 1, 2, 3, 4}));
  const float table[4] = {9, 8, 7, 6};
  const int counter = -1;
  EXPECT_OK(module.global("table")->copy_from(std::span<const float>(table)));
  EXPECT_OK(module.global("counter")->copy_from(std::span(&counter, 1)));
  EXPECT_OK(kernel("globals").launch({}, out));
  EXPECT_EQ(*out.to_vector(), (std::vector<float>{-1, 9, 8, 7, 6}));
}

TEST_F(CpuLaunchTest, SeveralThreadsLaunchAtOnce) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 6; ++t)
    threads.emplace_back([&, t] {
      Stream stream = t % 2 ? *device.create_stream() : Stream();
      Buffer<int> hits(device, 500);
      EXPECT_OK(hits.fill(0, stream));
      for (int round = 0; round < 50; ++round)
        EXPECT_OK(kernel("visit").launch({.grid = {500}, .stream = stream}, hits));
      EXPECT_EQ(*hits.to_vector(stream), std::vector<int>(500, 50));
    });
  for (std::thread &thread : threads)
    thread.join();
}

TEST_F(CpuLaunchTest, FailuresOfOneThreadDoNotReachAnother) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int round = 0; round < 50; ++round) {
        Status status = kernel("fault").launch({.grid = {20}}, t % 2 ? 1 : -1);
        EXPECT_EQ(status.ok(), t % 2 == 0) << status.to_string();
      }
    });
  for (std::thread &thread : threads)
    thread.join();
}

} // namespace
} // namespace hd::test
