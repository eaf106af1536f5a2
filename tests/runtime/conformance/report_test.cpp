// What kernels report: prints and failures, and how streams go on after them.
#include "tests/runtime/conformance/conformance.h"

#include <algorithm>

namespace hd::test {
namespace {

class ReportTest : public Conformance {
protected:
  void SetUp() override {
    Conformance::SetUp();
    if (!IsSkipped() && !executes())
      GTEST_SKIP() << "the device executes no kernels";
  }
  Status assertAt(uint32_t block, const Stream &stream, uint32_t blocks = 100) {
    return kernel("assert_at").launch({.grid = {blocks}, .block = {32}, .stream = stream}, block);
  }
  Status visit(const Buffer<int> &hits, const Stream &stream = {}) {
    return kernel("visit").launch({.grid = {static_cast<uint32_t>(hits.size())}, .stream = stream}, hits);
  }
  void expectWorking() {
    Buffer<int> hits(device, 100);
    EXPECT_OK(hits.fill(0));
    EXPECT_OK(visit(hits));
    EXPECT_EQ(*hits.to_vector(), std::vector<int>(100, 1));
  }
};
HD_ON_EVERY_DEVICE(ReportTest);

constexpr StatusCode kFailed = StatusCode::kernel_failed;

TEST_P(ReportTest, PrintsReachTheSinkBeforeSynchronizeReturns) {
  std::vector<std::string> lines;
  device.set_print_sink([&](std::string_view text) { lines.emplace_back(text); });
  Stream stream = *device.create_stream();
  for (int i = 0; i < 2; ++i)
    EXPECT_OK(kernel("print").launch({.grid = {50}, .stream = stream}));
  EXPECT_OK(stream.synchronize());
  device.set_print_sink({});
  ASSERT_EQ(lines.size(), 100u);
  std::sort(lines.begin(), lines.end());
  EXPECT_EQ(lines.front(), "block 0 value 0.50 text\n");
  EXPECT_EQ(lines.back(), "block 9 value 0.50 text\n");
}

TEST_P(ReportTest, PrintsOfTheDefaultStreamReachTheSink) {
  std::vector<std::string> lines;
  device.set_print_sink([&](std::string_view text) { lines.emplace_back(text); });
  EXPECT_OK(kernel("print").launch({.grid = {3}}));
  EXPECT_OK(device.synchronize());
  device.set_print_sink({});
  EXPECT_EQ(lines.size(), 3u);
}

TEST_P(ReportTest, MorePrintsThanFitAreCounted) {
  if (device.properties().name == "cpu")
    GTEST_SKIP() << "the cpu prints at once and loses nothing";
  std::vector<std::string> lines;
  device.set_print_sink([&](std::string_view text) { lines.emplace_back(text); });
  EXPECT_OK(kernel("print").launch({.grid = {60000}}));
  EXPECT_OK(device.synchronize());
  device.set_print_sink({});
  ASSERT_GT(lines.size(), 1000u);
  ASSERT_LT(lines.size(), 60000u);
  EXPECT_EQ(lines.back(), "heddle: " + std::to_string(60000 - (lines.size() - 1)) +
                              " more messages of kernel `print` did not fit into the message buffer\n");
}

TEST_P(ReportTest, AssertionNamesBlockAndThread) {
  Stream stream = *device.create_stream();
  EXPECT_OK(assertAt(17, stream));
  EXPECT_FAILS(
      stream.synchronize(), kFailed,
      "kernel `assert_at` failed: kernels.hd:7: assert_at: assertion `x < n` failed (block (17, 0, 0), "
      "thread (3, 0, 0)); launched as assert_at<<<");
  expectWorking();
}

TEST_P(ReportTest, FailureIsReportedOnceAndDropsWhatFollows) {
  Stream stream = *device.create_stream();
  Buffer<int> hits(device, 4), copied(device, 4);
  EXPECT_OK(hits.fill(0));
  EXPECT_OK(copied.fill(0));
  EXPECT_OK(assertAt(0, stream));
  EXPECT_OK(visit(hits, stream));
  EXPECT_OK(copied.fill(5, stream));
  EXPECT_FAILS(stream.synchronize(), kFailed, "assertion");
  EXPECT_OK(stream.synchronize());
  EXPECT_EQ(*hits.to_vector(), std::vector<int>(4, 0));
  EXPECT_EQ(*copied.to_vector(), std::vector<int>(4, 0));
  EXPECT_OK(visit(hits, stream));
  EXPECT_OK(stream.synchronize());
  EXPECT_EQ(*hits.to_vector(), std::vector<int>(4, 1));
}

TEST_P(ReportTest, EventsAndCallbacksHappenBehindAFailure) {
  Stream stream = *device.create_stream();
  Event event = *device.create_event();
  bool called = false;
  EXPECT_OK(assertAt(0, stream));
  EXPECT_OK(event.record(stream));
  EXPECT_OK(stream.add_callback([&] { called = true; }));
  EXPECT_OK(event.synchronize());
  EXPECT_FAILS(stream.synchronize(), kFailed, "assertion");
  EXPECT_TRUE(called);
}

TEST_P(ReportTest, FailureOfOneStreamLeavesOthersAlone) {
  Stream bad = *device.create_stream(), good = *device.create_stream();
  Buffer<int> hits(device, 4);
  EXPECT_OK(hits.fill(0));
  EXPECT_OK(assertAt(0, bad));
  EXPECT_OK(visit(hits, good));
  EXPECT_OK(good.synchronize());
  EXPECT_EQ(*hits.to_vector(good), std::vector<int>(4, 1));
  EXPECT_FAILS(bad.synchronize(), kFailed, "assertion");
}

TEST_P(ReportTest, BlockingCopyReportsTheFailureBeforeIt) {
  Stream stream = *device.create_stream();
  Buffer<int> values(device, 4);
  EXPECT_OK(values.fill(3));
  EXPECT_OK(assertAt(0, stream));
  std::vector<int> out(4);
  EXPECT_FAILS(values.copy_to(out, stream), kFailed, "assertion");
  EXPECT_OK(values.copy_to(out, stream));
  EXPECT_EQ(out, std::vector<int>(4, 3));
}

TEST_P(ReportTest, DeviceSynchronizeReportsTheFailureOfAStreamThatIsGone) {
  {
    Stream stream = *device.create_stream();
    EXPECT_OK(assertAt(0, stream));
  }
  EXPECT_FAILS(device.synchronize(), kFailed, "assertion");
  EXPECT_OK(device.synchronize());
}

TEST_P(ReportTest, FailureOfTheDefaultStreamIsTheLaunchsOrTheNextSynchronizes) {
  Status launched = assertAt(5, Stream());
  Status synchronized = device.synchronize();
  EXPECT_FAILS(launched ? synchronized : launched, kFailed, "block (5, 0, 0)");
  EXPECT_OK(device.synchronize());
  expectWorking();
}

TEST_P(ReportTest, GlobalsKeepTheirValueBetweenLaunches) {
  Buffer<float> out(device, 5);
  for (float counter : {40.0f, 41.0f}) {
    EXPECT_OK(kernel("globals").launch({}, out));
    EXPECT_EQ(*out.to_vector(), (std::vector<float>{counter, 1, 2, 3, 4}));
  }
  const std::vector<float> written{9, 8, 7, 6};
  EXPECT_OK(module.global("table")->copy_from(std::span(written)));
  EXPECT_OK(kernel("globals").launch({}, out));
  EXPECT_EQ(*out.to_vector(), (std::vector<float>{42, 9, 8, 7, 6}));
}

} // namespace
} // namespace hd::test
